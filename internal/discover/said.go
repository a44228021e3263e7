package discover

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
)

// said gives the first heading of a row, else its first line, that is more than a date, a place or a vague title. A
// title that has the date already asks for plain words: neither those of another link nor figures.
func (p *page) said(r row, plainly bool) string {
	if s := p.subject(r.el); s != "" && !plainly {
		return s
	}
	start, end := p.els[r.el].start, p.els[r.el].end
	if from, to := p.datesIn(start, end); !p.sameDay(from, to) && p.els[r.el].node.Data != "tr" {
		from, to := p.lineAround(p.dates[r.date].start, p.dates[r.date].end)
		if !p.datesWithin(start, end, from, to) {
			start, end = from, to
		}
	}
	for e := r.el + 1; e < len(p.els) && p.els[e].start < end; e++ {
		s := markup.Clean(p.flat[p.els[e].start:p.els[e].end])
		if p.els[e].heading > 0 && p.els[e].start >= start && !p.empty(s) {
			return s
		}
	}
	if s := p.line(start, end, plainly); s != "" {
		return s
	}
	e := p.bareRow(r.date)
	up, from := p.els[e].parent, p.els[e].start
	if i, j := p.datesIn(from, p.els[e].end); j-i != 1 || up < 0 {
		return ""
	}
	if i, j := p.datesIn(p.els[up].start, p.els[up].end); p.sameDay(i, min(j, i+maxRowLinks)) {
		return "" // it is not one row of several
	}
	return p.line(from, p.els[e].end, plainly)
}

// subject gives what a table's row has in the column whose head calls it the matter of the row, "" where there is none.
func (p *page) subject(row int) string {
	if p.els[row].node.Data != "tr" {
		return ""
	}
	for e := row + 1; e < len(p.els) && p.els[e].start < p.els[row].end; e++ {
		cell := p.els[e].node
		if cell.Data != "td" || cell.Parent != p.els[row].node {
			continue
		}
		if slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(role.HeadOf(cell)), phrase.NotWord), phrase.Matter) {
			if s := p.shown(p.els[e].start, p.els[e].end); !p.empty(s) {
				return s
			}
		}
	}
	return ""
}

// datesWithin reports that all dates of [start, end) stand in [from, to): "June 9, posted June 5".
func (p *page) datesWithin(start, end, from, to int) bool {
	i, j := p.datesIn(start, end)
	return p.dates[i].start >= from && p.dates[j-1].end <= to
}

// line gives the first line of [start, end) that says something.
func (p *page) line(start, end int, plainly bool) string {
	for from := start; from < end; {
		to := from + len(p.flat[from:end])
		if n := strings.IndexByte(p.flat[from:end], '\n'); n >= 0 {
			to = from + n
		}
		s := p.wordsOf(from, to)
		if !p.empty(s) && !phrase.Status(s) && len(s) <= maxHeading && !p.aPlace(from, to) &&
			!(plainly && (strings.ContainsAny(s, "0123456789") || p.linkIn(from, to))) {
			return s
		}
		from = to + 1
	}
	return ""
}

// wordsOf gives what a line shows without the links at its ends that say nothing of their own.
func (p *page) wordsOf(from, to int) string {
	first := sort.Search(len(p.links), func(i int) bool { return p.links[i].start >= from })
	last := first + sort.Search(len(p.links)-first, func(i int) bool { return p.links[first+i].start >= to })
	for _, a := range slices.Backward(p.links[first:last]) {
		if a.end <= to && phrase.Punctuation(p.flat[a.end:to]) && phrase.Vague(markup.Clean(p.flat[a.start:a.end])) {
			to = a.start
		}
	}
	for _, a := range p.links[first:last] {
		if a.end <= to && phrase.Punctuation(p.flat[from:a.start]) && phrase.Vague(markup.Clean(p.flat[a.start:a.end])) {
			from = a.end
		}
	}
	return strings.Trim(p.shown(from, to), " –—-|/,;:")
}

// aPlace reports a line that says where or for how long: the column of a table, or an element's class, calls it so.
func (p *page) aPlace(from, to int) bool {
	e := p.innermost(from+len(p.flat[from:to])-len(strings.TrimLeft(p.flat[from:to], " \u200b")), to)
	if cell := p.cellOf(e); cell != nil && slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(role.HeadOf(cell)), phrase.NotWord), phrase.Whereabouts) {
		return true
	}
	for n := 0; e >= 0 && n < 3; e, n = p.els[e].parent, n+1 {
		class := strings.ToLower(markup.Attr(p.els[e].node, "class"))
		if strings.Contains(class, "location") || strings.Contains(class, "venue") || strings.Contains(class, "address") {
			return true
		}
	}
	return false
}

// cellOf gives the table cell an element is or stands in, nil for none.
func (p *page) cellOf(e int) *html.Node {
	for n := 0; e >= 0 && n < 4; e, n = p.els[e].parent, n+1 {
		if p.els[e].node.Data == "td" {
			return p.els[e].node
		}
	}
	return nil
}

// onPage puts the page's heading before a title that says nothing of its own, if it has one and not several.
func (p *page) onPage(title string) string { return markup.Clean(p.top + title) }

// topHeading gives the page's only first heading with the mark behind it, "" where it says nothing.
func (p *page) topHeading() string {
	top := ""
	for _, e := range p.els {
		if e.heading != 1 || e.chrome {
			continue
		}
		s := p.shown(e.start, e.end)
		if top != "" || len(s) > maxTitle || p.empty(figures.ReplaceAllString(s, "")) {
			return ""
		}
		top = s + " – "
	}
	return top
}

// underHeading puts the heading above a place before one of the days of a line.
func (p *page) underHeading(pos int, day string) string {
	first := sort.Search(len(p.els), func(i int) bool { return p.els[i].start >= pos })
	for _, e := range slices.Backward(p.els[:first]) {
		if e.heading == 0 || e.chrome || e.end > pos {
			continue
		}
		if s := p.shown(e.start, e.end); len(s) <= maxTitle && !p.empty(figures.ReplaceAllString(s, "")) {
			return markup.Clean(s + " – " + day)
		}
		break
	}
	return p.onPage(day)
}

// maxTitle is the longest heading that is taken for a name.
const maxTitle = 80

// figures are numbers of any length.
var figures = regexp.MustCompile(`[0-9]+`)
