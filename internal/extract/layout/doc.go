// Package layout is what a page is to the extractor: Of lays its markup out as a flat table of elements with the sums
// of their subtrees (Tree, Node); the visible texts are cut into blocks (Block), those in furniture marked; and one
// element is chosen as the article's container (Container).
//
// Every block speaks for or against the elements it stands in; the best of them wins, then the deepest that keeps
// nearly all. Names of classes are read as cues (package cue) and mistrusted: what holds the core of the page's text
// is never furniture, and a reading that leaves almost nothing is made again without them. Fields and dates are not
// known here; package extract reads them from what this one lays out, and package trim takes away what a container
// holds besides the article.
package layout
