package discover

import (
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
)

// yearTabs gives the years that tabs and the heads of folding panels name, by the ids of what they show.
func yearTabs(doc *html.Node) map[string]string {
	parts := map[string]string{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" && n.Data != "button" && n.Data != "li" {
			continue
		}
		id := markup.Attr(n, "aria-controls")
		for _, name := range []string{"href", "data-target", "data-bs-target"} {
			if v := markup.Attr(n, name); id == "" && strings.HasPrefix(v, "#") {
				id = v[1:]
			}
		}
		if id == "" {
			continue
		}
		if label := markup.FirstText(n); len(strings.TrimSpace(label)) <= maxMark && yearIn(label) != 0 {
			parts[id] = strings.TrimSpace(label)
		}
	}
	return parts
}

// yearOfPart gives the year that a tab or the chosen option of a drop-down names for an element, "" for none.
func (p *page) yearOfPart(n *html.Node) string {
	if n.Data == "select" {
		for o := range n.Descendants() {
			if o.Type == html.ElementNode && o.Data == "option" && markup.Has(o, "selected") {
				if label := strings.TrimSpace(markup.FirstText(o)); len(label) == 4 && yearIn(label) != 0 {
					return label
				}
			}
		}
		return ""
	}
	if len(p.parts) == 0 {
		return ""
	}
	return p.parts[markup.Attr(n, "id")]
}
