package discover

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/discover/role"
)

// inYear gives a date that was printed without its year the one its place speaks for: that of the head of its column,
// that of the same day printed in full shortly before, or the second of two years that a heading names.
func (p *page) inYear(pos int, m dates.Match, years yearMarks) dates.Match {
	if !m.Yearless {
		return m
	}
	year := 0
	if cell := p.cellOf(p.innermost(pos, pos+1)); cell != nil {
		year = yearIn(role.HeadOf(cell))
	}
	if year == 0 {
		year = p.yearBefore(pos, m)
	}
	if year == 0 && years.split && m.Date.Time.Year() == years.at && m.Date.Time.Month() < halfYear {
		year = years.at + 1
	}
	if year != 0 {
		m.Date.Time = inThe(year, m.Date.Time)
	}
	return m
}

// yearBefore gives the year of the same day printed in full within a row's length before pos, 0 for none.
func (p *page) yearBefore(pos int, m dates.Match) int {
	for i := len(p.dates) - 1; i >= 0 && i >= len(p.dates)-maxRowLinks && pos-p.dates[i].start < maxRow; i-- {
		if at := p.dates[i].Date.Time; !p.dates[i].Yearless && at.Month() == m.Date.Time.Month() && at.Day() == m.Date.Time.Day() {
			return at.Year()
		}
	}
	return 0
}

// inThe gives a day, with its time, in another year.
func inThe(year int, t time.Time) time.Time {
	return time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, t.Location())
}

// daysAfter are the days behind a day that its month's name leads: " and 26", ", 9 & 23", with nothing behind them that
// would make them a time or something counted.
var daysAfter = regexp.MustCompile(`^(?:st|nd|rd|th)?((?:\s*(?:,|and|&|y|et|und)\s*\d{1,2}(?:st|nd|rd|th)?)+)\s*(?:$|[,;.)]|\bat\b|\b20\d\d)`)

// oneDay is one of them.
var oneDay = regexp.MustCompile(`\d{1,2}`)

// lastFigures are the figures of a day at the end of a date: "January 12".
var lastFigures = regexp.MustCompile(`^\pL+\.?\s+(\d{1,2})$`)

// alsoOn records the further days of a month that a date in the line [start, end) leads: "January 12 and 26". Two days
// on end are one matter of two days.
func (p *page) alsoOn(start, end int, m dates.Match, years yearMarks) {
	line := p.flat[start:end]
	first, rest, ok := leadDay(line[m.Start:])
	if !ok || m.Date.Clock || first != m.Date.Time.Day() {
		return
	}
	found := daysAfter.FindStringSubmatchIndex(rest)
	if found == nil {
		return
	}
	from := len(line) - len(rest) + found[2]
	days := oneDay.FindAllStringIndex(line[from:from+found[3]-found[2]], -1)
	for _, at := range days {
		day, _ := strconv.Atoi(line[from+at[0] : from+at[1]]) // figures
		next := m
		next.Date.Time = m.Date.Time.AddDate(0, 0, day-first)
		if day <= first || next.Date.Time.Month() != m.Date.Time.Month() || len(days) == 1 && day == first+1 {
			return
		}
		known := len(p.dates)
		p.addDate(start+from+at[0], start+from+at[1], p.inYear(start+from+at[0], next, years))
		if len(p.dates) > known {
			month := strings.TrimRight(line[m.Start:m.Start+strings.IndexAny(line[m.Start:], "0123456789")], " ")
			p.dates[known].after, p.dates[known].named = start+m.Start, month+" "+strconv.Itoa(day)
		}
	}
}

// leadDay reads a month's name and a day at the beginning of text, and gives what follows.
func leadDay(text string) (day int, rest string, ok bool) {
	i := strings.IndexAny(text, "0123456789")
	if i < 0 {
		return 0, "", false
	}
	n := i
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if m := lastFigures.FindStringSubmatch(text[:n]); m != nil {
		day, _ = strconv.Atoi(m[1]) // one or two figures
		return day, text[n:], true
	}
	return 0, "", false
}
