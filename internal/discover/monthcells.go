package discover

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tidings/internal/dates"
)

// monthCells gives dates to the days of tables that keep months and days in cells of their own: "January | 12, 26".
type monthCells struct {
	name       string // of the month, as its cell has it
	month      dates.Match
	start, row int // where its cell begins, and the element of its row
	found      []printed
	rows       int
}

// dayList is a cell of nothing but days: "12, 26", "9th and 23rd", "3 & 17".
var dayList = regexp.MustCompile(`^\d{1,2}(?:st|nd|rd|th|\.)?(?:\s*(?:,|;|/|&|and|und|et|y|e|,\s*and)\s*\d{1,2}(?:st|nd|rd|th|\.)?)*$`)

// read looks at one line without a date of its own.
func (m *monthCells) read(p *page, start, end int, opt dates.Options) {
	line := trim(p.flat[start:end])
	if line == "" || len(line) > maxMark {
		return
	}
	first := start + strings.Index(p.flat[start:end], line)
	row := p.tableRow(p.innermost(first, first+len(line)))
	if row < 0 {
		return
	}
	if at := monthOf(line, opt); at.Month {
		m.name, m.month, m.start, m.row = line, at, first, row
		return
	}
	if m.row != row || !m.month.Month || !dayList.MatchString(strings.ToLower(line)) || len(m.found) > MaxLinks {
		return
	}
	before := len(m.found)
	for _, at := range oneDay.FindAllStringIndex(line, -1) {
		day, _ := strconv.Atoi(line[at[0]:at[1]]) // one or two figures
		d := printed{start: first + at[0], end: first + at[1], link: -1, after: m.start, Match: m.month}
		d.Month, d.named = false, m.name+" "+strconv.Itoa(day)
		d.Date.Time = m.month.Date.Time.AddDate(0, 0, day-1)
		if day < 1 || d.Date.Time.Month() != m.month.Date.Time.Month() {
			m.found = m.found[:before]
			return
		}
		d.el = p.innermost(d.start, d.end)
		d.link = p.linkAround(d.start, d.end)
		m.found = append(m.found, d)
	}
	m.rows++
	m.month = dates.Match{}
}

// tableRow gives the row of a table in which an element stands, -1 for none.
func (p *page) tableRow(e int) int {
	for n := 0; e >= 0 && n < 6; e, n = p.els[e].parent, n+1 {
		if p.els[e].node.Data == "tr" {
			return e
		}
	}
	return -1
}

// keep adds the days of at least three rows to the page's dates, in place of what a month and a day below each other
// were taken for.
func (m *monthCells) keep(p *page) {
	if m.rows < minRows {
		return
	}
	for _, d := range m.found {
		p.dates = slices.DeleteFunc(p.dates, func(old printed) bool { return old.start < d.end && old.end > d.after })
	}
	p.dates = append(p.dates, m.found...)
}
