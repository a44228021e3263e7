package discover

import (
	"regexp"
	"slices"
)

// threeNumbers are a day with a year of two figures, or the number of a part of a paper: 8.1.18.
var threeNumbers = regexp.MustCompile(`^(\d{1,2}\.\d{1,2})\.(\d{2})$`)

// withoutNumbers leaves out what was taken for dates and counts the parts of papers: 8.1.16, 8.1.17 and 8.1.18, of
// which days of one month in three years look the same, and what a letter leads, as in D.07.01.01.
func (p *page) withoutNumbers() {
	years := map[string]map[string]bool{}
	parts := func(d printed) []string { return threeNumbers.FindStringSubmatch(p.flat[d.start:d.end]) }
	for _, d := range p.dates {
		if m := parts(d); m != nil {
			if years[m[1]] == nil {
				years[m[1]] = map[string]bool{}
			}
			years[m[1]][m[2]] = true
		}
	}
	if len(years) == 0 {
		return
	}
	p.dates = slices.DeleteFunc(p.dates, func(d printed) bool {
		m := parts(d)
		return m != nil && (len(years[m[1]]) >= minRows || d.start > 1 && p.flat[d.start-1] == '.' && isLetter(rune(p.flat[d.start-2])))
	})
}
