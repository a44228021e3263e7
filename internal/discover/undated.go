package discover

import (
	"time"
	"unicode/utf8"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// block is a group of links of one shape.
type block struct {
	links []int
	dated int // how many have a date in their address
	days  int // how many of those differ from the one before
	day   time.Time
	width int // of all titles together; a Han character counts twice
}

// blocks groups the page's own links by the place they stand in.
func (p *page) blocks() []block {
	at := map[string]int{}
	var out []block
	seen := map[string]bool{}
	for i, a := range p.links {
		if p.els[a.el].chrome || seen[a.URL] || a.Kind == news.LinkExternal {
			continue
		}
		seen[a.URL] = true
		title := p.title(a)
		if title == "" {
			continue
		}
		key := p.shape(a.el)
		n, known := at[key]
		if !known {
			n = len(out)
			at[key] = n
			out = append(out, block{})
		}
		out[n].links = append(out[n].links, i)
		out[n].width += width(title)
		if m, ok := dates.InURL(a.URL, p.opt); ok {
			if out[n].dated++; !m.Date.Time.Equal(out[n].day) {
				out[n].day, out[n].days = m.Date.Time, out[n].days+1
			}
		}
	}
	return out
}

// width measures a title as a reader sees it.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if utf8.RuneLen(r) > 2 {
			n++
		}
	}
	return n
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
			m, _ := dates.InURL(l.URL, p.opt)
			l.Published = m.Date
			out = append(out, l)
		}
	}
	return out
}

// minTitle is the mean width above which a block of links is more than a menu.
const minTitle = 16

// undated gives the block that looks most like a listing: many links with long titles.
func (p *page) undated() []news.Link {
	best, score := -1, 0
	blocks := p.blocks()
	for n, b := range blocks {
		if mean := b.width / len(b.links); len(b.links) >= minRows && mean >= minTitle && b.width > score {
			best, score = n, b.width
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
