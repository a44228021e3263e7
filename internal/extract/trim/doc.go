// Package trim takes from the blocks of an article's container what is no part of the article: the title and what
// stands above it, bylines and dates under it, share residue, editor lines and counters at the ends, whole sections
// that open with a line such as "Related articles". It knows the words such lines are made of (the tables in phrases,
// one phrase a line) and where each may stand; which element is the container is settled before, by package layout.
package trim
