package discover

import (
	"regexp"
	"slices"
	"strings"

	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
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
	at := map[int][]int{} // the rows of a date
	led := p.ledByHeadings()
	for i, a := range p.links {
		if p.els[a.el].chrome || p.yearPicker(a) || phrase.LeadsOff(p.flat[a.start:a.end]) {
			continue
		}
		r, ok := p.rowOf(a)
		if d, leads := led.date[i]; leads {
			if r, ok = p.lead(a, d, r, ok); len(at[d]) == 0 {
				led.row[d] = len(out)
			}
		}
		if !ok || p.inSentence(r.date) && p.otherDay(a, r.date) || len(at[r.date]) > 0 && p.nextColumn(a, r) {
			continue
		}
		n, known := p.within(out, at[r.date], r.el)
		if leader, led := led.row[r.date]; led && leader < len(out) {
			n, known = leader, true
		}
		if !known {
			n = len(out)
			at[r.date] = append(at[r.date], n)
			r.key = p.shape(r.el)
			out = append(out, r)
		}
		if len(out[n].links) < maxRowLinks {
			out[n].links = append(out[n].links, i)
		}
	}
	return out
}

// within gives the one of the rows that is e, or stands in it or around it where the outer one is a table's row.
func (p *page) within(rows []row, which []int, e int) (int, bool) {
	for _, n := range which {
		a, b := rows[n].el, e
		if p.els[a].start > p.els[b].start || p.els[a].end < p.els[b].end {
			a, b = b, a
		}
		if a == b || p.els[a].node.Data == "tr" && p.els[a].start <= p.els[b].start && p.els[a].end >= p.els[b].end {
			return n, true
		}
	}
	return 0, false
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
	if to-from > 6 || !role.Declared(p.els[e].node) && p.headings(from, to) > 1 {
		return false
	}
	return role.Row(p.els[e].node) || p.turns(e, from, to) < 2
}

// loose reports an element that no markup declares to be one row or part of one.
func (p *page) loose(e int) bool {
	whole, _, _ := p.article(e)
	return whole < 0 && !role.Row(p.els[e].node)
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

// bestDate chooses among a row's dates: one that is marked up as a time goes before one that stands alone in its
// line, that before any other beside a title, and that before one in a title or one whose year has two figures.
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
		if s > 0 && s < 3 && p.twoFigures(i) {
			s = 0
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}

// fourFigures is a year printed whole.
var fourFigures = regexp.MustCompile(`[0-9]{4}`)

// twoFigures reports a date of nothing but figures whose year has only two: it may be the number of a case.
func (p *page) twoFigures(i int) bool {
	text := p.flat[p.dates[i].start:p.dates[i].end]
	return !p.dates[i].Yearless && !fourFigures.MatchString(text) && phrase.Letters(text) == 0
}

// alone reports whether text of at most a width stands beside a date in its line.
func (p *page) alone(i, rest int) bool {
	start, end := p.lineAround(p.dates[i].start, p.dates[i].end)
	left := strings.TrimSpace(p.flat[start:p.dates[i].start])
	right := strings.TrimSpace(p.flat[p.dates[i].end:end])
	return len(left)+len(right) <= 2*rest && phrase.Width(left)+phrase.Width(right) <= rest
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
