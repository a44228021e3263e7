package discover

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
	"tidings/internal/news"
)

// dated gives the links of the repeated blocks with dates.
func (p *page) dated() []news.Link {
	all := p.rows()
	rows := p.chosen(all)
	if p.onlySpokenOf(rows) {
		return nil
	}
	linked := len(rows)
	if rows = append(rows, p.bare(rows, all)...); linked < 2 && len(rows) < minRows {
		return nil
	}
	rows = p.withoutSidebars(rows)
	return p.tellAlso(p.tell(rows), rows)
}

// tellAlso adds the links that stand like those of the rows, or have addresses made by the same rule, and have a date
// only in their address.
func (p *page) tellAlso(out []news.Link, rows []row) []news.Link {
	shapes, seen := map[string]bool{}, map[string]bool{}
	kin := map[string]int{}
	for _, r := range rows {
		for _, i := range r.links {
			shapes[p.shape(p.links[i].el)] = true
			if _, ok := p.inAddress(p.links[i].URL); ok {
				kin[address.Pattern(p.links[i].URL)]++
			}
		}
	}
	for _, l := range out {
		seen[l.URL] = true
	}
	telling := p.telling()
	for i, a := range p.links {
		if seen[a.URL] || telling[a.URL] != i || p.els[a.el].chrome || len(out) >= MaxLinks ||
			!shapes[p.shape(a.el)] && (kin[address.Pattern(a.URL)] < minRows || phrase.Width(p.title(a)) < minTitle) {
			continue
		}
		if m, ok := p.inAddress(a.URL); ok {
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
	in := p.namingsOf(rows)
	days, archive := p.ownDays(rows, in), p.byDays(rows)
	var out []news.Link
	seen, known := map[string]bool{}, matters{}
	for _, r := range rows {
		links := p.rowLinks(r, in, seen)
		if archive {
			links = p.sameDayHeadlines(r, links)
		}
		if len(links) > 0 && links[0].Kind == news.LinkInline && seen[links[0].URL] {
			if said := p.said(r, false); said != "" {
				links[0].URL += "&text=" + url.PathEscape(said) // another one of the day
			}
		}
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

// matters remembers what dated links speak of, by day and by what is left of a title without dates and the words for
// kinds of papers. The agenda of a meeting and the minutes of it are one matter, and one matter is dated once; two
// agendas under one name are two.
type matters map[string][]string

// again reports whether l is a further paper of a matter told before.
func (m matters) again(p *page, l news.Link) bool {
	title := strings.TrimPrefix(l.Title, p.top)
	for _, d := range slices.Backward(dates.Find(title, p.opt)) {
		title = title[:d.Start] + " " + title[d.End:]
	}
	var name, papers []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), phrase.NotWord) {
		if phrase.Paper(word) {
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

// addresses gives a row's distinct addresses, those of boards and persons left out.
func (p *page) addresses(r row) []string {
	var out []string
	seen := map[string]bool{}
	for _, i := range r.links {
		if u := p.links[i].URL; !seen[u] && !address.Office(u) {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out
}

// rowLinks gives a row's links: the first new one carries the row's date, the others are its attachments. A row whose
// links were all told before gives none; one that never had a link of its own gives one to its place on the listing.
func (p *page) rowLinks(r row, in namings, told map[string]bool) []news.Link {
	out := slices.DeleteFunc(in.own(p.titled(r)), func(l news.Link) bool { return address.Office(l.URL) })
	date := p.yearFromAddress(r)
	if len(out) == 0 {
		return []news.Link{p.inline(r, date)}
	}
	opens := p.opening(r)
	slices.SortStableFunc(out, func(a, b news.Link) int { return cmp.Compare(lead(a, told, opens), lead(b, told, opens)) })
	if told[out[0].URL] {
		return nil
	}
	out[0].Published = date
	lead := out[0].URL
	return slices.DeleteFunc(out, func(l news.Link) bool {
		return l.URL != lead && (address.Groups(l.URL) || phrase.Numbered(l.Title) && p.pages(l.URL))
	})
}

// pages reports an address that a link with a number leads to as pagers do.
func (p *page) pages(at string) bool {
	return p.site.SamePath(at) || strings.Contains(strings.ToLower(at), "page")
}

// lead says how far a link is from being the one a row is about: 0 for the page that opens it, 1 for others of its
// pages and papers, 2 for a recording of it, a way to take part or what it shares with others, 3 for what was told before.
func lead(l news.Link, told, opens map[string]bool) int {
	switch {
	case told[l.URL]:
		return 3
	case opens[l.URL]:
		return 0
	case recording(l) || address.Groups(l.URL):
		return 2
	}
	return 1
}

// opening gives the addresses of a row's own pages that its whole row, or words such as "View details", lead to.
func (p *page) opening(r row) map[string]bool {
	at := map[string]bool{}
	for _, i := range r.links {
		a := p.links[i]
		if a.Kind == news.LinkPage && (p.els[a.el].node.Data == "tr" || phrase.Details(p.title(a))) {
			at[a.URL] = true
		}
	}
	return at
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
		m, ok := p.inAddress(p.links[i].URL)
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
	long := end-start > maxHeading
	if from, to := p.datesIn(start, end); !p.sameDay(from, to) || long {
		start, end = p.lineAround(d.start, d.end)
	}
	title := p.shown(start, end)
	if row := p.els[r.el]; row.node.Data == "tr" && start == row.start && end == row.end {
		title = p.cells(r.el)
	}
	if long && p.leads(r.date) {
		title = cmp.Or(p.said(r, false), title)
	}
	if from, to := p.datesIn(start, end); !p.sameDay(from, to) {
		title = p.underHeading(start, cmp.Or(d.named, p.printedAs(d))) // one of the days of a line
	}
	at := p.site.Resolve(p.site.in.URL) + "#:~:text=" + url.PathEscape(p.printedAs(d))
	return news.Link{URL: at, FoundOn: p.site.in.URL, Title: title, Published: date, Kind: news.LinkInline}
}

// cells gives what the cells of a table's row show, but for those that only say that something is not there.
func (p *page) cells(row int) string {
	var said []string
	for e := row + 1; e < len(p.els) && p.els[e].start < p.els[row].end; e++ {
		if n := p.els[e].node; n.Parent == p.els[row].node {
			if s := p.shown(p.els[e].start, p.els[e].end); s != "" && !phrase.Vague(s) {
				said = append(said, s)
			}
		}
	}
	return markup.Clean(strings.Join(said, " "))
}

// printedAs gives a date as the page shows it, for a browser to look for.
func (p *page) printedAs(d printed) string {
	if d.named != "" {
		return markup.Clean(p.flat[d.after:d.end])
	}
	if e := p.els[d.el]; e.stamped {
		if s := markup.Text(e.node); s != "" {
			return s
		}
	}
	return markup.Clean(p.flat[d.start:d.end])
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
// the links of its row or, where it stands in none, those after it.
func (p *page) single() []news.Link {
	for i, d := range p.dates {
		if d.grid || p.els[d.el].chrome || p.inSentence(i) || !p.leads(i) && !p.inHeading(d.el) {
			continue
		}
		r := row{el: d.el, date: i}
		start, end := d.start, d.start+maxRow
		if e := p.rowAround(d.el); e >= 0 && p.linkIn(p.els[e].start, p.els[e].end) {
			r.el, start, end = e, p.els[e].start, p.els[e].end
		}
		for n, a := range p.links {
			if a.start >= start && a.start < end && !p.els[a.el].chrome && !p.leadsBack(a) && len(r.links) < maxRowLinks {
				r.links = append(r.links, n)
			}
		}
		return p.rowLinks(r, namings{}, nil)
	}
	return nil
}

// rowAround gives the row made for one matter that an element is or stands in, -1 for none.
func (p *page) rowAround(e int) int {
	for n := 0; e >= 0 && n < 6; e, n = p.els[e].parent, n+1 {
		if tag := p.els[e].node.Data; tag == "tr" || tag == "li" || tag == "article" {
			if from, to := p.datesIn(p.els[e].start, p.els[e].end); p.isRow(e, from, to) && p.els[e].end-p.els[e].start <= 2*maxHeading {
				return e
			}
			return -1
		}
	}
	return -1
}

// leadsBack reports a link from one matter to others: to another year, to the listing, to the one before or behind.
func (p *page) leadsBack(a anchor) bool {
	if p.yearPicker(a) {
		return true
	}
	title := strings.Trim(strings.ToLower(p.title(a)), " «»‹›<>←→")
	for _, start := range []string{"back to", "return to", "previous", "next", "zurück", "retour", "volver"} {
		if title == start || strings.HasPrefix(title, start+" ") {
			return true
		}
	}
	return false
}
