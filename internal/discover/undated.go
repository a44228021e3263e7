package discover

import (
	"time"

	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
	"tidings/internal/news"
)

// block is a group of links of one shape.
type block struct {
	links  []int
	dated  int // how many have a date in their address
	days   int // how many of those differ from the one before
	day    time.Time
	width  int            // of all titles together; a Han character counts twice
	papers int            // links to files, or titled by no more than a month
	alike  map[string]int // how many have an address of one pattern
	single int            // how many have the address of a single piece of news, by its number or its many words
}

// blocks groups the page's own links by the place they stand in, those in what its names call a menu or a footer only
// where there are no others.
func (p *page) blocks() []block {
	out := p.blocksOf(func(a anchor) bool { return !p.furnished(a.el) })
	if len(out) == 0 {
		out = p.blocksOf(func(anchor) bool { return true })
	}
	return out
}

// blocksOf groups those of the page's own links that are wanted, each address where it says most.
func (p *page) blocksOf(wanted func(anchor) bool) []block {
	at := map[string]int{}
	var out []block
	telling := p.telling()
	for i, a := range p.links {
		if p.els[a.el].chrome || telling[a.URL] != i || a.Kind == news.LinkExternal || !wanted(a) {
			continue
		}
		title := p.title(a)
		if title == "" || phrase.TurnsPages(title) {
			continue
		}
		key := p.shape(a.el)
		n, known := at[key]
		if !known {
			n = len(out)
			at[key] = n
			out = append(out, block{alike: map[string]int{}})
		}
		out[n].alike[address.Pattern(a.URL)]++
		if address.Single(a.URL) {
			out[n].single++
		}
		if a.Kind == news.LinkDocument || monthOf(title, p.opt).Month {
			out[n].papers++
		}
		out[n].links = append(out[n].links, i)
		out[n].width += phrase.Width(title)
		if m, ok := p.inAddress(a.URL); ok {
			if out[n].dated++; !m.Date.Time.Equal(out[n].day) {
				out[n].day, out[n].days = m.Date.Time, out[n].days+1
			}
		}
	}
	return out
}

// telling gives for each address the first link to it that stands in a heading, else the first with words of its own,
// else the first.
func (p *page) telling() map[string]int {
	best, worth := map[string]int{}, map[string]int{}
	for i, a := range p.links {
		if p.els[a.el].chrome {
			continue
		}
		w := 1
		if markup.Clean(p.flat[a.start:a.end]) != "" && !phrase.Vague(p.title(a)) {
			w = 2
			if p.inHeading(a.el) {
				w = 3
			}
		}
		if w > worth[a.URL] {
			best[a.URL], worth[a.URL] = i, w
		}
	}
	return best
}

// furnished reports an element in a part of the page whose names say that it surrounds the matter.
func (p *page) furnished(e int) bool {
	for ; e >= 0; e = p.els[e].parent {
		n := p.els[e].node
		if n.Data == "body" || n.Data == "main" || n.Data == "article" {
			return false
		}
		if role.Furniture(n) {
			return true
		}
	}
	return false
}

// datedAddresses gives the links of the blocks of which at least half have a date in their address. Those of one day
// may be the views of a calendar, "by month", "by week", so they need the titles of an e-paper's issue.
func (p *page) datedAddresses() []news.Link {
	var out []news.Link
	for _, b := range p.blocks() {
		if b.dated < minRows || 2*b.dated < len(b.links) || b.days < 2 && b.width < minTitle*len(b.links) {
			continue
		}
		for _, i := range b.links {
			l := p.links[i].Link
			l.Title = p.title(p.links[i])
			m, _ := p.inAddress(l.URL)
			l.Published = m.Date
			out = append(out, l)
		}
	}
	return out
}

// minTitle is the mean width above which a block of links is more than a menu.
const minTitle = 16

// undated gives the block that looks most like a listing: many links of one pattern, to papers or with long titles.
func (p *page) undated() []news.Link {
	best, score := -1, 0
	blocks := p.blocks()
	for n, b := range blocks {
		if s := b.score(); len(b.links) >= minRows && s > score {
			best, score = n, s
		}
	}
	if best < 0 {
		return nil
	}
	var out []news.Link
	for _, i := range blocks[best].links {
		l := p.links[i].Link
		l.Title = p.title(p.links[i])
		out = append(out, l)
	}
	return out
}

// score says how much a block looks like a listing, 0 for not at all. Its addresses are made by one rule, while those
// of a menu lead all over the site. Titles longer than two short ones say no more; papers are not judged by
// theirs, which are "Agenda" and "January 2024" as often as not.
func (b block) score() int {
	mean := b.width / len(b.links)
	switch {
	case 3*b.papers >= 2*len(b.links):
		mean = 2 * minTitle
	case mean < minTitle:
		return 0
	}
	alike := 0
	for _, n := range b.alike {
		alike = max(alike, n)
	}
	if 3*b.single >= 2*len(b.links) {
		alike = max(alike, b.single)
	}
	return alike * alike * min(mean, 2*minTitle) / len(b.links)
}
