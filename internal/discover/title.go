package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
)

// title gives a link's title: its text, or the title attribute when that has it whole. A link around a whole card is
// titled by the heading in it, else by its first line that says something.
func (p *page) title(a anchor) string {
	n := p.els[a.el].node
	text := p.cardTitle(a)
	whole := markup.Clean(markup.Attr(n, "title"))
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
	case head != "" && formatOnly(title):
		title = head + " (" + title + ")"
	}
	if written.MatchString(title) {
		title = cmp.Or(p.said(r, false), title)
	}
	bare := !vague(title) && p.bareDate(title)
	if !vague(title) && !bare {
		return title
	}
	said := p.said(r, bare)
	switch {
	case said == "":
		if title == "" || bare {
			return cmp.Or(title, p.shown(p.dates[r.date].start, p.dates[r.date].end))
		}
		return p.onPage(title)
	case bare || paperOnly(title):
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

// formatOnly reports a title that says no more than how a paper is kept: "PDF", "View", "Download (HTML)".
func formatOnly(title string) bool {
	words := 0
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), notWord) {
		switch word {
		case "pdf", "html", "doc", "docx", "view", "download", "open", "link", "click", "here", "kb", "mb":
			words++
		default:
			return false
		}
	}
	return words > 0
}

// columnOf gives what the head of a table's column says of an icon in it, "" where it says nothing.
func (p *page) columnOf(a anchor) string {
	if cell := p.cellOf(a.el); cell != nil {
		return markup.Clean(headOf(cell))
	}
	return ""
}

// bareDate reports a title that is a date and nothing else.
func (p *page) bareDate(title string) bool {
	found := dates.Find(title, p.opt)
	for _, m := range slices.Backward(found) {
		title = title[:m.Start] + " " + title[m.End:]
	}
	return len(found) > 0 && letters(title) < 4
}

// letters counts the letters of s.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// empty reports text that is nothing but a date, a duration or words for papers.
func (p *page) empty(s string) bool {
	for _, m := range slices.Backward(dates.Find(s, p.opt)) {
		s = s[:m.Start] + " " + s[m.End:]
	}
	return letters(s) < 4 || vague(s)
}

// paperOnly reports a title made of words for papers alone.
func paperOnly(title string) bool {
	words := 0
	for word := range strings.FieldsSeq(strings.ToLower(title)) {
		words++
		if !paper(strings.Trim(word, "().,:")) || more(word) {
			return false
		}
	}
	return words > 0
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

// paper reports the words that name kinds of papers and ways to them rather than what they are about.
func paper(word string) bool {
	switch word {
	case "agenda", "agendas", "minutes", "packet", "packets", "pdf", "doc", "docx", "video", "audio", "recording",
		"notice", "transcript", "download", "view", "draft", "final", "approved", "materials", "presentation",
		"amended", "revised", "mp3", "mp4", "the", "of", "for", "and", "click", "here", "html", "kb", "mb",
		"summary", "report", "documents", "document", "handouts", "handout", "webcast", "listen", "watch",
		"meeting", "meetings", "presentations", "slides", "reports", "versions", "previous", "accessible",
		"attachment", "attachments", "podcast",
		"tagesordnung", "protokoll", "niederschrift", "ordre", "jour", "verbal", "acta", "orden", "ata", "pauta",
		"议程", "纪要", "会议纪要", "議事録", "会議録", "次第", "資料":
		return true
	}
	return false
}

// names reports the words for kinds of papers alone, without those that only join or qualify them.
func names(word string) bool {
	switch word {
	case "the", "of", "for", "and", "here", "final", "draft", "report", "reports", "meeting", "meetings", "notice", "summary",
		"approved", "revised", "amended", "previous", "watch", "listen", "view", "accessible", "jour", "la", "en":
		return false
	}
	return paper(word)
}

// vague reports a title that says nothing of its own: only words for papers, "read more" and its kin, or nothing.
func vague(title string) bool {
	if len(title) > 60 {
		return false
	}
	words := 0
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), notWord) {
		if !paper(word) && !more(word) {
			words++
		}
	}
	return words == 0
}

// more reports the words of links that only lead on.
func more(word string) bool {
	switch word {
	case "read", "more", "details", "detail", "see", "full", "story", "article", "learn", "info", "information",
		"continue", "reading", "about", "this", "open", "link", "weiterlesen", "mehr", "lesen", "zum",
		"artikel", "posted", "updated", "published", "on", "at", "am", "pm", "not", "available", "viewable", "unavailable",
		"tba", "tbd", "lire", "la", "suite", "plus", "en", "savoir", "leer", "más", "mas", "ver", "leggi", "tutto",
		"continua", "saiba", "mais", "leia", "lees", "verder", "więcej", "czytaj", "dalej", "更多", "详情", "详细",
		"查看", "查看详情", "阅读全文", "阅读更多", "点击查看", "全文", "続きを読む", "詳細", "詳しく", "もっと見る",
		"dettagli", "dettaglio", "visualizza", "apri", "vedi", "scopri", "detalle", "detalles", "abrir", "détail", "détails",
		"voir", "ouvrir", "ansehen", "anzeigen", "öffnen", "bekijk", "bekijken", "szczegóły", "zobacz", "podrobnosti",
		"zobrazit", "detaljer", "visa", "läs", "mer", "les", "læs", "mere", "lue", "lisää", "visualizar", "acessar", "detalhes",
		"더보기", "자세히", "보기", "подробнее", "далее", "читать":
		return true
	}
	return false
}
