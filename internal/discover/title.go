package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/phrase"
	"tidings/internal/discover/role"
)

// title gives a link's title: its text, or the title attribute when that has it whole. A link around a whole card is
// titled by the heading in it, else by its first line that says something.
func (p *page) title(a anchor) string {
	n := p.els[a.el].node
	text := p.cardTitle(a)
	whole := phrase.Unlinked(markup.Clean(markup.Attr(n, "title")))
	if text == "" || whole != "" && cut(text) && strings.HasPrefix(whole, strings.TrimRight(text, ".… ")) {
		text = whole
	}
	if text == "" {
		text = picture(n)
	}
	return text
}

// cardTitle gives the words of a link that are its title.
func (p *page) cardTitle(a anchor) string {
	for e := a.el + 1; e < len(p.els) && p.els[e].start < a.end; e++ {
		if s := p.without(p.els[e].start, p.els[e].end); p.els[e].heading > 0 && s != "" {
			return s
		}
	}
	first := ""
	for pos := a.start; pos < a.end; {
		end := a.end
		if n := strings.IndexByte(p.flat[pos:a.end], '\n'); n >= 0 {
			end = pos + n
		}
		s := p.without(pos, end)
		if s != "" && !p.empty(s) {
			return s
		}
		first = cmp.Or(first, s)
		pos = end + 1
	}
	return cmp.Or(first, markup.Clean(p.flat[a.start:a.end]))
}

// without gives the text of [start, end) without dates that are set apart in it.
func (p *page) without(start, end int) string {
	var b strings.Builder
	from, to := p.datesIn(start, end)
	for _, d := range p.dates[from:to] {
		if e := p.els[d.el]; d.link < 0 && d.end <= end && d.el > 0 && e.start >= start && e.end <= end &&
			blank(p.flat[e.start:d.start]) && blank(p.flat[d.end:e.end]) {
			b.WriteString(p.flat[start:max(start, e.start)])
			start = max(start, e.end)
		}
	}
	b.WriteString(p.flat[start:max(start, end)])
	return markup.Clean(b.String())
}

// cut reports a title that ends in an ellipsis.
func cut(title string) bool {
	return strings.HasSuffix(title, "…") || strings.HasSuffix(title, "...")
}

// named gives a link's title, and where that says nothing of its own, as "Agenda" or "Read more" do, what the row
// around it says.
func (p *page) named(a anchor, r row) string {
	title := p.title(a)
	if p.covers(a) {
		title = cmp.Or(p.headOfRow(r), title, markup.Clean(markup.Attr(p.els[a.el].node, "aria-label")))
	}
	switch head := p.columnOf(a); {
	case title == "":
		title = head
	case head != "" && phrase.FormatOnly(title):
		if title = phrase.Sizeless(title); title == "" {
			title = head
		} else {
			title = head + " (" + title + ")"
		}
	}
	if written.MatchString(title) {
		title = cmp.Or(p.said(r, false), title)
	}
	bare := !phrase.Vague(title) && p.bareDate(title)
	if !phrase.Vague(title) && !bare {
		return title
	}
	said := p.said(r, bare)
	switch {
	case said == "":
		if title == "" || bare {
			return cmp.Or(title, p.shown(p.dates[r.date].start, p.dates[r.date].end))
		}
		return p.onPage(title)
	case bare || phrase.PaperOnly(title):
		return markup.Clean(said + " – " + title)
	}
	return said
}

// written is a title that is nothing but the address it leads to.
var written = regexp.MustCompile(`^(https?://|www\.)\S+$`)

// covers reports a link that shows nothing of its own: a style sheet lays it over the whole card it stands in.
func (p *page) covers(a anchor) bool {
	return p.els[a.el].node.FirstChild == nil && markup.Attr(p.els[a.el].node, "aria-label") != ""
}

// headOfRow gives the only heading of a row, "" for none or several.
func (p *page) headOfRow(r row) string {
	only := ""
	for e := r.el; e < len(p.els) && p.els[e].start < p.els[r.el].end; e++ {
		if p.els[e].heading == 0 {
			continue
		}
		if only != "" {
			return ""
		}
		only = p.shown(p.els[e].start, p.els[e].end)
	}
	return only
}

// columnOf gives what the head of a table's column says of an icon in it, "" where it says nothing.
func (p *page) columnOf(a anchor) string {
	if cell := p.cellOf(a.el); cell != nil {
		return markup.Clean(role.HeadOf(cell))
	}
	return ""
}

// bareDate reports a title that is a date and nothing else.
func (p *page) bareDate(title string) bool {
	found := dates.Find(title, p.opt)
	for _, m := range slices.Backward(found) {
		title = title[:m.Start] + " " + title[m.End:]
	}
	return len(found) > 0 && phrase.Letters(title) < 4
}

// empty reports text that is nothing but a date, a duration or words for papers.
func (p *page) empty(s string) bool {
	for _, m := range slices.Backward(dates.Find(s, p.opt)) {
		s = s[:m.Start] + " " + s[m.End:]
	}
	return phrase.Letters(s) < 4 || phrase.Vague(s)
}

// hasPicture reports an image, or an icon drawn by style, in n.
func hasPicture(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (d.Data == "img" || d.Data == "i" || d.Data == "svg" || d.Data == "picture") {
			return true
		}
	}
	return false
}

// picture gives the alternative text of the first image in n.
func picture(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "img" {
			return markup.Clean(markup.Attr(d, "alt"))
		}
	}
	return ""
}
