// Package extract reads an article from a page: Extract takes the bytes of a page (or its parsed tree) and what is
// known of its source, and gives a news.Article with an account of how each field was found.
//
// It is pure: no clock, no network, no logger, and the same input gives the same output. Foreign bytes never make it
// panic; input beyond MaxBytes is cut, and markup that is nested or repeated beyond reason is read flat.
//
// The page is parsed once (package markup) and laid out as elements, blocks and the article's container (package
// layout); the container's blocks, trimmed (package trim), are the text, and each other field is read from what is
// laid out around them (package field). A document is laid out as a page first (packages pdf and sheet). A field
// nothing vouches for stays empty. Explain says what was found, and how.
//
// What the pages of one source have in common, Learn puts into a Template: the place of the article (package place)
// and the lines that repeat. Reader reads a source's pages by it, with Extract as the judge.
//
// How good it is, and against whom, is measured by the separate module in yardstick.
package extract
