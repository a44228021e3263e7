// Package role tells which part an element plays on a page by its tag, its role and the names it bears: what surrounds
// the matter ([Surrounds]), what stands beside it ([Sidebar]), what is one row or one article ([Row], [Declared]), and
// what heads a column ([HeadOf]). What the page says in it is no matter of its own.
package role

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
)

// Level gives 1–6 for headings.
func Level(n *html.Node) int {
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

// Surrounds reports the parts of a page that surround its matter.
func Surrounds(n *html.Node) bool {
	switch n.Data {
	case "nav", "footer", "aside", "thead":
		return true
	case "header":
		return !inMatter(n)
	case "tr":
		return headsOnly(n)
	}
	switch markup.Attr(n, "role") {
	case "navigation", "banner", "contentinfo", "search", "menu", "menubar":
		return true
	}
	return false
}

// inMatter reports an element inside the matter of a page, where a header is that of one article.
func inMatter(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		switch up.Data {
		case "article", "main", "li", "section", "td":
			return true
		}
	}
	return false
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

// leastHeads is how many headers with titles a page has that are those of articles, not its own.
const leastHeads = 3

// TitleHeads gives the header elements that hold the title of one article each, for a page that has several of them
// and no element around each that would say so.
func TitleHeads(doc *html.Node) map[*html.Node]bool {
	heads := map[*html.Node]bool{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "header" && titles(n) {
			heads[n] = true
		}
	}
	if len(heads) < leastHeads {
		return nil
	}
	return heads
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
		if Level(up) > 0 {
			return true
		}
	}
	for n := range a.Descendants() {
		if n.Type == html.ElementNode && Level(n) > 0 {
			return true
		}
	}
	return false
}

// Sidebar reports a column by its role or by the names that are usual for it.
func Sidebar(n *html.Node) bool {
	if n.Data != "div" && n.Data != "section" {
		return false
	}
	if markup.Attr(n, "role") == "complementary" {
		return true
	}
	for name := range strings.FieldsSeq(strings.ToLower(markup.Attr(n, "class") + " " + markup.Attr(n, "id"))) {
		switch name {
		case "sidebar", "side-bar", "sidebar-right", "sidebar-left", "right-sidebar", "left-sidebar", "widget-area":
			return true
		}
	}
	return false
}

// Declared reports markup that says "one article": HTML's own, the hAtom microformat's, Drupal's row of a view.
func Declared(n *html.Node) bool {
	return n.Data == "article" || markup.HasClass(n, "hentry") || markup.HasClass(n, "views-row")
}

// Repeated reports that another declared article stands beside n; a page's one article may hold a whole listing.
func Repeated(n *html.Node) bool {
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c != n && c.Type == html.ElementNode && Declared(c) {
			return true
		}
	}
	return false
}

// Row reports an element that is made for one row.
func Row(n *html.Node) bool {
	switch n.Data {
	case "tr", "li", "article", "dd", "a":
		return true
	}
	return false
}

// furniture are the names of what surrounds the matter of a page.
var furniture = regexp.MustCompile(`(?i)(^|[\s_-])(nav|navbar|navi|navigation|menu|submenu|megamenu|footer|foot|breadcrumbs?|crumbs?|` +
	`pager|pagination|languages?|weather)([\s_-]|$)`)

// Furniture reports an element whose names call it a menu, a footer or their like.
func Furniture(n *html.Node) bool {
	return furniture.MatchString(markup.Attr(n, "class")) || furniture.MatchString(markup.Attr(n, "id"))
}
