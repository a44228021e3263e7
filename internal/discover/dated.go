package discover

import (
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/news"
)

// row is a link seen in its place: the smallest element around it that holds a date.
type row struct {
	link anchor
	el   int // that element
	date int // index of its date, -1 for none
	key  string
}

// dated gives the links of the repeated blocks with dates.
func (p *page) dated() []news.Link {
	groups := map[string][]row{}
	var order []string
	for _, a := range p.links {
		if p.els[a.el].chrome {
			continue
		}
		r, ok := p.rowOf(a)
		if !ok {
			continue
		}
		if len(groups[r.key]) == 0 {
			order = append(order, r.key)
		}
		groups[r.key] = append(groups[r.key], r)
	}
	var out []news.Link
	seen := map[string]bool{}
	for _, key := range order {
		g := groups[key]
		if len(g) < 2 {
			continue
		}
		for _, r := range g {
			if seen[r.link.URL] {
				continue
			}
			seen[r.link.URL] = true
			l := r.link.Link
			l.Title = p.title(r.link)
			l.Published = p.dates[r.date].Date
			out = append(out, l)
		}
	}
	return out
}

// rowOf finds the row of a link.
func (p *page) rowOf(a anchor) (row, bool) {
	for e := a.el; e >= 0; e = p.els[e].parent {
		from, to := p.datesIn(p.els[e].start, p.els[e].end)
		if to == from {
			continue
		}
		if to-from > 4 || p.els[e].end-p.els[e].start > 1500 {
			return row{}, false
		}
		return row{link: a, el: e, date: from, key: p.shape(e)}, true
	}
	return row{}, false
}

// shape names an element by its own tag and those around it.
func (p *page) shape(e int) string {
	var b strings.Builder
	for ; e >= 0; e = p.els[e].parent {
		b.WriteString(p.els[e].node.Data)
		b.WriteByte('<')
	}
	return b.String()
}

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
