package discover

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// row is what one date of a listing speaks of: the links beside it or under it.
type row struct {
	el    int   // the element that holds date and links, or for a date heading the date's branch
	date  int   // index of its date
	links []int // indexes of its links, in order
	key   string
}

// The measures of a row: the rows of 303 municipal listing pages stayed below them.
const (
	maxRow      = 3000 // bytes of text
	maxRowLinks = 40
	maxClimb    = 60 // levels above a link
	maxHeading  = 300
)

// rows puts every link that has a date into its row; the rows stand in the order of the page.
func (p *page) rows() []row {
	var out []row
	at := map[[2]int]int{}
	for i, a := range p.links {
		if p.els[a.el].chrome || p.yearPicker(a) {
			continue
		}
		r, ok := p.rowOf(a)
		if !ok {
			continue
		}
		id := [2]int{r.el, r.date}
		n, known := at[id]
		if !known {
			n = len(out)
			at[id] = n
			r.key = p.shape(r.el)
			out = append(out, r)
		}
		if len(out[n].links) < maxRowLinks {
			out[n].links = append(out[n].links, i)
		}
	}
	return out
}

// rowOf finds the row of a link: the smallest element around it with a date, when that is one row; else the date
// heading before it or the date behind it. A date in the link's own title may be that of the event it tells of, so
// one that stands beside the title goes before it.
func (p *page) rowOf(a anchor) (row, bool) {
	branch, own := a.el, -1
	for e, n := a.el, 0; e >= 0 && n < maxClimb; e, n = p.els[e].parent, n+1 {
		from, to := p.datesIn(p.els[e].start, p.els[e].end)
		switch {
		case to == from:
			branch = e
			continue
		case p.linked(from, to):
			if own < 0 {
				own = e
			}
			continue
		case own >= 0 && (!p.isRow(e, from, to) || !p.oneTitle(a, from, to)):
			return p.ownRow(own)
		case p.isRow(e, from, to):
			if d := p.inLine(a, from, to); d >= 0 && !p.sameDay(from, to) && p.loose(e) {
				return row{el: e, date: d}, true
			}
			e, from, to = p.widen(e, from, to)
			return row{el: e, date: p.bestDate(from, to)}, true
		}
		return p.headed(e, branch, from, to)
	}
	if own >= 0 {
		return p.ownRow(own)
	}
	return row{}, false
}

// ownRow is the row of a link with a date in its title and none beside it.
func (p *page) ownRow(e int) (row, bool) {
	from, to := p.datesIn(p.els[e].start, p.els[e].end)
	if !p.isRow(e, from, to) {
		return row{}, false
	}
	e, from, to = p.widen(e, from, to)
	return row{el: e, date: p.bestDate(from, to)}, true
}

// linked reports whether all the dates [from, to) stand in titles of links.
func (p *page) linked(from, to int) bool {
	for _, d := range p.dates[from:to] {
		if d.link < 0 {
			return false
		}
	}
	return true
}

// oneTitle reports whether those of the dates [from, to) that stand in titles all stand in that of a's address.
func (p *page) oneTitle(a anchor, from, to int) bool {
	for _, d := range p.dates[from:to] {
		if d.link >= 0 && p.links[d.link].URL != a.URL {
			return false
		}
	}
	return true
}

// isRow reports whether an element with the dates [from, to) speaks of one matter.
func (p *page) isRow(e, from, to int) bool {
	if p.els[e].end-p.els[e].start > maxRow {
		return false
	}
	if to-from == 1 || to-from <= 4 && p.sameDay(from, to) {
		return true
	}
	if to-from > 6 || !declared(p.els[e].node) && p.headings(from, to) > 1 {
		return false
	}
	return rowTag(p.els[e].node) || p.turns(e, from, to) < 2
}

// rowTag reports an element that is made for one row.
func rowTag(n *html.Node) bool {
	switch n.Data {
	case "tr", "li", "article", "dd", "a":
		return true
	}
	return false
}

// loose reports an element that no markup declares to be one row or part of one.
func (p *page) loose(e int) bool {
	whole, _, _ := p.article(e)
	return whole < 0 && !rowTag(p.els[e].node)
}

// inLine gives the first of the dates [from, to) that stands in a link's line but not in a title, -1 for none.
func (p *page) inLine(a anchor, from, to int) int {
	start, end := p.lineAround(a.start, a.end)
	for i := from; i < to; i++ {
		if d := p.dates[i]; d.start >= start && d.end <= end && d.link < 0 {
			return i
		}
	}
	return -1
}

// headings counts the headings with a day of their own among the dates [from, to): an element that was never closed
// holds several.
func (p *page) headings(from, to int) int {
	n, last, day := 0, -1, 0
	for _, d := range p.dates[from:to] {
		if h := p.headingOf(d.el); h >= 0 && d.link < 0 && h != last && d.day() != day {
			n, last, day = n+1, h, d.day()
		}
	}
	return n
}

