package discover

import (
	"net/url"
	"strings"

	"tidings/internal/news"
)

// dated gives the links of the repeated blocks with dates.
func (p *page) dated() []news.Link {
	rows := p.chosen(p.rows())
	rows = append(rows, p.bare(rows)...)
	var out []news.Link
	seen := map[string]bool{}
	for _, r := range rows {
		for _, l := range p.rowLinks(r) {
			if !seen[l.URL] && len(out) < MaxLinks {
				seen[l.URL] = true
				out = append(out, l)
			}
		}
	}
	return out
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

// bare gives the rows without a link, as schedules of meetings have them: those of a linked row's shape, and where
// hardly any row has a link, all that repeat.
func (p *page) bare(linked []row) []row {
	shapes, told := map[string]bool{}, map[int]bool{}
	for _, r := range linked {
		shapes[r.key] = true
		told[p.dates[r.date].day()] = true
	}
	count := map[string]int{}
	var found []row
	for i, d := range p.dates {
		if told[d.day()] || p.els[d.el].chrome || !p.leads(i) {
			continue
		}
		told[d.day()] = true
		r := row{el: p.bareRow(i), date: i}
		r.key = p.shape(r.el)
		count[r.key]++
		found = append(found, r)
	}
	var out []row
	for _, r := range found {
		if shapes[r.key] || len(linked) < 3 && count[r.key] >= 2 {
			out = append(out, r)
		}
	}
	return out
}

// leads reports whether a date begins its line, but for a weekday or a label, or stands nearly alone in it.
func (p *page) leads(i int) bool {
	start, _ := p.lineAround(p.dates[i].start, p.dates[i].end)
	return len(strings.TrimSpace(p.flat[start:p.dates[i].start])) <= 24 || p.alone(i, 60)
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

// rowLinks gives a row's links: the first carries the row's date, the others are its attachments. A row without
// links gives one to its own place on the listing.
func (p *page) rowLinks(r row) []news.Link {
	if len(r.links) == 0 {
		return []news.Link{p.inline(r)}
	}
	var out []news.Link
	at := map[string]int{}
	for _, i := range r.links {
		l := p.links[i].Link
		l.Title = p.title(p.links[i])
		n, known := at[l.URL]
		if !known {
			at[l.URL] = len(out)
			out = append(out, l)
			continue
		}
		if len(l.Title) > len(out[n].Title) {
			out[n].Title = l.Title
		}
	}
	out[0].Published = p.dates[r.date].Date
	return out
}

// inline makes the link of a row without one: a text fragment that browsers scroll to.
func (p *page) inline(r row) news.Link {
	d := p.dates[r.date]
	title := clean(p.flat[p.els[r.el].start:p.els[r.el].end])
	address := canonical(p.site.base, p.site.in.URL) + "#:~:text=" + url.PathEscape(clean(p.flat[d.start:d.end]))
	return news.Link{URL: address, FoundOn: p.site.in.URL, Title: title, Published: d.Date, Kind: news.LinkInline}
}
