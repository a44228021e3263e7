package field

import (
	"net/url"
	"time"

	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/schema"
	"tidings/internal/news"
)

// Known is what is known of a page before it is read; every field may be zero.
type Known struct {
	URL    string      // the page's address after redirects
	Source news.Source // zone, language, name and the operator's Rule.Body and Rule.Remove
	Link   news.Link   // the listing's title and date, as hints
}

// Page is one extraction under way: what is laid out, what is known so far and the account of it. New makes it; then
// Body is found, by FindBody or by whoever knows better; then Read or ReadDocument fills the fields, in an order in
// which each may use those before. Not for concurrent use.
type Page struct {
	Tree   *layout.Tree
	Blocks []layout.Block
	Body   layout.Container // the article's; Blocks[Body.First:Body.Last] stand in it
	Title  int              // the block that is the title; -1 when none is

	known   Known
	url     *url.URL // never nil
	head    schema.Head
	lang    string
	order   dates.Order // of dates in figures, as the page itself testifies
	loc     *time.Location
	zoned   bool // the source names its zone
	printed printedDates
	led     bool         // the text begins with a lead from above the container
	marks   []authorMark // the elements marked as the author
	base    *url.URL     // what links are relative to
	why     []Finding
	a       news.Article
}

// New lays out the page doc, which is not changed.
func New(doc *html.Node, known Known) *Page {
	p := &Page{Tree: layout.Of(doc, removed(doc, known.Source.Rule)), Title: -1, known: known}
	p.loc, p.zoned = known.Source.Location(), known.Source.Zone != ""
	p.a = news.Article{URL: known.URL, SourceID: known.Source.ID, Kind: news.KindEmpty}
	p.head = schema.ReadHead(p.Tree.Head)
	p.url = &url.URL{}
	if u, err := url.Parse(known.URL); err == nil {
		p.url = u
	}
	return p
}
