package discover

import (
	"strings"
	"unicode"

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

// paper reports the words that name kinds of papers and ways to them rather than what they are about.
func paper(word string) bool {
	switch word {
	case "agenda", "agendas", "minutes", "packet", "packets", "pdf", "doc", "docx", "video", "audio", "recording",
		"notice", "transcript", "download", "view", "draft", "final", "approved", "materials", "presentation",
		"amended", "revised", "mp3", "mp4", "the", "of", "for", "and", "click", "here", "html", "kb", "mb",
		"summary", "report", "documents", "document", "handouts", "handout", "webcast", "listen", "watch",
		"tagesordnung", "protokoll", "niederschrift", "ordre", "jour", "verbal", "acta", "orden", "ata", "pauta",
		"议程", "纪要", "会议纪要", "議事録", "会議録", "次第", "資料":
		return true
	}
	return false
}

// vague reports a title that says nothing of its own: only words for papers, "read more" and its kin, or nothing.
func vague(title string) bool {
	if len(title) > 60 {
		return false
	}
	words := 0
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
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
		"artikel", "lire", "la", "suite", "plus", "en", "savoir", "leer", "más", "mas", "ver", "leggi", "tutto",
		"continua", "saiba", "mais", "leia", "lees", "verder", "więcej", "czytaj", "dalej", "更多", "详情", "详细",
		"查看", "查看详情", "阅读全文", "阅读更多", "点击查看", "全文", "続きを読む", "詳細", "詳しく", "もっと見る",
		"더보기", "자세히", "보기", "подробнее", "далее", "читать":
		return true
	}
	return false
}
