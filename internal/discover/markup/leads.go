package markup

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
)

// LeadsTo gives where an element leads as it is written: an anchor's href, a choice's value, else what its data
// attributes or its onclick script open. It is "" for an element that leads nowhere.
func LeadsTo(n *html.Node) string {
	switch n.Data {
	case "a", "area":
		if href := strings.TrimSpace(Attr(n, "href")); address.Followable(href) {
			return href
		} else if going := scripted(href, "javascript:"); going != "" {
			return going
		}
	case "option":
		return strings.TrimSpace(Attr(n, "value"))
	case "tr", "td", "li", "div", "article", "button", "span", "p", "h2", "h3", "h4":
	default:
		return ""
	}
	for _, name := range []string{"data-href", "data-link", "data-url"} {
		if value := strings.TrimSpace(Attr(n, name)); address.Followable(value) && addressLike(value) {
			return value
		}
	}
	return scripted(Attr(n, "onclick"), "location", "open", "href")
}

// scripted gives the first address quoted in a script that holds one of the words.
func scripted(script string, words ...string) string {
	lower := strings.ToLower(script)
	if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(lower, word) }) {
		return ""
	}
	if s, err := url.PathUnescape(script); err == nil {
		script = s
	}
	going := assigned.FindStringIndex(script)
	if going != nil {
		script = script[going[0]:]
	}
	for len(script) > 0 {
		start := strings.IndexAny(script, `'"`)
		if start < 0 {
			return ""
		}
		end := strings.IndexByte(script[start+1:], script[start])
		if end < 0 {
			return ""
		}
		quoted := script[start+1 : start+1+end]
		if address.Followable(quoted) && (addressLike(quoted) || going != nil && folders.MatchString(quoted)) {
			return quoted
		}
		script = script[start+end+2:]
	}
	return ""
}

// assigned is how a script goes to another page.
var assigned = regexp.MustCompile(`location(\.href)?\s*=\s*['"]|location\.(assign|replace)\(`)

// folders is an address below the page's own, as scripts assign it to the location.
var folders = regexp.MustCompile(`^[\w-]+(/[\w.-]+)+$`)

// addressLike tells an address among the arguments of a script: no space, and a folder, a query or a page's ending.
func addressLike(s string) bool {
	if strings.ContainsAny(s, " ,;<>{}") || s == "/" {
		return false
	}
	if strings.HasPrefix(s, "http") || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") ||
		strings.HasPrefix(s, "../") {
		return true
	}
	name, query, _ := strings.Cut(s, "?")
	switch strings.ToLower(path.Ext(name)) {
	case ".aspx", ".ashx", ".asp", ".html", ".htm", ".shtml", ".php", ".jsp", ".do", ".cfm", ".pdf", ".doc", ".docx":
		return true
	}
	return strings.Contains(query, "=")
}
