package extract

import (
	"golang.org/x/net/html"

	"tidings/internal/extract/field"
	"tidings/internal/extract/markup"
	"tidings/internal/news"
)

// MaxBytes is how much of a page is read; real articles stay far below it.
const MaxBytes = markup.MaxBytes

// Input is a page and what is known of it beforehand. Only Body or Doc is needed; every other field may be zero.
type Input struct {
	URL    string      // the page's address after redirects
	Body   []byte      // UTF-8, already decoded
	Doc    *html.Node  // the parsed page in place of Body; it is not changed
	Source news.Source // zone, language, name and the operator's Rule.Body and Rule.Remove
	Link   news.Link   // the listing's title and date, as hints
}

// Explain is the account of an extraction: what each layer found for each field, in the order they were asked.
type Explain struct {
	Findings []Finding
}

// Finding is what one layer found for one field.
type Finding = field.Finding

// Extract reads the article of a page. Unknown fields stay empty; Kind says whether it is an article at all.
func Extract(in Input) (news.Article, Explain) {
	p := in.page()
	p.FindBody()
	return article(p)
}

// page lays the page out, and parses it where that is not done yet.
func (in Input) page() *field.Page {
	doc := in.Doc
	if doc == nil {
		doc = markup.Parse(in.Body)
	}
	return field.New(doc, field.Known{URL: in.URL, Source: in.Source, Link: in.Link})
}

// article reads the fields of a page whose container is found.
func article(p *field.Page) (news.Article, Explain) {
	a, findings := p.Read()
	return a, Explain{Findings: findings}
}
