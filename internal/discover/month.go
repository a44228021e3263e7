package discover

import (
	"slices"
	"strings"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// months gives dates to the bare numbers of days below a heading with their month: "January 2024" over "8 – Agenda"
// and "22 – Agenda".
type months struct {
	month dates.Match
	at    int // where the month's heading begins
	days  []printed
	all   []printed
	named int // months that had days
}

// read looks at one line without a date of its own. The year is the heading's, else that of a heading above it.
func (m *months) read(p *page, start, end int, opt dates.Options) {
	line := p.flat[start:end]
	if len(line) <= maxMark && !p.linkIn(start, end+1) && p.inHeading(p.innermost(start, end)) {
		m.close()
		m.month = monthOf(trim(line), opt)
		m.at = start
		return
	}
	first := start + len(line) - len(strings.TrimLeft(line, " \t\u200b\u00a0"))
	day, n := leadingDay(p.flat[first:end])
	if day == 0 || !m.month.Month || start-m.at > maxRow || len(m.all) >= MaxLinks {
		return
	}
	at := m.month.Date.Time.AddDate(0, 0, day-1)
	if at.Month() != m.month.Date.Time.Month() {
		return
	}
	d := printed{start: first, end: first + n, el: p.innermost(first, first+n), link: p.linkAround(first, first+n)}
	d.Match = dates.Match{Date: news.Date{Time: at}, Yearless: m.month.Yearless}
	m.days = append(m.days, d)
}

// monthOf reads a heading that is a month, with or without its year; the year of one without must be known.
func monthOf(line string, opt dates.Options) dates.Match {
	opt.Months = true
	if found, ok := dates.First(line, opt); ok && found.Month && blank(line[:found.Start]) && blank(line[found.End:]) {
		return found
	}
	if opt.Year == 0 {
		return dates.Match{}
	}
	found, ok := dates.First(line+" 1", opt)
	if !ok || !found.Yearless || found.Start > 0 || found.End != len(line)+2 {
		return dates.Match{}
	}
	found.Month = true
	return found
}

// leadingDay gives the number of a day at the beginning of a line that nothing or a mark parts from what follows, and
// its length; 0 for none.
func leadingDay(line string) (day, n int) {
	for n < len(line) && n < 3 && line[n] >= '0' && line[n] <= '9' {
		day, n = day*10+int(line[n]-'0'), n+1
	}
	rest := trim(line[n:])
	if n == 0 || n > 2 || day < 1 || day > 31 {
		return 0, 0
	}
	if rest == "" || slices.ContainsFunc([]string{"-", "–", "—", ":", "|"}, func(mark string) bool {
		return strings.HasPrefix(rest, mark)
	}) {
		return day, n
	}
	return 0, 0
}

// close ends a month: its days count when they rise or fall, and are no pager or sheet that counts from 1.
func (m *months) close() {
	if rises := slices.IsSortedFunc(m.days, printedBefore); len(m.days) > 0 && (rises ||
		slices.IsSortedFunc(m.days, func(a, b printed) int { return printedBefore(b, a) })) && !counted(m.days) {
		m.all, m.named = append(m.all, m.days...), m.named+1
	}
	m.month, m.days = dates.Match{}, nil
}

// printedBefore orders dates by their day.
func printedBefore(a, b printed) int { return a.day() - b.day() }

// counted reports days that are 1, 2, 3 and on.
func counted(days []printed) bool {
	for i, d := range days {
		if d.Date.Time.Day() != i+1 {
			return false
		}
	}
	return len(days) > 1
}

// keep adds the days of at least two months to the page's dates, in place of what a month and a day below each other
// were taken for.
func (m *months) keep(p *page) {
	if m.close(); m.named < 2 {
		return
	}
	for _, d := range m.all {
		p.dates = slices.DeleteFunc(p.dates, func(old printed) bool { return old.start < d.end && old.end > d.start })
	}
	p.dates = append(p.dates, m.all...)
}
