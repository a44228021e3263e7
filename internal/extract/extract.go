package extract

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/extract/markup"
	"tidings/internal/extract/schema"
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
	return p.read()
}

// read fills every field but the container, which is found.
func (p *page) read() (news.Article, Explain) {
	p.findLang()
	p.findTitle()
	p.writeText()
	p.findDates()
	p.findByline()
	p.findOutlet()
	p.findPlace()
	p.findEvent()
	p.findURL()
	p.findImage()
	p.findAttachments()
	p.findKind()
	return p.a, Explain{Findings: p.why}
}

// newPage parses and lays out the page.
func newPage(in Input) *page {
	doc := in.Doc
	if doc == nil {
		doc = markup.Parse(in.Body)
	}
	p := &page{in: in, t: layout(doc, removed(doc, in.Source.Rule))}
	p.loc, p.zoned = in.Source.Location(), in.Source.Zone != ""
	p.a = news.Article{URL: in.URL, SourceID: in.Source.ID, Kind: news.KindEmpty}
	p.head = readHead(p.t)
	p.url = &url.URL{}
	if u, err := url.Parse(in.URL); err == nil {
		p.url = u
	}
	return p
}

// findBody finds the container: the one the operator's rule names, else the one most speaks for.
func (p *page) findBody() {
	if !p.ruledBody() {
		p.body, p.blocks = p.t.choose()
	}
}

// writeText fills Text with what is left of the container.
func (p *page) writeText() {
	var title *block
	if p.title >= 0 {
		title = &p.blocks[p.title]
	}
	text := trim(p.body.kept(p.blocks), title)
	p.a.Text = render(text)
	layer, value := "container", ""
	if p.body.last > p.body.first {
		d := &p.t.nodes[p.body.node]
		value = fmt.Sprintf("<%s id=%q class=%q> %d of %d blocks, score %.0f",
			d.n.Data, attr(d.n, "id"), attr(d.n, "class"), len(text), p.body.last-p.body.first, p.body.score)
	}
	p.say("text", layer, value)
	if stated := p.statedText(); stated != "" {
		p.a.Text, layer = stated, "json-ld"
		p.say("text", layer, stated)
	}
	p.choose("text", layer)
}

// statedText gives the articleBody of the JSON-LD where the page itself shows next to nothing: its text comes by
// script.
func (p *page) statedText() string {
	shown, _ := weigh(p.a.Text)
	if stated, _ := weigh(p.head.ld.Body); stated < 300 || shown > 400 || stated < 3*shown {
		return ""
	}
	var paras []string
	for line := range strings.SplitSeq(p.head.ld.Body, "\n") {
		if line = schema.Clean(line); line != "" {
			paras = append(paras, line)
		}
	}
	return strings.Join(paras, "\n\n")
}
