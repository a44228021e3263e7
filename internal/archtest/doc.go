// Package archtest holds the house rules as tests: which package may import which, what the pure stages may not know,
// and the words that exported names do not use. It has no code of its own; a new package is entered in its table.
package archtest
