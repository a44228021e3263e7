package discover

import (
	"cmp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
	"tidings/internal/news"
)

// page is a document laid flat: its visible text with a line per block, and where in that text every element, link
// and date stands. All questions of structure are then comparisons of offsets.
type page struct {
	site   *site
	text   strings.Builder
	flat   string // text, once complete
	breaks []int  // where its lines end
	hidden []int  // where dates begin that the page does not show
	els    []element
	links  []anchor
	dates  []printed
	opt    dates.Options
	parts  map[string]string   // years by the ids of the parts of the page that tabs with these years show
	heads  map[*html.Node]bool // headers of single articles, in which titles stand
	top    string              // the page's own heading, as it is put before a title that says nothing; may be empty
}

// element is one element and the text it spans.
type element struct {
	node       *html.Node
	parent     int // index of the parent, -1 for the top
	start, end int
	chrome     bool // in nav, header, footer or their like
	heading    int  // 1–6 in a heading
	stamped    bool // its machine-readable date stands in the text for what it shows
}

// anchor is a link and the text it spans.
type anchor struct {
	el         int
	start, end int
	news.Link
}

// printed is a date and the text it spans.
type printed struct {
	el         int // of the innermost element that holds it
	link       int // index of the link in whose title it stands, -1 for none
	start, end int
	after      int    // where the date begins that leads it, for the 26 of "January 12 and 26"; -1 for none
	named      string // that day with its month: "January 26"
	grid       bool   // a day's number in a calendar sheet, or not shown at all
	dates.Match
}

// day numbers the day of a date.
func (d printed) day() int {
	y, m, day := d.Date.Time.Date()
	return y*10000 + int(m)*100 + day
}

// lay walks the tree.
func (s *site) lay(doc *html.Node) *page {
	p := &page{site: s, parts: yearTabs(doc), heads: role.TitleHeads(doc)}
	p.walk(doc, -1, false)
	p.flat = p.text.String()
	for i := range len(p.flat) {
		if p.flat[i] == '\n' {
			p.breaks = append(p.breaks, i)
		}
	}
	p.findDates()
	p.top = p.topHeading()
	return p
}

// walk appends n and what is in it. The depth is bounded by the parser, which refuses more than 512 levels.
func (p *page) walk(n *html.Node, parent int, chrome bool) {
	switch n.Type {
	case html.TextNode:
		p.words(n.Data)
	case html.DocumentNode:
		p.children(n, parent, chrome)
	case html.ElementNode:
		if !skipped(n) {
			p.element(n, parent, chrome)
		}
	}
}

// children walks what is in n.
func (p *page) children(n *html.Node, parent int, chrome bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, parent, chrome)
	}
}

// element appends an element; a time with a machine-readable date stands for its text.
func (p *page) element(n *html.Node, parent int, chrome bool) {
	p.bound(n)
	e := len(p.els)
	chrome = chrome || role.Surrounds(n) && !p.heads[n]
	p.els = append(p.els, element{node: n, parent: parent, start: p.text.Len(), chrome: chrome, heading: role.Level(n)})
	if year := p.yearOfPart(n); year != "" {
		p.text.WriteString("\n" + year + "\n")
	}
	if hidden := p.site.hiddenDate(n); hidden != "" {
		p.text.WriteByte('\n')
		p.hidden = append(p.hidden, p.text.Len())
		p.text.WriteString(hidden + "\n")
	}
	if at := p.site.stamp(n); at != "" {
		p.els[e].stamped = true
		p.text.WriteString(" " + at + " ")
	} else {
		p.children(n, e, chrome)
	}
	if href := markup.LeadsTo(n); href != "" {
		p.anchor(e, href)
	}
	p.els[e].end = p.text.Len()
	p.bound(n)
}

// bound parts an element's text from what is beside it: by a line for blocks, by nothing visible for spans.
func (p *page) bound(n *html.Node) {
	switch {
	case blocks[n.Data]:
		p.text.WriteByte('\n')
	case apart[n.Data]:
		p.text.WriteString(markup.Filler)
	}
}

