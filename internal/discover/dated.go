package discover

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// dated gives the links of the repeated blocks with dates.
func (p *page) dated() []news.Link {
	all := p.rows()
	rows := p.chosen(all)
	linked := len(rows)
	if rows = append(rows, p.bare(rows, all)...); linked < 2 && len(rows) < minRows {
		return nil
	}
	rows = p.withoutSidebars(rows)
	return p.tellAlso(p.tell(rows), rows)
}

// tellAlso adds the links that stand like those of the rows and have a date only in their address.
func (p *page) tellAlso(out []news.Link, rows []row) []news.Link {
	shapes, seen := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		for _, i := range r.links {
			shapes[p.shape(p.links[i].el)] = true
		}
	}
	for _, l := range out {
		seen[l.URL] = true
	}
	for _, a := range p.links {
		if seen[a.URL] || p.els[a.el].chrome || len(out) >= MaxLinks || !shapes[p.shape(a.el)] {
			continue
		}
		if m, ok := dates.InURL(a.URL, p.opt); ok {
			seen[a.URL] = true
			l := a.Link
			l.Title, l.Published = p.title(a), m.Date
			out = append(out, l)
		}
	}
	return out
}

// tell gives the links of rows, each address once. One that stands in several rows, such as a map or a live stream,
// is nobody's own.
func (p *page) tell(rows []row) []news.Link {
	in := p.daysOf(rows)
	days := p.ownDays(rows, in)
	var out []news.Link
	seen, known := map[string]bool{}, matters{}
	for _, r := range rows {
		links := p.rowLinks(r, in, seen)
		if len(links) == 0 || links[0].Kind == news.LinkInline && days[p.dates[r.date].day()] {
			continue
		}
		if known.again(p, links[0]) {
			links[0].Published = news.Date{}
		}
		for _, l := range links {
			if !seen[l.URL] && len(out) < MaxLinks {
				seen[l.URL] = true
				out = append(out, l)
			}
		}
	}
	return out
}

// daysOf counts on how many days each address of the rows is named.
func (p *page) daysOf(rows []row) map[string]int {
	type place struct {
		url string
		day int
	}
	in, seen := map[string]int{}, map[place]bool{}
	for _, r := range rows {
		for _, address := range p.addresses(r) {
			if at := (place{address, p.dates[r.date].day()}); !seen[at] {
				seen[at] = true
				in[address]++
			}
		}
	}
	return in
}

// ownDays gives the days of which rows with links of their own speak.
func (p *page) ownDays(rows []row, in map[string]int) map[int]bool {
	days := map[int]bool{}
	for _, r := range rows {
		for _, address := range p.addresses(r) {
			if in[address] <= maxShared {
				days[p.dates[r.date].day()] = true
			}
		}
	}
	return days
}

// maxShared is how many days a link may be named on and still be one row's own: a meeting's minutes are named again
// where the next meeting approves them.
const maxShared = 2

// matters remembers what dated links speak of, by day and by what is left of a title without dates and the words for
// kinds of papers. The agenda of a meeting and the minutes of it are one matter, and one matter is dated once; two
// agendas under one name are two.
type matters map[string][]string

// again reports whether l is a further paper of a matter told before.
func (m matters) again(p *page, l news.Link) bool {
	title := l.Title
	for _, d := range slices.Backward(dates.Find(title, p.opt)) {
		title = title[:d.Start] + " " + title[d.End:]
	}
	var name, papers []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), notWord) {
		if paper(word) {
			papers = append(papers, word)
		} else {
			name = append(name, word)
		}
	}
	key := l.Published.Time.Format(time.DateOnly) + " " + strings.Join(name, " ")
	kind := strings.Join(papers, " ")
	told := m[key]
	m[key] = append(told, kind)
	return len(told) > 0 && (len(name) == 0 || !slices.Contains(told, kind))
}

// notWord reports what parts words.
func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// addresses gives a row's distinct addresses.
func (p *page) addresses(r row) []string {
	var out []string
	seen := map[string]bool{}
	for _, i := range r.links {
		if u := p.links[i].URL; !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out
}

// rowLinks gives a row's links: the first new one carries the row's date, the others are its attachments. A row whose
// links were all told before gives none; one that never had a link of its own gives one to its place on the listing.
func (p *page) rowLinks(r row, in map[string]int, told map[string]bool) []news.Link {
	out := slices.DeleteFunc(p.titled(r), func(l news.Link) bool { return in[l.URL] > maxShared })
	date := p.yearFromAddress(r)
	if len(out) == 0 {
		return []news.Link{p.inline(r, date)}
	}
	for n := range out {
		if !told[out[n].URL] {
			out[0], out[n] = out[n], out[0]
			out[0].Published = date
			return out
		}
	}
	return nil
}

// titled gives a row's links, each address once with the title that says most.
func (p *page) titled(r row) []news.Link {
	var out []news.Link
	at, plain := map[string]int{}, map[string]string{}
	for _, i := range r.links {
		l, own := p.links[i].Link, p.title(p.links[i])
		l.Title = p.named(p.links[i], r)
		n, known := at[l.URL]
		switch {
		case !known:
			at[l.URL] = len(out)
			out = append(out, l)
		case p.empty(own) || !p.empty(plain[l.URL]) && len(own) <= len(plain[l.URL]):
			continue
		default:
			out[n].Title = l.Title
		}
		plain[l.URL] = own
	}
	return out
}

// yearFromAddress gives a row's date; one printed without a year takes it from an address of the row that speaks of
// the same day and month.
func (p *page) yearFromAddress(r row) news.Date {
	d := p.dates[r.date]
	if !d.Yearless {
		return d.Date
	}
	for _, i := range r.links {
		m, ok := dates.InURL(p.links[i].URL, p.opt)
		if ok && m.Date.Time.Month() == d.Date.Time.Month() && m.Date.Time.Day() == d.Date.Time.Day() {
			return m.Date
		}
	}
	return d.Date
}

// inline makes the link of a row without one: a text fragment that browsers scroll to.
func (p *page) inline(r row, date news.Date) news.Link {
	d := p.dates[r.date]
	start, end := p.els[r.el].start, p.els[r.el].end
	if from, to := p.datesIn(start, end); !p.sameDay(from, to) || end-start > maxHeading {
		start, end = p.lineAround(d.start, d.end)
	}
	title := p.shown(start, end)
	address := canonical(p.site.base, p.site.in.URL) + "#:~:text=" + url.PathEscape(clean(p.flat[d.start:d.end]))
	return news.Link{URL: address, FoundOn: p.site.in.URL, Title: title, Published: date, Kind: news.LinkInline}
}

// chosen keeps the rows that repeat.
func (p *page) chosen(rows []row) []row {
	count := map[string]int{}
	for _, r := range rows {
		count[r.key]++
	}
	var out []row
	for _, r := range rows {
		if count[r.key] >= 2 {
			out = append(out, r)
		}
	}
	return out
}

// single takes a page with nothing that repeats for one matter: its first date that leads a line or a heading, and
// the links after it up to the next heading.
func (p *page) single() []news.Link {
	for i, d := range p.dates {
		if d.grid || p.els[d.el].chrome || !p.leads(i) && !p.inHeading(d.el) {
			continue
		}
		r := row{el: d.el, date: i}
		for n, a := range p.links {
			if a.start >= d.start && a.start < d.start+maxRow && !p.els[a.el].chrome && len(r.links) < maxRowLinks {
				r.links = append(r.links, n)
			}
		}
		return p.rowLinks(r, nil, nil)
	}
	return nil
}
