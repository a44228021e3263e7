// Package extract reads an article from a page: Extract takes the bytes of a page (or its parsed tree) and what is known
// of its source, and gives a news.Article with an account of how each field was found.
//
// It is pure: no clock, no network, no logger, and the same input gives the same output. Foreign bytes never make it
// panic; input beyond MaxBytes is cut, nesting beyond what the HTML parser accepts is flattened.
//
// The page is parsed once and laid out as a flat table of elements with the sums of their subtrees (package-private
// type tree); everything else asks that table. Text comes from the best container among those that known systems
// name and those that score well; furniture inside it is pruned, and the ends are trimmed of share links, editor
// lines and counters. Title, dates, byline, outlet and place each have a ladder of layers, surest first; a field no
// layer vouches for stays empty.
package extract