// turns counts how often links follow a date in e.
func (p *page) turns(e, from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		next := p.els[e].end
		if i+1 < to {
			next = p.dates[i+1].start
		}
		if p.linkIn(p.dates[i].end, next) {
			n++
		}
	}
	return n
}

// sameDay reports whether the dates [from, to) are of one day; those in titles of links count only when there are
// no others.
func (p *page) sameDay(from, to int) bool {
	titles := p.linked(from, to)
	day := 0
	for _, d := range p.dates[from:to] {
		switch {
		case d.link >= 0 && !titles:
		case day == 0:
			day = d.day()
		case day != d.day():
			return false
		}
	}
	return true
}

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
		if !declared(node) || !repeated(node) {
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

// declared reports markup that says "one article": HTML's own, the hAtom microformat's, Drupal's row of a view.
func declared(n *html.Node) bool {
	return n.Data == "article" || hasClass(n, "hentry") || hasClass(n, "views-row")
}

// repeated reports that another declared article stands beside n; a page's one article may hold a whole listing.
func repeated(n *html.Node) bool {
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c != n && c.Type == html.ElementNode && declared(c) {
			return true
		}
	}
	return false
}

// hasClass reports one of an element's classes.
func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// belongs reports whether an element of its kind is only a part of what is around it.
func (p *page) belongs(e, up int) bool {
	switch p.els[up].node.Data {
	case "tr", "li", "p", "dd", "article":
		return true
	}
	return !blocks[p.els[e].node.Data] && !blocks[p.els[up].node.Data]
}

// headed finds the date heading before a branch of e, or, where links come first, the date behind it.
func (p *page) headed(e, branch, from, to int) (row, bool) {
	before, behind := -1, -1
	for i := from; i < to && behind < 0; i++ {
		if p.dates[i].end <= p.els[branch].start {
			before = i
		} else {
			behind = i
		}
	}
	if behind >= 0 && p.trailing(e, from, to) && p.trails(branch, before, behind) {
		before = behind
	}
	if before < 0 {
		return row{}, false
	}
	d := p.branchOf(p.dates[before].el, e)
	if d != e && !p.small(d) {
		return row{}, false
	}
	return row{el: d, date: before}, true
}

// trailing reports an element in which dates follow their links: it begins with a link and ends with a date.
func (p *page) trailing(e, from, to int) bool {
	return p.linkIn(p.els[e].start, p.dates[from].start) && !p.linkIn(p.dates[to-1].end, p.els[e].end)
}

// trails reports whether the date behind a branch is nearer to it than the one before.
func (p *page) trails(branch, before, behind int) bool {
	return before < 0 || p.dates[behind].start-p.els[branch].end < p.els[branch].start-p.dates[before].end
}

// small reports a branch that can be a date heading.
func (p *page) small(e int) bool {
	from, to := p.datesIn(p.els[e].start, p.els[e].end)
	return to-from <= 3 && p.els[e].end-p.els[e].start <= maxHeading
}

// branchOf gives the child of top that holds e, or top when e is top.
func (p *page) branchOf(e, top int) int {
	for e >= 0 && e != top && p.els[e].parent != top {
		e = p.els[e].parent
	}
	return max(e, 0)
}

// bestDate chooses among a row's dates: one that is marked up as a time goes before one that stands alone in its
// line, that before any other beside a title, and that before one in a title.
func (p *page) bestDate(from, to int) int {
	best, score := from, -1
	for i := from; i < to; i++ {
		s := 0
		switch {
		case p.els[p.dates[i].el].node.Data == "time":
			s = 3
		case p.alone(i, 12):
			s = 2
		case p.dates[i].link < 0:
			s = 1
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}

// alone reports whether at most rest bytes stand beside a date in its line.
func (p *page) alone(i, rest int) bool {
	start, end := p.lineAround(p.dates[i].start, p.dates[i].end)
	left := strings.TrimSpace(p.flat[start:p.dates[i].start])
	right := strings.TrimSpace(p.flat[p.dates[i].end:end])
	return len(left)+len(right) <= rest
}

// lineAround gives the line that holds [start, end).
func (p *page) lineAround(start, end int) (int, int) {
	from, to := 0, len(p.flat)
	if i, _ := slices.BinarySearch(p.breaks, start); i > 0 {
		from = p.breaks[i-1] + 1
	}
	if i, _ := slices.BinarySearch(p.breaks, end); i < len(p.breaks) {
		to = p.breaks[i]
	}
	return from, to
}

// shape names an element by its own tag and those around it; headings are alike wherever they stand.
func (p *page) shape(e int) string {
	if p.els[e].heading > 0 {
		return p.els[e].node.Data
	}
	var b strings.Builder
	for ; e >= 0; e = p.els[e].parent {
		b.WriteString(p.els[e].node.Data)
		b.WriteByte('<')
	}
	return b.String()
}
