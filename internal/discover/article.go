package discover

import "tidings/internal/discover/role"

// widen climbs from a link that holds its own date to the cell, paragraph or row around it, as long as no other day
// is spoken of there.
func (p *page) widen(e, from, to int) (int, int, int) {
	if whole, f, t := p.article(e); whole >= 0 {
		return whole, f, t
	}
	for {
		up := p.els[e].parent
		if up < 0 || !p.belongs(e, up) {
			return e, from, to
		}
		f, t := p.datesIn(p.els[up].start, p.els[up].end)
		if t-f > 6 || !p.sameDay(f, t) || p.els[up].end-p.els[up].start > maxRow {
			return e, from, to
		}
		e, from, to = up, f, t
	}
}

// article gives the element around e that its markup declares to be one article, with its dates; -1 for none.
func (p *page) article(e int) (whole, from, to int) {
	for n := 0; e >= 0 && n < 10; e, n = p.els[e].parent, n+1 {
		node := p.els[e].node
		if !role.Declared(node) || !role.Repeated(node) {
			continue
		}
		from, to = p.datesIn(p.els[e].start, p.els[e].end)
		if to-from > 6 || p.els[e].end-p.els[e].start > maxRow {
			return -1, 0, 0
		}
		return e, from, to
	}
	return -1, 0, 0
}

// belongs reports whether an element of its kind is only a part of what is around it.
func (p *page) belongs(e, up int) bool {
	switch p.els[up].node.Data {
	case "tr", "li", "p", "dd", "article":
		return true
	}
	return !blocks[p.els[e].node.Data] && !blocks[p.els[up].node.Data]
}
