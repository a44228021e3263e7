package discover

import (
	"slices"
	"strings"

	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
)

// anEnd reports a date that does not tell when something happened or was told: "open until May 5", "hired before
// January 1, 2011", "term expires 12/31/2024", and the cells of a column that is headed so, as in the lists of a board's members.
func (p *page) anEnd(d printed) bool {
	start, _ := p.lineAround(d.start, d.end)
	before := strings.ToLower(p.flat[max(start, d.start-24):d.start])
	words := strings.FieldsFunc(before, phrase.NotWord)
	if slices.ContainsFunc(words[max(0, len(words)-2):], phrase.Ending) {
		return true
	}
	cell := p.cellOf(d.el)
	return cell != nil && slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(role.HeadOf(cell)), phrase.NotWord), phrase.Ending)
}

// yearPicker reports a link that only leads to another year of the same listing.
func (p *page) yearPicker(a anchor) bool {
	text := trim(p.flat[a.start:a.end])
	return len(text) == 4 && yearIn(text) != 0 && p.site.SamePath(a.URL)
}
