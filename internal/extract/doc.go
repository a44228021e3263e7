// Package extract reads an article from a page: Extract takes the bytes of a page (or its parsed tree) and what is
// known of its source, and gives a news.Article with an account of how each field was found.
//
// It is pure: no clock, no network, no logger, and the same input gives the same output. Foreign bytes never make it
// panic; input beyond MaxBytes is cut, and markup that is nested or repeated beyond reason is read flat.
//
// The page is parsed once (package markup) and laid out as a flat table of elements with the sums of their subtrees
// (type tree), each with what its names say of it (package cue). The visible texts are cut into blocks; every block
// speaks for or against the containers it stands in, and the best container, furniture pruned and ends trimmed, is the
// text. Title, dates, byline, outlet and place each have a ladder of layers, surest first: what systems state (package
// schema, meta elements), what elements are marked as, what is printed with a label, what stands in the right place. A
// field no layer vouches for stays empty. Explain says what every layer found.
//
// How good it is, and against whom, is measured by the separate module in yardstick.
package extract
