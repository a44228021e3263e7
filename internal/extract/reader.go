package extract

import (
	"fmt"

	"tidings/internal/extract/field"
	"tidings/internal/news"
)

const (
	// auditEvery says how often a page that the template reads is read without it too.
	auditEvery = 8
	// redesigned is the agreement of the two readings below which the template is not believed.
	redesigned = 0.6
	// maxDoubts is how many pages of a run may speak against a template before it is to be learned anew.
	maxDoubts = 3
)

// Reader reads the pages of one source: by its template, with Extract as the judge. Extract reads what the template
// does not fit, and the first and every eighth of the pages it does; where the two readings have little text in
// common, Extract's is taken, and the doubt is noted. The zero Reader asks Extract for everything. Not for concurrent
// use.
type Reader struct {
	Template Template
	Read     int // pages
	Fitted   int // pages the template read
	Doubts   int // pages it did not fit though they are articles, or where the judge disagreed
}

// Extract reads the article of a page.
func (r *Reader) Extract(in Input) (news.Article, Explain) {
	r.Read++
	a, why, ok := r.Template.Extract(in)
	if ok && r.Fitted%auditEvery != 0 {
		r.Fitted++
		return a, why
	}
	judged, account := Extract(in)
	agreed := r.Template.agreement(a, judged)
	switch {
	case r.Template.Body.Zero():
	case !ok:
		account.note("template", "does not fit: "+r.Template.Body.String())
		if judged.Kind == news.KindArticle {
			r.Doubts++
		}
	case agreed < redesigned:
		r.Fitted++
		r.Doubts++
		account.note("template", fmt.Sprintf("redesigned? only %.2f of the text agrees with %s", agreed, r.Template.Body))
	default:
		r.Fitted++
		return a, why
	}
	return judged, account
}

// Stale reports whether the template is to be learned anew: most of the pages speak against it.
func (r *Reader) Stale() bool {
	return r.Doubts >= maxDoubts && r.Doubts*2 >= r.Read
}

// note adds a finding about the text that was not taken.
func (e *Explain) note(layer, value string) {
	e.Findings = append(e.Findings, field.Finding{Field: "text", Layer: layer, Value: value})
}
