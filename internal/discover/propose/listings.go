package propose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
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
	"要闻动态", "要闻", "新闻中心", "新闻", "政务要闻", "政务动态", "工作动态", "动态", "资讯", "通知公告", "公示公告", "公告", "要聞", "新聞", "最新消息",
	"news", "all news", "latest news", "city news", "town news", "news & announcements", "news releases", "press releases",
	"newsroom", "news flash", "media releases", "announcements", "what's new", "press",
	"新着情報", "お知らせ", "新着", "トピックス", "報道", "새소식", "보도자료", "공지사항", "뉴스", "소식",
	"aktuelles", "neuigkeiten", "nachrichten", "pressemitteilungen", "meldungen", "presse", "amtsblatt",
	"actualités", "actualites", "communiqués", "noticias", "actualidad", "comunicados", "notícias", "notizie", "novità",
	"aktualności", "новости", "новини", "nieuws", "nyheter", "nyheder", "uutiset",
}

// Listings gives the pages a home page names as its news, best first, at most n: pages of the source's own site, the
// home page not among them.
func Listings(p Page, n int) []Listing {
	doc, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return nil
	}
	home := address.Canonical(p.URL, p.URL)
	var found []Listing
	at := map[string]int{home: -1}
	for a := range doc.Descendants() {
		if a.Type != html.ElementNode || a.Data != "a" {
			continue
		}
		l := Listing{Title: named(a), URL: address.Canonical(p.URL, attr(a, "href"))}
		if l.rank = rank(l.Title); l.rank < 0 || l.URL == "" || !own(p.Source, l.URL) || article(l.URL) {
			continue
		}
		switch n, known := at[l.URL]; {
		case !known:
			at[l.URL] = len(found)
			found = append(found, l)
		case n >= 0 && l.rank < found[n].rank:
			found[n] = l
		}
	}
	slices.SortStableFunc(found, func(a, b Listing) int { return a.rank - b.rank })
	return found[:min(n, len(found))]
}

// named gives what a link calls the page it leads to: its own words, or those of the block it leads on from, where it
// says "more" and no more.
func named(a *html.Node) string {
	title := label(a)
	if !more(title) {
		return title
	}
	for up, levels := a.Parent, 0; up != nil && levels < maxBlock; up, levels = up.Parent, levels+1 {
		if s := head(up, a); s != "" {
			return s
		}
	}
	return ""
}

// maxBlock is how many levels above a link that says "more" its block's head is looked for.
const maxBlock = 4

// head gives the first words of a block, if they stand before a link in it and are the name of a column of news.
func head(block, a *html.Node) string {
	for d := range block.Descendants() {
		if d == a {
			return ""
		}
		if d.Type == html.TextNode {
			if s := strings.Join(strings.Fields(d.Data), " "); s != "" {
				if rank(s) >= 0 {
					return s
				}
				return ""
			}
		}
	}
	return ""
}

// more reports the words of a link that leads on to the rest of a column.
func more(title string) bool {
	switch strings.Trim(strings.ToLower(title), " ›»>→…+·.|-[]") {
	case "more", "view all", "see all", "show all", "read more", "view more", "see more", "load more", "all", "更多", "查看更多", "more更多", "更多more",
		"もっと見る", "一覧", "一覧を見る", "一覧へ", "더보기", "mehr", "alle anzeigen", "alle", "weitere", "voir tout",
		"toutes les actualités", "tout voir", "ver todo", "ver todas", "ver más", "ver mais", "vedi tutti", "vedi tutte", "meer",
		"więcej", "все", "подробнее":
		return true
	}
	return false
}

// numbers are figures in an address as those of single pages have them: a day's, or an identifier's.
var numbers = regexp.MustCompile(`(?i)/(19|20)\d\d[-/]?\d\d?([-/]|/t)|[_/-]\d{5,}\.s?html?$|/t?20\d{6}|[?&](aid|articleid|newsid|id)=\d{4,}`)

// article reports the address of one piece of news rather than of a column.
func article(address string) bool { return numbers.MatchString(address) }

// own reports an address of the source's own that is no file.
func own(source news.Source, to string) bool {
	_, rest, _ := strings.Cut(to, "://")
	host, path, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	for _, end := range []string{".pdf", ".doc", ".docx", ".zip", ".rss", ".xml", ".jpg", ".png"} {
		if strings.HasSuffix(strings.ToLower(path), end) {
			return false
		}
	}
	return address.Owns(source, host)
}

// label is what an anchor says, or its title, or its picture.
func label(a *html.Node) string {
	var b strings.Builder
	picture := ""
	for d := range a.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.Data == "img" && picture == "":
			picture = attr(d, "alt")
		}
	}
	for _, s := range []string{b.String(), attr(a, "title"), picture} {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			return s
		}
	}
	return ""
}

// rank orders names of columns: those that are a word of ours before those that have one in them, and both before
// those that are about something beside the news, such as a newsletter; -1 for all others, and for what is too long to
// be the name of a column.
func rank(title string) int {
	lower := strings.ToLower(strings.Trim(title, " ›»>·|-:："))
	if len(lower) > 60 || strings.Count(lower, " ") > 4 || wide(lower) > maxWide {
		return -1
	}
	for i, w := range words {
		if lower == w {
			return i
		}
	}
	for i, w := range words {
		if holds(lower, w) {
			if slices.ContainsFunc(beside, func(b string) bool { return strings.Contains(lower, b) }) {
				return 2*len(words) + i
			}
			return len(words) + i
		}
	}
	return -1
}

// beside are the words of columns that are kept beside the news.
var beside = []string{
	"letter", "subscribe", "sign up", "archive", "kit", "contact", "job", "bid", "employment", "police", "sport", "school",
	"events", "发布会", "订阅", "招聘", "图片", "视频", "专题", "采购", "招标", "人事", "archiv", "newsletter",
}

// maxWide is how many wide characters the name of a column has at most; what is longer is a headline.
const maxWide = 8

// wide counts the characters of scripts that put no spaces between words.
func wide(s string) int {
	n := 0
	for _, r := range s {
		if r > 0x2e80 && (r < 0xac00 || r > 0xd7a3) {
			n++
		}
	}
	return n
}

// holds reports a name in which a word of ours stands; a word of letters that are parted by spaces must stand alone.
func holds(name, word string) bool {
	if wide(word) > 0 {
		return strings.Contains(name, word)
	}
	i := strings.Index(name, word)
	if i < 0 {
		return false
	}
	return bounded(name[:i], false) && bounded(name[i+len(word):], true)
}

// bounded reports that no letter follows or, for what stands before, precedes.
func bounded(s string, behind bool) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	if behind {
		r, _ = utf8.DecodeRuneInString(s)
	}
	return s == "" || !unicode.IsLetter(r)
}
