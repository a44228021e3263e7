package propose

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover"
	"tidings/internal/news"
)

// Listing is a page that a home page calls its news.
type Listing struct {
	URL, Title string
	rank       int
}

// words are what municipal sites call their news, the plainest first: a column of that very name is looked at before
// one whose name only has the word in it.
var words = []string{
	"要闻", "新闻", "政务动态", "工作动态", "动态", "资讯", "通知公告", "公示公告", "公告", "要聞", "新聞", "最新消息",
	"news", "latest news", "press releases", "newsroom", "announcements", "press",
	"新着情報", "お知らせ", "新着", "トピックス", "報道", "새소식", "보도자료", "공지사항", "뉴스", "소식",
	"aktuelles", "neuigkeiten", "nachrichten", "pressemitteilungen", "meldungen", "presse", "amtsblatt",
	"actualités", "actualites", "communiqués", "noticias", "actualidad", "comunicados", "notícias", "notizie", "novità",
	"aktualności", "новости", "новини", "nieuws", "nyheter", "nyheder", "uutiset",
}

// Listings gives the pages a home page names as its news, best first, at most n: pages of the source's own site, the
// home page not among them.
func Listings(p Page, n int) []Listing {
	source, address := p.Source, p.URL
	doc, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return nil
	}
	home := discover.Canonical(address, address)
	var found []Listing
	seen := map[string]bool{home: true}
	for a := range doc.Descendants() {
		if a.Type != html.ElementNode || a.Data != "a" {
			continue
		}
		l := Listing{Title: label(a), URL: discover.Canonical(address, attr(a, "href"))}
		if l.rank = rank(l.Title); l.rank < 0 || l.URL == "" || seen[l.URL] || !own(source, l.URL) {
			continue
		}
		seen[l.URL] = true
		found = append(found, l)
	}
	slices.SortStableFunc(found, func(a, b Listing) int { return a.rank - b.rank })
	return found[:min(n, len(found))]
}

// own reports an address of the source's own that is no file.
func own(source news.Source, address string) bool {
	_, rest, _ := strings.Cut(address, "://")
	host, path, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	for _, end := range []string{".pdf", ".doc", ".docx", ".zip", ".rss", ".xml", ".jpg", ".png"} {
		if strings.HasSuffix(strings.ToLower(path), end) {
			return false
		}
	}
	return discover.Owns(source, host)
}

// label is what an anchor says.
func label(a *html.Node) string {
	var b strings.Builder
	for d := range a.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// rank orders names of columns: those that are a word of ours before those that have one in them; -1 for all others,
// and for what is too long to be the name of a column.
func rank(title string) int {
	lower := strings.ToLower(strings.Trim(title, " ›»>·|-"))
	if len(lower) > 60 || strings.Count(lower, " ") > 3 {
		return -1
	}
	for i, w := range words {
		if lower == w {
			return i
		}
	}
	for i, w := range words {
		if strings.Contains(lower, w) {
			return len(words) + i
		}
	}
	return -1
}