// words appends text with its white space joined.
func (p *page) words(s string) {
	if s == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	space := unicode.IsSpace(first)
	for word := range strings.FieldsSeq(s) {
		if space {
			p.text.WriteByte(' ')
		}
		p.text.WriteString(word)
		space = true
	}
	if unicode.IsSpace(last) {
		p.text.WriteByte(' ')
	}
}

// anchor records a link; the filler keeps one around an image from spanning nothing.
func (p *page) anchor(e int, href string) {
	if len(p.links) >= 4*MaxLinks || !address.Followable(href) {
		return
	}
	l, ok := p.site.link(href, "")
	if !ok || address.Serves(l.URL) {
		return
	}
	if n := p.els[e].node; trim(p.text.String()[p.els[e].start:]) == "" {
		if markup.Attr(n, "title") == "" && markup.Attr(n, "aria-label") == "" && !hasPicture(n) &&
			markup.Attr(n, "itemprop") != "url" {
			return // nothing to see
		}
		p.text.WriteString(markup.Filler)
	}
	if phrase.ToCalendar(p.label(e)) {
		return
	}
	p.links = append(p.links, anchor{el: e, start: p.els[e].start, end: p.text.Len(), Link: l})
}

// label gives what an anchor says: its text, its title, or its picture's.
func (p *page) label(e int) string {
	n := p.els[e].node
	if s := p.text.String()[p.els[e].start:]; markup.Clean(s) != "" {
		return markup.Clean(s[:min(len(s), maxHeading)])
	}
	return cmp.Or(markup.Clean(markup.Attr(n, "title")), picture(n), markup.Clean(markup.Attr(n, "aria-label")))
}

// addressed reports a choice of a drop-down whose value is an address: some towns keep their agendas there.
func addressed(n *html.Node) bool {
	value := strings.ToLower(strings.TrimSpace(markup.Attr(n, "value")))
	return strings.Contains(value, "/") || strings.HasSuffix(value, ".pdf") || strings.HasSuffix(value, ".html")
}

// innermost gives the smallest element that spans [start, end).
func (p *page) innermost(start, end int) int {
	e := sort.Search(len(p.els), func(i int) bool { return p.els[i].start > start }) - 1
	for e > 0 && (p.els[e].end < end || p.els[e].start > start) {
		e = p.els[e].parent
	}
	return max(e, 0)
}

// linkAround gives the link in whose title [start, end) stands among other words, -1 for none.
func (p *page) linkAround(start, end int) int {
	i := sort.Search(len(p.links), func(i int) bool { return p.links[i].start > start }) - 1
	if i < 0 || p.links[i].end < end {
		return -1
	}
	a := p.links[i]
	if trim(p.flat[a.start:start]) == "" && trim(p.flat[end:a.end]) == "" {
		return -1
	}
	return i
}

// linkIn reports whether a link begins in [start, end).
func (p *page) linkIn(start, end int) bool {
	i := sort.Search(len(p.links), func(i int) bool { return p.links[i].start >= start })
	return i < len(p.links) && p.links[i].start < end
}

// datesIn gives the indexes [from, to) of the dates that begin in [start, end).
func (p *page) datesIn(start, end int) (from, to int) {
	from = sort.Search(len(p.dates), func(i int) bool { return p.dates[i].start >= start })
	to = from + sort.Search(len(p.dates)-from, func(i int) bool { return p.dates[from+i].start >= end })
	return from, to
}

// skipped reports what is not shown or not read.
func skipped(n *html.Node) bool {
	switch n.Data {
	case "script", "style", "noscript", "template", "svg", "head", "iframe", "object", "textarea":
		return true
	case "option":
		return !addressed(n)
	}
	return false
}

// apart are elements of a line that style sheets often set apart, so that no word goes on across their bounds.
var apart = map[string]bool{"span": true, "a": true, "label": true, "small": true, "time": true, "select": true}

// blocks are the elements that begin and end a line.
var blocks = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields("address article aside blockquote body br caption center dd details dialog " +
		"div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section " +
		"summary table tbody td tfoot th thead tr ul option ucapcontent") {
		m[name] = true
	}
	return m
}()
