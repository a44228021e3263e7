package extract

import (
	"bytes"
	"net/url"

	"golang.org/x/net/html"

	"tidings/internal/news"
)

// MaxBytes is how much of a page is read; real articles stay far below it.
const MaxBytes = 4 << 20

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

// Finding is what one layer found for one field. Of the findings for a field at most one is Chosen.
type Finding struct {
	Field  string // "title", "text", "published", …
	Layer  string // "json-ld", "meta PubDate", "container #zoom", …
	Value  string
	Chosen bool
}

// Extract reads the article of a page. Unknown fields stay empty; Kind says whether it is an article at all.
func Extract(in Input) (news.Article, Explain) {
	p := newPage(in)
	p.findBody()
	p.findTitle()
	p.findDates()
	p.findByline()
	return p.a, Explain{Findings: p.why}
}

// newPage parses and lays out the page.
func newPage(in Input) *page {
	doc := in.Doc
	if doc == nil {
		doc = parse(in.Body)
	}
	p := &page{in: in, t: layout(doc), loc: in.Source.Location(), zoned: in.Source.Zone != ""}
	p.a = news.Article{URL: in.URL, SourceID: in.Source.ID, Kind: news.KindEmpty}
	p.head = readHead(p.t)
	p.blocks = p.t.blocks()
	p.url = &url.URL{}
	if u, err := url.Parse(in.URL); err == nil {
		p.url = u
	}
	return p
}

// findBody fills Text.
func (p *page) findBody() {
	s, ok := p.t.best(p.t.spans(p.blocks))
	if !ok {
		return
	}
	p.body = s
	p.a.Text, p.a.Kind = render(kept(p.blocks, s)), news.KindArticle
}

// parse gives the tree of body.
func parse(body []byte) *html.Node {
	doc, err := html.Parse(bytes.NewReader(body[:min(len(body), MaxBytes)]))
	if err != nil {
		return &html.Node{Type: html.DocumentNode}
	}
	return doc
}
