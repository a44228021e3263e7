package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/schema"
)

// head is what a page says of itself beside its visible text.
type head struct {
	title     string            // <title>
	meta      map[string]string // by lower-case name, property or itemprop; the first non-empty value
	authors   []string          // every value of an author meta
	canonical string
	base      string
	ld        schema.Data
}

// readHead gathers the head of t.
func readHead(t *tree) head {
	h := head{meta: map[string]string{}}
	for _, n := range t.head {
		switch n.DataAtom {
		case atom.Title:
			if h.title == "" {
				h.title = squeeze(textContent(n))
			}
		case atom.Meta:
			h.addMeta(n)
		case atom.Link:
			if h.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				h.canonical = strings.TrimSpace(attr(n, "href"))
			}
		case atom.Base:
			if h.base == "" {
				h.base = strings.TrimSpace(attr(n, "href"))
			}
		case atom.Script:
			if text := textContent(n); isLinkedData(n, text) {
				h.ld.Read(text)
			}
		}
	}
	h.ld.Settle()
	return h
}

// isLinkedData reports whether a script is JSON-LD, by its type or, where that was forgotten, by its beginning.
func isLinkedData(n *html.Node, text string) bool {
	kind := attr(n, "type")
	return strings.Contains(strings.ToLower(kind), "ld+json") ||
		kind == "" && strings.HasPrefix(strings.TrimSpace(text[:min(len(text), 80)]), `{"@context"`)
}

// addMeta takes in one <meta>.
func (h *head) addMeta(n *html.Node) {
	content := squeeze(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range [...]string{"name", "property", "itemprop", "http-equiv"} {
		for _, name := range strings.Fields(strings.ToLower(attr(n, key))) {
			if h.meta[name] == "" {
				h.meta[name] = content
			}
			if authorMeta[name] {
				h.authors = append(h.authors, content)
			}
		}
	}
}

// authorMeta are the meta names whose values, each of them, name an author.
var authorMeta = map[string]bool{
	"author": true, "article:author": true, "byl": true, "parsely-author": true, "sailthru.author": true,
	"dc.creator": true, "dcterms.creator": true, "dc.contributor": true, "citation_author": true, "og:author": true,
	"article:author_name": true, "cxenseparse:author": true, "authors": true, "author_name": true,
}

// first gives the value of the first of the names that has one, and that name.
func (h *head) first(names ...string) (value, name string) {
	for _, n := range names {
		if v := h.meta[n]; v != "" {
			return v, n
		}
	}
	return "", ""
}

// textContent gives the text directly inside n: enough for <title> and <script>.
func textContent(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild.NextSibling == nil {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
