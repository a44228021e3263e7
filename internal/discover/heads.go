package discover

import (
	"golang.org/x/net/html"
)

// titleHeads gives the header elements that hold the title of one article each, for a page that has several of them
// and no element around each that would say so.
func titleHeads(doc *html.Node) map[*html.Node]bool {
	heads := map[*html.Node]bool{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "header" && titles(n) {
			heads[n] = true
		}
	}
	if len(heads) < minRows {
		return nil
	}
	return heads
}

// headsOnly reports a table's row that only names its columns.
func headsOnly(row *html.Node) bool {
	heads := 0
	for n := row.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data != "th" {
			return false
		}
		heads++
	}
	return heads > 1
}

// titles reports a header with a linked heading and none of what the head of a whole page has.
func titles(header *html.Node) bool {
	heading := false
	for n := range header.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "nav", "form", "ul", "input":
			return false
		case "a":
			heading = heading || linkedHeading(n)
		}
	}
	return heading
}

// linkedHeading reports a link in a heading, or around one.
func linkedHeading(a *html.Node) bool {
	for up, n := a.Parent, 0; up != nil && n < 3; up, n = up.Parent, n+1 {
		if level(up) > 0 {
			return true
		}
	}
	for n := range a.Descendants() {
		if n.Type == html.ElementNode && level(n) > 0 {
			return true
		}
	}
	return false
}
