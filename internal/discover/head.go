package discover

import (
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/markup"
)

// head reads what a page says of itself: base, language, title, meta refresh, advertised feeds.
func (s *site) head(doc *html.Node, r *Result) {
	var feeds []advert
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "html":
			r.Lang = markup.Attr(n, "lang")
		case "base":
			s.Rebase(markup.Attr(n, "href"))
		case "title":
			if r.Title == "" && n.FirstChild != nil {
				r.Title = markup.Clean(n.FirstChild.Data)
			}
		case "meta":
			if strings.EqualFold(markup.Attr(n, "http-equiv"), "refresh") && r.Refresh == "" {
				r.Refresh = s.refresh(markup.Attr(n, "content"))
			}
		case "link", "a":
			feeds = append(feeds, s.advert(n)...)
		}
	}
	if s.lang == "" {
		s.lang = r.Lang
	}
	r.Feeds = best(feeds)
}

// refresh reads "0; url='…'". A bare number reloads the page itself and leads nowhere.
func (s *site) refresh(content string) string {
	_, target, ok := strings.Cut(content, "=")
	if !ok || !strings.Contains(strings.ToLower(content), "url") {
		return ""
	}
	return s.Resolve(strings.Trim(strings.TrimSpace(target), `'"`))
}

// advert is a feed a page points to.
type advert struct {
	url   string
	score int
}

// advert reads a link or anchor element; what is no feed, or one of comments or a calendar, gives nothing.
func (s *site) advert(n *html.Node) []advert {
	href := markup.Attr(n, "href")
	title := strings.ToLower(markup.Attr(n, "title"))
	score := 0
	if n.Data == "link" {
		kind := strings.ToLower(markup.Attr(n, "type"))
		if !strings.Contains(strings.ToLower(markup.Attr(n, "rel")), "alternate") || !feedType(kind) {
			return nil
		}
		score = 10
	} else {
		title += " " + strings.ToLower(markup.FirstText(n))
		if score = feedWords(strings.ToLower(href), title); score == 0 {
			return nil
		}
	}
	lower := strings.ToLower(href) + " " + title
	for _, bad := range []string{"comment", "kommentar", "event", "calendar", "veranstaltung", "kalender", "ical",
		"webcal", "oembed", "wp-json", "job", "podcast", "评论"} {
		if strings.Contains(lower, bad) {
			return nil
		}
	}
	for _, good := range []string{"新着", "news", "press", "topics", "actualit", "aktuell", "noticia", "notizie",
		"all"} {
		if strings.Contains(lower, good) {
			score += 3
		}
	}
	address := s.Resolve(href)
	if address == "" {
		return nil
	}
	return []advert{{address, score}}
}

// feedType reports the media types of feeds.
func feedType(kind string) bool {
	return strings.Contains(kind, "rss") || strings.Contains(kind, "atom") || strings.Contains(kind, "rdf") ||
		strings.Contains(kind, "feed+json")
}

// feedWords scores an anchor that may lead to a feed.
func feedWords(href, text string) int {
	score := 0
	for _, ending := range []string{".rss", ".rdf", ".atom", "/feed", "/feed/", "/rss", "/rss/", "rss.xml", "atom.xml",
		"feed.xml", "/shinchaku.xml", "format=feed&type=rss", "/index.rdf", "format=rss"} {
		if strings.HasSuffix(href, ending) {
			score = 5
		}
	}
	if strings.Contains(href, "/rss/") && strings.HasSuffix(href, ".xml") || strings.Contains(href, "rssfeed.aspx?") {
		score = 5
	}
	named := strings.Contains(text, "rss") || strings.Contains(text, "フィード") || strings.Contains(text, "atom")
	if score > 0 && named {
		score++
	}
	return score
}

// best orders adverts by score, the page's own order among equals, each address once.
func best(feeds []advert) []string {
	var out []string
	seen := map[string]bool{}
	for want := 20; want > 0; want-- {
		for _, f := range feeds {
			if f.score == want && !seen[f.url] && len(out) < 10 {
				seen[f.url] = true
				out = append(out, f.url)
			}
		}
	}
	return out
}
