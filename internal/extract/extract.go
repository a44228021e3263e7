package extract

import (
	"bytes"

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
	doc := in.Doc
	if doc == nil {
		doc = parse(in.Body)
	}
	a := news.Article{URL: in.URL, SourceID: in.Source.ID, Kind: news.KindEmpty}
	t := layout(doc)
	blocks := t.blocks()
	if s, ok := t.best(t.spans(blocks)); ok {
		a.Text, a.Kind = render(kept(blocks, s)), news.KindArticle
	}
	return a, Explain{}
}

// parse gives the tree of body.
func parse(body []byte) *html.Node {
	doc, err := html.Parse(bytes.NewReader(body[:min(len(body), MaxBytes)]))
	if err != nil {
		return &html.Node{Type: html.DocumentNode}
	}
	return doc
}
