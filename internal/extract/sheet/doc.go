// Package sheet lays the lines of a PDF document (package pdf) out as paragraphs, headings, rows of tables and points
// of lists, without what stands at the edge of every page, and gives them as a page of markup. So package extract
// reads the fields of a document with the layers that read pages.
package sheet
