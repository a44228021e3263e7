package discover

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
	"tidings/internal/news"
)

// embedded gives the rows a page keeps out of its own markup: HTML in the CDATA of a script, in a comment or in a
// textarea (Hanweb), JSON in a script (schema.org, single-page applications).
func (s *site) embedded(doc *html.Node) []news.Link {
	var hidden strings.Builder
	rows := rowFinder{site: s}
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.CommentNode && hidesRows(n.Data):
			hidden.WriteString(sections(n.Data))
		case n.Type != html.ElementNode || n.FirstChild == nil || n.FirstChild.Type != html.TextNode:
		case n.Data == "textarea" && strings.Contains(n.FirstChild.Data, "<a "):
			hidden.WriteString(sections(n.FirstChild.Data))
		case n.Data == "script":
			s.script(n, &hidden, &rows)
		}
	}
	if hidden.Len() > 0 {
		if links := s.fragment(hidden.String()); len(links) >= minRows {
			return links
		}
	}
	return rows.links
}

// minRows is how many links make a listing of hidden rows or of dated addresses.
const minRows = 3

// script looks into one script element.
func (s *site) script(n *html.Node, hidden *strings.Builder, rows *rowFinder) {
	data := n.FirstChild.Data
	kind := strings.ToLower(markup.Attr(n, "type"))
	switch {
	case strings.Contains(kind, "json"):
		if v, err := decode([]byte(data)); err == nil {
			rows.walk(v, 0)
		}
	case strings.Contains(kind, "xml") || hidesRows(data):
		hidden.WriteString(sections(data))
	default:
		literals(data, rows)
	}
}

// literals decodes the arrays of objects a script assigns, a few of them.
func literals(script string, rows *rowFinder) {
	for range 5 {
		i := strings.Index(script, "[{")
		if i < 0 || !strings.Contains(script[i:], `"`) {
			return
		}
		script = script[i:]
		if v, err := decode([]byte(script)); err == nil {
			rows.walk(v, 0)
		}
		script = script[2:]
	}
}

// hidesRows reports text that keeps HTML rows in CDATA.
func hidesRows(data string) bool {
	return strings.Contains(data, "<![CDATA[") && strings.Contains(data, "<a ")
}

// sections joins the CDATA sections of text, or gives all of it when there are none.
func sections(text string) string {
	var b strings.Builder
	rest := text
	for {
		_, after, ok := strings.Cut(rest, "<![CDATA[")
		if !ok {
			break
		}
		section, behind, _ := strings.Cut(after, "]]>")
		b.WriteString(section)
		b.WriteByte('\n')
		rest = behind
	}
	if b.Len() == 0 {
		return text
	}
	return b.String()
}

// fragment reads a piece of HTML.
func (s *site) fragment(text string) []news.Link {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil
	}
	p := s.lay(doc)
	if links := p.dated(); len(links) > 0 {
		return links
	}
	return p.datedAddresses()
}

// sortedNames gives the names of an object in a fixed order.
func sortedNames(v map[string]any) []string { return slices.Sorted(maps.Keys(v)) }
