package discover

import (
	"strings"

	"tidings/internal/discover/phrase"
	"tidings/internal/news"
)

// byDays reports a listing with the headings of at least two days that stand above several links each.
func (p *page) byDays(rows []row) bool {
	days := 0
	for _, r := range rows {
		if n := len(r.links); n > 1 && !p.spanned(p.links[r.links[0]].el, r.el) {
			days++
		}
	}
	return days > 1
}

// sameDayHeadlines dates the links below the heading of a day that are news of that day as the first one is, and not
// its papers: pages with titles as long as headlines that stand where the first one stands.
func (p *page) sameDayHeadlines(r row, links []news.Link) []news.Link {
	if len(links) < 2 || !headline(links[0]) {
		return links
	}
	at := map[string]anchor{}
	for _, i := range r.links {
		if a := p.links[i]; !p.spanned(a.el, r.el) {
			at[a.URL] = a
		}
	}
	first, ok := at[links[0].URL]
	if !ok {
		return links
	}
	for n, l := range links[1:] {
		if a, ok := at[l.URL]; ok && headline(l) && p.shape(a.el) == p.shape(first.el) && !p.oneLine(first, a) {
			links[n+1].Published = links[0].Published
		}
	}
	return links
}

// headline reports a page with a title that names no kind of paper and is as long as those of news.
func headline(l news.Link) bool {
	if l.Kind == news.LinkDocument || phrase.Width(l.Title) < minTitle {
		return false
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(l.Title), phrase.NotWord) {
		if phrase.NamesPapers(word) {
			return false
		}
	}
	return true
}

// oneLine reports two links that stand in one line.
func (p *page) oneLine(a, b anchor) bool {
	return !strings.Contains(p.flat[min(a.start, b.start):max(a.end, b.end)], "\n")
}
