package extract

import (
	"net/url"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// page is one extraction under way: what is known so far and the account of it.
type page struct {
	in      Input
	url     *url.URL // never nil
	t       *tree
	head    head
	blocks  []block
	body    span // the container; blocks[body.first:body.last]
	title   int  // the block that is the title; -1 when none is
	lang    string
	order   dates.Order // of dates in figures, as the page itself testifies
	loc     *time.Location
	zoned   bool // the source names its zone
	printed printedDates
	base    *url.URL // what links are relative to
	why     []Finding
	a       news.Article
}

// say records what a layer found for a field and gives it back; an empty value is not recorded.
func (p *page) say(field, layer, value string) string {
	if value != "" {
		p.why = append(p.why, Finding{Field: field, Layer: layer, Value: cutTo(value, 200)})
	}
	return value
}

// choose marks the finding of a field and layer as the one taken.
func (p *page) choose(field, layer string) {
	for i := range p.why {
		if p.why[i].Field == field && p.why[i].Layer == layer {
			p.why[i].Chosen = true
			return
		}
	}
}

// dateOptions are the options for reading a date of this page.
func (p *page) dateOptions() dates.Options {
	return dates.Options{Language: p.lang, Zone: p.loc, Order: p.order}
}

// cutTo cuts s to at most n bytes at a rune's beginning.
func cutTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
