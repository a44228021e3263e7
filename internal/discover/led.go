package discover

import (
	"sort"

	"tidings/internal/discover/role"
)

// led are the rows that linked headings lead: the title of a whole article or of a case, its date below it, and then
// text and papers at any length, so that no element of a row's size holds them.
type led struct {
	date map[int]int // indexes of dates by those of the links that lead them
	row  map[int]int // places of rows by the indexes of their dates
}

// maxLed is how far below its heading a date may begin.
const maxLed = 250

// ledByHeadings finds the headings that lead one date each. Below the name of a column, which may be linked too, there
// are several.
func (p *page) ledByHeadings() led {
	found := led{map[int]int{}, map[int]int{}}
	byTag := map[string][]int{}
	for i, a := range p.links {
		h := p.headingOf(a.el)
		if h < 0 || p.els[h].chrome {
			continue
		}
		if d := p.below(h, a); d >= 0 {
			tag := p.els[h].node.Data
			byTag[tag] = append(byTag[tag], i)
			found.date[i] = d
		}
	}
	for _, links := range byTag {
		single, enough := 0, minRows
		for n, i := range links {
			if p.post(p.links[i].el) >= 0 {
				enough = 2
			}
			end := len(p.flat)
			if n+1 < len(links) {
				end = p.links[links[n+1]].start
			}
			if p.datings(found.date[i], end) == 1 {
				single++
			}
		}
		if len(links) < enough || 3*single < 2*len(links) {
			for _, i := range links {
				delete(found.date, i)
			}
		}
	}
	return found
}

// below gives the date that stands by itself below a heading, with no other heading or link before it; -1 for none.
func (p *page) below(h int, a anchor) int {
	end := p.els[h].end
	if from, to := p.datesIn(p.els[h].start, end); from != to {
		return -1
	}
	from, to := p.datesIn(end, end+maxLed)
	if from == to || !p.dating(from) {
		return -1
	}
	at := p.dates[from].start
	for e := h + 1; e < len(p.els) && p.els[e].start < at; e++ {
		if p.els[e].heading > 0 && p.els[e].start >= end {
			return -1
		}
	}
	first := sort.Search(len(p.links), func(i int) bool { return p.links[i].start >= p.els[h].start })
	for _, other := range p.links[first:] {
		if other.start >= at {
			break
		}
		if other.URL != a.URL {
			return -1
		}
	}
	return from
}

// dating reports a date that says when, and is not spoken of in a sentence.
func (p *page) dating(i int) bool {
	d := p.dates[i]
	return d.link < 0 && !d.grid && (p.els[d.el].stamped || p.els[d.el].node.Data == "time" || p.alone(i, 40))
}

// lead gives the row of a link in a heading that leads a date, found is what was taken for it: the whole article where
// there is one, else the heading.
func (p *page) lead(a anchor, date int, found row, ok bool) (row, bool) {
	whole := p.post(a.el)
	switch {
	case whole >= 0 && (!ok || found.date != date || !p.spanned(whole, found.el)):
		return row{el: whole, date: date}, true
	case !ok || found.date != date:
		return row{el: p.headingOf(a.el), date: date}, true
	}
	return found, true
}

// spanned reports whether an element stands in another one.
func (p *page) spanned(inner, outer int) bool {
	return p.els[outer].start <= p.els[inner].start && p.els[inner].end <= p.els[outer].end
}

// nextColumn reports a linked heading behind a row, which names the next column of a page: no heading of the row's own.
func (p *page) nextColumn(a anchor, r row) bool {
	return p.inHeading(a.el) && !p.spanned(a.el, r.el) && !p.inHeading(p.dates[r.date].el)
}

// post gives the element around e that its markup declares to be an article, of whatever length; -1 for none.
func (p *page) post(e int) int {
	for n := 0; e >= 0 && n < 6; e, n = p.els[e].parent, n+1 {
		if role.Declared(p.els[e].node) {
			return e
		}
	}
	return -1
}

// datings counts the dates from the one at an index on to the end of a part of the text that say when: where the first
// is machine-readable, those that are too.
func (p *page) datings(first, end int) int {
	n, stamped := 0, p.els[p.dates[first].el].stamped
	for i := first; i < len(p.dates) && p.dates[i].start < end; i++ {
		if p.dating(i) && (!stamped || p.els[p.dates[i].el].stamped) {
			n++
		}
	}
	return n
}
