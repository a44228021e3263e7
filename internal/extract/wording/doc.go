// Package wording compares and measures short texts in any script as the extractor needs it: words and their
// agreement, white space where scripts are written without, weight, tables of phrases, and patterns that are compiled
// when they are first used. It knows nothing of pages.
package wording
