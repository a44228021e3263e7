package discover

import (
	"strings"

	"golang.org/x/net/html"
)

// title gives a link's title: its text, or the title attribute when that has it whole.
func (p *page) title(a anchor) string {
	n := p.els[a.el].node
	text := clean(p.flat[a.start:a.end])
	whole := clean(attr(n, "title"))
	if text == "" || whole != "" && cut(text) && strings.HasPrefix(whole, strings.TrimRight(text, ".… ")) {
		text = whole
	}
	if text == "" {
		text = picture(n)
	}
	return text
}

// cut reports a title that ends in an ellipsis.
func cut(title string) bool {
	return strings.HasSuffix(title, "…") || strings.HasSuffix(title, "...")
}

// picture gives the alternative text of the first image in n.
func picture(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "img" {
			return clean(attr(d, "alt"))
		}
	}
	return ""
}
