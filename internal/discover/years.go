package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
)

// age is a stand-in for the time a saved page was read: the latest full date on it, else the latest in an address it
// links to, else the end of the latest year it names.
func (p *page) age() time.Time {
	opt := p.opt
	opt.Now = time.Time{}
	var latest time.Time
	later := func(t time.Time) {
		if t.After(latest) {
			latest = t
		}
	}
	for line := range strings.Lines(p.flat) {
		for _, m := range dates.Find(line, opt) {
			later(m.Date.Time)
		}
	}
	for _, a := range p.links {
		if latest.IsZero() {
			if m, ok := dates.InURL(a.URL, opt); ok {
				later(m.Date.Time)
			}
		}
	}
	if !latest.IsZero() {
		return latest
	}
	for line := range strings.Lines(p.flat) {
		if year := yearIn(line); year != 0 && len(line) < 200 {
			later(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))
		}
	}
	return latest
}

// findDates reads the dates line by line and finds each one's element.
func (p *page) findDates() {
	p.opt = p.site.options()
	p.opt.Order = dates.OrderIn(p.flat)
	if in := p.site.in; in.Saved || in.Now.IsZero() {
		if age := p.age(); !age.IsZero() {
			p.opt.Now = age
		}
	}
	var years yearMarks
	var badge badge
	var sheet sheet
	var months months
	var cells monthCells
	for start := 0; start < len(p.flat); {
		end := len(p.flat)
		if n := strings.IndexByte(p.flat[start:], '\n'); n >= 0 {
			end = start + n
		}
		opt := p.opt
		opt.Year = years.at
		found := dates.Find(p.flat[start:end], opt)
		for i, m := range found {
			if i > 0 && ranges(p.flat[start+found[i-1].End:start+m.Start]) {
				continue
			}
			p.addDate(start+m.Start, start+m.End, p.inYear(start+m.Start, m, years))
			p.alsoOn(start, end, m, years)
		}
		if len(found) == 0 {
			years.read(p, p.flat[start:end], start)
			badge.read(p, start, end, opt)
			sheet.read(p, start, end)
			months.read(p, start, end, opt)
			cells.read(p, start, end, opt)
		} else {
			badge.lines, badge.at = nil, nil
		}
		start = end + 1
	}
	p.withoutNumbers()
	sheet.close(p)
	months.keep(p)
	cells.keep(p)
	slices.SortStableFunc(p.dates, func(a, b printed) int { return cmp.Compare(a.start, b.start) })
}

// rangeMark is what stands between the first day of a time and its last, each printed in full.
var rangeMark = regexp.MustCompile(`(?i)^\s*(?:\([^()]{1,12}\)|\d{1,2}[:.]\d\d(?:\s*(?:uhr|[ap]\.?m\.?))?)?\s*` +
	`(?:~|〜|～|–|—|-|to|until|through|bis|au|al|hasta|até|t/m|do|по|至|到|から|부터)\s*$`)

// maxRange is more than the bytes of what rangeMark matches, its spaces left out.
const maxRange = 100

// ranges reports whether what stands between two days makes them the first and the last of a time. Most have no more
// than a space between them, or a whole title: they are not worth asking a pattern.
func ranges(between string) bool {
	between = strings.Trim(between, " \t\n\f\r"+markup.Filler)
	return between != "" && len(between) < maxRange && rangeMark.MatchString(between)
}

// maxDates bounds the dates of one page.
const maxDates = 10 * MaxLinks

// addDate records a date and its element.
func (p *page) addDate(start, end int, m dates.Match) {
	if len(p.dates) >= maxDates {
		return
	}
	d := printed{start: start, end: end, after: -1, Match: m}
	_, d.grid = slices.BinarySearch(p.hidden, start)
	d.el, d.link = p.innermost(start, end), p.linkAround(start, end)
	if d.link < 0 && p.anEnd(d) {
		return
	}
	if d.link >= 0 && p.setApart(d) {
		d.link = -1
	}
	p.dates = append(p.dates, d)
}

// setApart reports a date with an element or a line of its own inside a link: a card's date, not part of its title.
func (p *page) setApart(d printed) bool {
	a := p.links[d.link]
	e := p.els[d.el]
	if d.el != a.el && blank(p.flat[e.start:d.start]) && blank(p.flat[d.end:e.end]) {
		return true
	}
	start, end := p.lineAround(d.start, d.end)
	return (start > a.start || end < a.end) && blank(p.flat[start:d.start]) && blank(p.flat[d.end:end])
}

// blank reports text of nothing but brackets, bars and space.
func blank(s string) bool {
	return strings.Trim(s, " \t\n\u200b\u00a0[]()|·•-—【】（）") == ""
}

// yearMarks remembers the year that headings give to the dates below them.
type yearMarks struct {
	at    int
	split bool // it is the first of two, as in "2025-2026": from July on; the months before are of the second
}

// halfYear is the first month of a year of schools and budgets that begins in one year and ends in the next.
const halfYear = time.July

// maxMark is the longest line that can be a heading with a year: "2021 MEETING SCHEDULE", "Board meetings for 2019".
const maxMark = 60

// read looks at a line without a full date. It is a mark when it names one year, is a heading or short, and is not
// part of a link's title nor a copyright line.
func (y *yearMarks) read(p *page, line string, pos int) {
	line = strings.TrimSpace(line)
	if len(line) > maxMark || strings.ContainsAny(line, "©") || strings.Contains(strings.ToLower(line), "copyright") {
		return
	}
	if p.linkIn(pos, pos+len(line)+1) {
		return
	}
	if m := twoYears.FindStringSubmatch(line); m != nil && follows(m[1], m[2]) {
		y.at, _ = strconv.Atoi(m[1]) // four figures
		y.split = true
	} else if year := yearIn(line); year != 0 {
		y.at, y.split = year, false
	}
}

// twoYears is a year that begins in one and ends in the next: "2025-2026", "FY 2025/26".
var twoYears = regexp.MustCompile(`\b((?:19|20)\d\d)\s*[-–—/]\s*((?:20)?\d\d)\b`)

// follows reports that a year, printed with two figures or four, is the one after another.
func follows(first, second string) bool {
	a, err := strconv.Atoi(first)
	b, err2 := strconv.Atoi(second)
	return err == nil && err2 == nil && (a+1 == b || (a+1)%100 == b)
}

// yearIn gives the only year from 1990 to 2100 in s, 0 for none or several.
func yearIn(s string) int {
	year := 0
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		n, v := 0, 0
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if n++; n <= 4 {
				v = v*10 + int(s[i]-'0')
			}
			i++
		}
		if n != 4 || v < 1990 || v > 2100 || v == year {
			continue
		}
		if year != 0 {
			return 0
		}
		year = v
	}
	return year
}
