// Package phrase knows the words of listings in many languages: those that name kinds of papers or only lead on
// ([Vague]), that turn pages, that head columns or say what became of a meeting, and how wide words are as they are seen.
// It looks at one short text at a time, and knows no page.
package phrase

import (
	"regexp"
	"strings"
)

// FormatOnly reports a title that says no more than how a paper is kept: "PDF", "View", "Download (HTML)".
func FormatOnly(title string) bool {
	words := 0
	for word := range strings.FieldsFuncSeq(strings.ToLower(Sizeless(title)), NotWord) {
		switch word {
		case "pdf", "html", "doc", "docx", "view", "download", "open", "link", "click", "here", "kb", "mb":
			words++
		default:
			return false
		}
	}
	return words > 0 || Sizeless(title) != title
}

// PaperOnly reports a title made of words for papers alone.
func PaperOnly(title string) bool {
	words := 0
	for word := range strings.FieldsSeq(strings.ToLower(Sizeless(title))) {
		words++
		if !Paper(strings.Trim(word, "().,:")) || more(word) {
			return false
		}
	}
	return words > 0
}

// Paper reports the words that name kinds of papers and ways to them rather than what they are about.
func Paper(word string) bool {
	switch word {
	case "agenda", "agendas", "minutes", "packet", "packets", "pdf", "doc", "docx", "video", "audio", "recording",
		"notice", "transcript", "download", "view", "draft", "final", "approved", "materials", "presentation",
		"amended", "revised", "mp3", "mp4", "the", "of", "for", "and", "click", "here", "html", "kb", "mb",
		"summary", "report", "documents", "document", "handouts", "handout", "webcast", "listen", "watch",
		"meeting", "meetings", "presentations", "slides", "reports", "versions", "previous", "accessible",
		"attachment", "attachments", "podcast", "web", "webpage", "page",
		"tagesordnung", "protokoll", "niederschrift", "ordre", "jour", "verbal", "acta", "orden", "ata", "pauta",
		"议程", "纪要", "会议纪要", "議事録", "会議録", "次第", "資料":
		return true
	}
	return false
}

// NamesPapers reports the words for kinds of papers alone, without those that only join or qualify them.
func NamesPapers(word string) bool {
	switch word {
	case "the", "of", "for", "and", "here", "final", "draft", "report", "reports", "meeting", "meetings", "notice", "summary",
		"approved", "revised", "amended", "previous", "web", "webpage", "page", "watch", "listen", "view", "accessible", "jour", "la", "en":
		return false
	}
	return Paper(word)
}

// Vague reports a title that says nothing of its own: only words for papers, "read more" and its kin, or nothing.
func Vague(title string) bool {
	if len(title) > 60 {
		return false
	}
	words := 0
	for word := range strings.FieldsFuncSeq(Sizeless(strings.ToLower(title)), NotWord) {
		if !Paper(word) && !more(word) {
			words++
		}
	}
	return words == 0
}

// size is how big a file is: "2.3MB".
var size = regexp.MustCompile(`(?i)[\s(\[,]*[0-9][0-9.,]*\s?[kmg]b\b[)\]]*`)

// Sizeless gives a title without the sizes of files in it.
func Sizeless(title string) string {
	if !strings.ContainsAny(title, "bB") || !strings.ContainsAny(title, "0123456789") {
		return title // it is asked of every cell of a table, and few have one
	}
	return size.ReplaceAllString(title, "")
}

// more reports the words of links that only lead on.
func more(word string) bool {
	switch word {
	case "read", "more", "details", "detail", "see", "full", "story", "article", "learn", "info", "information",
		"continue", "reading", "about", "this", "open", "link", "weiterlesen", "mehr", "lesen", "zum",
		"artikel", "posted", "updated", "published", "on", "at", "am", "pm", "not", "available", "viewable", "unavailable",
		"tba", "tbd", "lire", "la", "suite", "plus", "en", "savoir", "leer", "más", "mas", "ver", "leggi", "tutto",
		"continua", "saiba", "mais", "leia", "lees", "verder", "więcej", "czytaj", "dalej", "更多", "详情", "详细",
		"date", "dates", "committee", "papers", "查看", "查看更多", "了解更多", "查看详情", "阅读全文", "阅读更多", "点击查看", "全文", "続きを読む", "詳細", "詳しく", "もっと見る",
		"dettagli", "dettaglio", "visualizza", "apri", "vedi", "scopri", "detalle", "detalles", "abrir", "détail", "détails",
		"voir", "ouvrir", "ansehen", "anzeigen", "öffnen", "bekijk", "bekijken", "szczegóły", "zobacz", "podrobnosti",
		"zobrazit", "detaljer", "visa", "läs", "mer", "les", "læs", "mere", "lue", "lisää", "visualizar", "acessar", "detalhes",
		"더보기", "자세히", "보기", "подробнее", "далее", "читать":
		return true
	}
	return false
}
