package discover

import (
	"time"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// monthly gives the papers of a block in which most are named by their months: "January 2026", "March newsletter". What
// months name is no menu, but a month is no day: the links get no date, lest the first of it makes old what is new.
func (p *page) monthly() []news.Link {
	var out []news.Link
	for _, b := range p.blocks() {
		months := map[time.Month]bool{}
		named := 0
		for _, i := range b.links {
			if month, ok := p.monthIn(p.title(p.links[i])); ok && p.links[i].Kind == news.LinkDocument {
				months[month] = true
				named++
			}
		}
		if named < minRows || 3*named < 2*len(b.links) || len(months) < 2 {
			continue
		}
		for _, i := range b.links {
			l := p.links[i].Link
			l.Title = p.title(p.links[i])
			out = append(out, l)
		}
	}
	return out
}

// monthIn gives the month a title names: with its year anywhere in it, or alone.
func (p *page) monthIn(title string) (time.Month, bool) {
	opt := p.opt
	opt.Months = true
	if m, ok := dates.First(title, opt); ok && m.Month {
		return m.Date.Time.Month(), true
	}
	opt.Year = 2000
	m := monthOf(title, opt)
	return m.Date.Time.Month(), m.Month
}
