package discover

import (
	"strings"

	"tidings/internal/dates"
	"tidings/internal/discover/phrase"
	"tidings/internal/news"
)

// badge joins short lines that only together are a date: "Aug", "07", "2023" in boxes above each other.
type badge struct {
	lines []string
	at    []int // where each line begins
	short int   // index behind the date they gave without a year, which may follow; 0 for none
}

// maxBadge is the widest line of a badge: "September", "сентября".
const maxBadge = 12

// read looks at one line without a date of its own.
func (b *badge) read(p *page, start, end int, opt dates.Options) {
	line := trim(p.flat[start:end])
	switch {
	case line == "":
		return
	case phrase.Width(line) > maxBadge:
		b.lines, b.at = nil, nil
		return
	}
	if len(b.lines) == 3 {
		b.lines, b.at = b.lines[1:], b.at[1:]
	}
	b.lines, b.at = append(b.lines, line), append(b.at, start+strings.Index(p.flat[start:end], line))
	for from := range len(b.lines) - 1 {
		joined := strings.Join(b.lines[from:], " ")
		if before, _, ok := strings.Cut(joined, " "); ok && dotted(before) {
			joined = strings.Replace(joined, ".", "/", 1) // "4.4" over "2019"
		}
		m, ok := dates.First(joined, opt)
		if !ok || m.End-m.Start < len(joined)-1 || strings.IndexFunc(joined, isLetter) < 0 && m.Yearless {
			continue
		}
		b.lines, b.at = b.lines[from:], b.at[from:] // a short title may stand before it
		b.take(p, b.at[0], end, m)
		return
	}
}

// dotted reports two figures of a day and a month with a point between them and none behind.
func dotted(s string) bool {
	a, b, ok := strings.Cut(s, ".")
	return ok && number(a) && number(b)
}

// number reports one or two figures.
func number(s string) bool {
	return len(s) > 0 && len(s) < 3 && strings.Trim(s, "0123456789") == ""
}

// take records a date; one of three lines replaces that which the first two gave without a year.
func (b *badge) take(p *page, start, end int, m dates.Match) {
	if b.short > 0 && b.short == len(p.dates) && len(b.lines) == 3 {
		p.dates = p.dates[:b.short-1]
	}
	p.addDate(start, end, m)
	if b.short = 0; m.Yearless && len(b.lines) == 2 {
		b.short = len(p.dates)
		return
	}
	b.lines, b.at = nil, nil
}

// isLetter reports letters of any script, Han included.
func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0x7f }

// trim cuts white space and fillers.
func trim(s string) string { return strings.Trim(s, " \t\u200b\u00a0") }

// sheet recognises the sheet of a calendar: a month's name, then the numbers of its days one after another.
type sheet struct {
	month dates.Match
	days  []printed
	last  int
}

// minSheet is how many days in a row make a sheet.
const minSheet = 27

// read looks at one line without a date of its own.
func (s *sheet) read(p *page, start, end int) {
	line := trim(p.flat[start:end])
	if line == "" || len(line) > 3*maxBadge {
		return
	}
	opt := p.opt
	opt.Months = true
	if m, ok := dates.First(line, opt); ok && m.Month {
		if len(s.days) == 0 {
			s.month = m
		}
		return
	}
	day := 0
	for _, c := range []byte(line) {
		if c < '0' || c > '9' || day > 31 {
			return
		}
		day = day*10 + int(c-'0')
	}
	if day < 1 || day > 31 || !s.month.Date.Known() {
		return
	}
	s.day(p, start, end, day)
}

// day takes the number of a day, if it goes on from the one before.
func (s *sheet) day(p *page, start, end, day int) {
	switch {
	case day == 1 && s.last == 0, day == s.last+1 && s.last > 0:
	case day == 1:
		s.close(p)
		return
	default:
		return
	}
	s.last = day
	at := s.month.Date.Time.AddDate(0, 0, day-1)
	d := printed{start: start, end: end, el: p.innermost(start, end), link: -1, grid: true}
	d.Match = dates.Match{Date: news.Date{Time: at}}
	s.days = append(s.days, d)
}

// close keeps the days when they make a sheet.
func (s *sheet) close(p *page) {
	if len(s.days) >= minSheet {
		p.dates = append(p.dates, s.days...)
	}
	*s = sheet{}
}
