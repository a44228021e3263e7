package pager

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
)

// nextGroup is where a Hanweb list names its next rows: an address of the dataproxy that answers a plain GET.
var nextGroup = regexp.MustCompile(`(?is)<nextgroup>.{0,40}?<a\s[^>]*?href=["']([^"']+)`)

// NextRows gives the address of the next rows that Hanweb's XML names, be it an answer or in a script of the page.
func NextRows(s *address.Site, text string) string {
	m := nextGroup.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return s.Page(html.UnescapeString(m[1]))
}

// aspPage is the pager of ASP.NET's tables; its pages come only for a form that is sent back.
var aspPage = regexp.MustCompile(`__doPostBack\(\s*\\?['"][^'"]*\\?['"]\s*,\s*\\?['"]Page\$`)

// Scripted reports further pages that only a script of the page leads to: an ASP.NET pager, or a link
// without an address that says it is the next page or, sending a form back, that it is page 2.
func Scripted(doc *html.Node) bool {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" && n.Data != "button" && n.Data != "input" {
			continue
		}
		href, script := strings.TrimSpace(markup.Attr(n, "href")), markup.Attr(n, "href")+" "+markup.Attr(n, "onclick")
		if aspPage.MatchString(script) {
			return true
		}
		byScript := !address.Followable(href) && (strings.HasPrefix(strings.ToLower(href), "javascript:") || markup.Attr(n, "onclick") != "")
		if byScript && !disabled(n) && (saysNext(n) || strings.Contains(script, "__doPostBack") && markup.Text(n) == "2") {
			return true
		}
	}
	return false
}

// disabled reports a pager's arrow that leads nowhere now: there is no next page.
func disabled(n *html.Node) bool {
	for _, e := range []*html.Node{n, n.Parent} {
		class := strings.ToLower(markup.Attr(e, "class"))
		if strings.Contains(class, "disabled") || markup.Attr(e, "disabled") != "" || markup.Attr(e, "aria-disabled") == "true" {
			return true
		}
	}
	return false
}
