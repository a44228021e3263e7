package discover

import (
	"slices"
	"strings"

	"tidings/internal/discover/phrase"
)

// bare gives the rows of a schedule, most of which have no link: those of a linked row's shape, and where they are
// about as many as the linked ones, all that repeat. A row that has a link while its neighbours have none, because
// only its agenda is out, keeps it.
func (p *page) bare(linked, all []row) []row {
	shapes, told := map[string]bool{}, map[int]bool{}
	for _, r := range linked {
		shapes[r.key] = true
		told[p.dates[r.date].day()] = true
	}
	count, within, own, links := map[string]int{}, p.spans(linked), p.linksOf(linked), p.linksByDate(all)
	marked := p.markedUp(linked)
	var found []row
	again := map[int]bool{}
	for i, d := range p.dates {
		if d.grid || d.link >= 0 || within(d.start) || told[d.day()] || p.els[d.el].chrome || !p.leads(i) ||
			marked && !p.els[d.el].stamped {
			continue
		}
		r := row{el: p.bareRow(i), date: i, links: links[i]}
		if start, end := p.extent(r); p.linkIn(start, end) && p.holds(start, end, own) {
			continue
		}
		r.key = p.shape(r.el)
		if whole := p.tableRow(r.el); d.named != "" && whole >= 0 {
			r.key = p.shape(whole)
		}
		if count[r.key]++; !again[d.day()] {
			found = append(found, r)
		}
		again[d.day()] = true
	}
	var out []row
	for _, r := range found {
		if shapes[r.key] || count[r.key] >= 2 && 3*count[r.key] >= len(linked) {
			out = append(out, r)
		}
	}
	return out
}

// markedUp reports that most of the rows have machine-readable dates: what else their text tells of other days is no
// row of the listing.
func (p *page) markedUp(rows []row) bool {
	n := 0
	for _, r := range rows {
		if d := p.dates[r.date]; d.grid || p.els[d.el].stamped {
			n++
		}
	}
	return 3*n > 2*len(rows) && n >= minRows
}

// linksByDate gives the links that rows found for each date.
func (p *page) linksByDate(rows []row) map[int][]int {
	at := map[int][]int{}
	for _, r := range rows {
		at[r.date] = append(at[r.date], r.links...)
	}
	return at
}

// linksOf gives the links of rows.
func (p *page) linksOf(rows []row) map[int]bool {
	own := map[int]bool{}
	for _, r := range rows {
		for _, i := range r.links {
			own[i] = true
		}
	}
	return own
}

// holds reports whether one of the links begins in [start, end).
func (p *page) holds(start, end int, links map[int]bool) bool {
	for i, a := range p.links {
		if links[i] && a.start >= start && a.start < end {
			return true
		}
	}
	return false
}

// extent gives the text of a row: its element's or, where that only parts lines and speaks of several days, its line's.
func (p *page) extent(r row) (start, end int) {
	start, end = p.els[r.el].start, p.els[r.el].end
	if from, to := p.datesIn(start, end); !p.sameDay(from, to) && p.loose(r.el) {
		return p.lineAround(p.dates[r.date].start, p.dates[r.date].end)
	}
	return start, end
}

// spans gives a test for places inside one of the rows.
func (p *page) spans(rows []row) func(int) bool {
	var at []element
	for _, r := range rows {
		start, end := p.extent(r)
		at = append(at, element{start: start, end: end})
	}
	slices.SortFunc(at, func(a, b element) int { return a.start - b.start })
	for i := 1; i < len(at); i++ { // a row inside another ends with it
		at[i].end = max(at[i].end, at[i-1].end)
	}
	return func(pos int) bool {
		i, _ := slices.BinarySearchFunc(at, pos+1, func(e element, pos int) int { return e.start - pos })
		return i > 0 && at[i-1].end > pos
	}
}

// leads reports whether a date begins its line, but for a weekday or a label, stands nearly alone in it, or belongs
// to a series of dates that a short text leads.
func (p *page) leads(i int) bool {
	start, end := p.lineAround(p.dates[i].start, p.dates[i].end)
	if phrase.Narrow(p.flat[start:p.dates[i].start], 24) || p.alone(i, 40) {
		return true
	}
	series := i+1 < len(p.dates) && p.dates[i+1].end <= end && p.enumerated(i+1)
	for n := 0; n < maxSeries && i > 0 && p.dates[i-1].start >= start && p.enumerated(i); n++ {
		i, series = i-1, true
	}
	return series && phrase.Narrow(p.flat[start:p.dates[i].start], maxLead)
}

// maxSeries is how many dates are looked back for the text that leads them: two years of meetings twice a month.
const maxSeries = 50

// maxLead is the longest text before a series of dates: "The board meets at 6 p.m. on".
const maxLead = 60

// enumerated reports that nothing but a comma, a weekday or "and" parts a date from the one before it.
func (p *page) enumerated(i int) bool {
	between := p.flat[p.dates[i-1].end:p.dates[i].start]
	return len(between) <= 20 && !strings.ContainsAny(between, "-–—0123456789")
}

// bareRow gives the largest element around a date in which no other day is spoken of.
func (p *page) bareRow(i int) int {
	e := p.dates[i].el
	for {
		up := p.els[e].parent
		if up < 0 {
			return e
		}
		from, to := p.datesIn(p.els[up].start, p.els[up].end)
		if to-from > 6 || !p.sameDay(from, to) || p.els[up].end-p.els[up].start > maxRow/4 {
			return e
		}
		e = up
	}
}
