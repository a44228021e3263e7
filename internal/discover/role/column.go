package role

import (
	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
)

// maxColumn is how many columns a table is expected to have.
const maxColumn = 20

// HeadOf gives the text of the head of a cell's column: the cell at its place in the first row of its table.
func HeadOf(cell *html.Node) string {
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
			if s := markup.FirstText(n); n.Data == "th" || phrase.Vague(s) {
				return s
			}
		}
		column--
	}
	return ""
}
