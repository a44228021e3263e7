package schema

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/markup"
	"tidings/internal/extract/wording"
)

// Head is what a page says of itself beside its visible text. Values are as printed, addresses not resolved.
type Head struct {
	Title     string            // <title>
	Meta      map[string]string // by lower-case name, property or itemprop; the first non-empty value
	Authors   []string          // every value of an author meta
	Canonical string
	Base      string
	LD        Data
}

// ReadHead gathers what a page's meta, title, link, base and script elements say, wherever they stand.
func ReadHead(elements []*html.Node) Head {
	h := Head{Meta: map[string]string{}}
	for _, n := range elements {
		switch n.DataAtom {
		case atom.Title:
			if h.Title == "" {
				h.Title = wording.Squeeze(textContent(n))
			}
		case atom.Meta:
			h.addMeta(n)
		case atom.Link:
			if h.Canonical == "" && strings.EqualFold(markup.Attr(n, "rel"), "canonical") {
				h.Canonical = strings.TrimSpace(markup.Attr(n, "href"))
			}
		case atom.Base:
			if h.Base == "" {
				h.Base = strings.TrimSpace(markup.Attr(n, "href"))
			}
		case atom.Script:
			if text := textContent(n); isLinkedData(n, text) {
				h.LD.Read(text)
			}
		}
	}
	h.LD.Settle()
	h.addLabelled()
	return h
}

// byLabel is the label of an author in the pair of metas that shared links are shown with.
var byLabel = wording.Pattern(`(?i)^(?:.*\b(?:by|von|par|por|da|door|av|af|przez|oleh|autore?|auteur|author)|автор|` +
	`.*(?:作者|執筆者|投稿者|글쓴이))\s*:?$`)

// addLabelled takes in the author that a labelled pair of metas names: twitter:label1 "Written by", twitter:data1 the
// name.
func (h *Head) addLabelled() {
	for _, n := range [...]string{"1", "2"} {
		if name := h.Meta["twitter:data"+n]; name != "" && byLabel().MatchString(h.Meta["twitter:label"+n]) {
			h.Authors = append(h.Authors, name)
		}
	}
}

// isLinkedData reports whether a script is JSON-LD, by its type or, where that was forgotten, by its beginning.
func isLinkedData(n *html.Node, text string) bool {
	kind := markup.Attr(n, "type")
	return strings.Contains(strings.ToLower(kind), "ld+json") ||
		kind == "" && strings.HasPrefix(strings.TrimSpace(text[:min(len(text), 80)]), `{"@context"`)
}

// addMeta takes in one <meta>.
func (h *Head) addMeta(n *html.Node) {
	content := wording.Squeeze(markup.Attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range [...]string{"name", "property", "itemprop", "http-equiv"} {
		for _, name := range strings.Fields(strings.ToLower(markup.Attr(n, key))) {
			if h.Meta[name] == "" {
				h.Meta[name] = content
			}
			if authorMeta[name] {
				h.Authors = append(h.Authors, content)
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

// First gives the value of the first of the names that has one, and that name.
func (h *Head) First(names ...string) (value, name string) {
	for _, n := range names {
		if v := h.Meta[n]; v != "" {
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
