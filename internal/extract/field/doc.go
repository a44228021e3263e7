// Package field reads the fields of an article from a page that is laid out (package layout), one file a field. Each
// has a ladder of layers, surest first: what systems state (package schema), what elements are marked as, what is
// printed with a label, what stands in the right place. A field no layer vouches for stays empty, and Finding says
// what each layer found.
//
// Page holds what is known while the fields are read; package extract makes it and says which container is the
// article's. The same layers read documents, which package sheet lays out as pages, but for their title and kind.
package field
