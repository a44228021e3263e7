package discover

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// anEnd reports a date that does not tell when something happened or was told: "open until May 5", "hired before
// January 1, 2011", "term expires 12/31/2024", and the cells of a column that is headed so, as in the lists of a board's members.
func (p *page) anEnd(d printed) bool {
	start, _ := p.lineAround(d.start, d.end)
	before := strings.ToLower(p.flat[max(start, d.start-24):d.start])
	words := strings.FieldsFunc(before, notWord)
	if slices.ContainsFunc(words[max(0, len(words)-2):], ending) {
		return true
	}
	cell := p.cellOf(d.el)
	return cell != nil && slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(headOf(cell)), notWord), ending)
}

// ending reports the words for the end of a term of office or for the bound of a period.
func ending(word string) bool {
	switch word {
	case "until", "till", "term", "expires", "expire", "expired", "expiring", "expiration", "expiry", "amtszeit",
		"before", "after", "since", "mandat", "mandato", "届满", "任期", "截止":
		return true
	}
	return false
}

// maxColumn is how many columns a table is expected to have.
const maxColumn = 20

// headOf gives the text of the head of a cell's column: the cell at its place in the first row of its table.
func headOf(cell *html.Node) string {
	column := 0
	for n := cell.PrevSibling; n != nil && column < maxColumn; n = n.PrevSibling {
		if n.Type == html.ElementNode {
			column++
		}
	}
	table := cell.Parent
	for table != nil && table.Data != "table" {
		table = table.Parent
	}
	if table == nil {
		return ""
	}
	for n := range table.Descendants() {
		if n.Type == html.ElementNode && n.Data == "tr" {
			return cellText(n, column)
		}
	}
	return ""
}

// cellText gives the first text of a row's head at a column: of a head's cell, or of one that names papers.
func cellText(row *html.Node, column int) string {
	for n := row.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.ElementNode {
			continue
		}
		if column == 0 {
			if s := content(n); n.Data == "th" || vague(s) {
				return s
			}
		}
		column--
	}
	return ""
}

// yearPicker reports a link that only leads to another year of the same listing.
func (p *page) yearPicker(a anchor) bool {
	text := trim(p.flat[a.start:a.end])
	return len(text) == 4 && yearIn(text) != 0 && p.site.SamePath(a.URL)
}
