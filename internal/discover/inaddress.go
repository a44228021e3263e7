package discover

import (
	"time"

	"tidings/internal/dates"
)

// ahead is how many years after a listing was read a date in one of its addresses can be; what is later is a number
// that identifies a page, such as 670325.
const ahead = 2

// inAddress gives the date in an address of the page.
func (p *page) inAddress(address string) (dates.Match, bool) {
	m, ok := dates.InURL(address, p.opt)
	if ok && !p.opt.Now.IsZero() && m.Date.Time.After(p.opt.Now.AddDate(ahead, 0, 0)) {
		return dates.Match{}, false
	}
	return m, ok
}

// maxWords is how many bytes may stand beside a date in an element that is no sentence.
const maxWords = 90

// inSentence reports a date that the text of a row speaks of: words stand before it, behind it and many around it.
func (p *page) inSentence(i int) bool {
	d := p.dates[i]
	e := p.els[d.el]
	start, end := p.lineAround(d.start, d.end)
	start, end = max(start, min(e.start, d.start)), min(end, max(e.end, d.end))
	before, behind := len(trim(p.flat[start:d.start])), len(trim(p.flat[d.end:end]))
	return d.link < 0 && !e.stamped && !d.grid && before > 0 && behind > maxMark/2 && before+behind > maxWords
}

// otherDay reports a link whose address tells another day than one of the dates.
func (p *page) otherDay(a anchor, i int) bool {
	m, ok := p.inAddress(a.URL)
	return ok && m.Date.Time.Format(time.DateOnly) != p.dates[i].Date.Time.Format(time.DateOnly)
}

// onlySpokenOf reports rows whose days are all spoken of in teasers, while as many links that stand like theirs have none.
func (p *page) onlySpokenOf(rows []row) bool {
	shapes := map[string]bool{}
	for _, r := range rows {
		if !p.inSentence(r.date) || len(r.links) == 0 {
			return false
		}
		shapes[p.shape(p.links[r.links[0]].el)] = true
	}
	alike := map[string]bool{}
	for _, a := range p.links {
		if shapes[p.shape(a.el)] && !p.els[a.el].chrome {
			alike[a.URL] = true
		}
	}
	return len(rows) > 0 && len(alike) >= 2*len(rows)
}
