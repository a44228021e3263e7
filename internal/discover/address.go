package discover

import (
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// leadsTo gives where an element leads as it is written: an anchor's href, a choice's value, else what its data
// attributes or its onclick script open. It is "" for an element that leads nowhere.
func leadsTo(n *html.Node) string {
	switch n.Data {
	case "a", "area":
		if href := strings.TrimSpace(attr(n, "href")); followable(href) {
			return href
		} else if address := scripted(href, "javascript:"); address != "" {
			return address
		}
	case "option":
		return strings.TrimSpace(attr(n, "value"))
	case "tr", "td", "li", "div", "article", "button", "span", "p", "h2", "h3", "h4":
	default:
		return ""
	}
	for _, name := range []string{"data-href", "data-link", "data-url"} {
		if value := strings.TrimSpace(attr(n, name)); followable(value) && addressLike(value) {
			return value
		}
	}
	return scripted(attr(n, "onclick"), "location", "open", "href")
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
		if followable(quoted) && (addressLike(quoted) || going != nil && folders.MatchString(quoted)) {
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

// unwrap gives the address that a viewer, a mail filter or a click counter wraps, "" for any other address.
func unwrap(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host, query, inner := strings.TrimPrefix(u.Host, "www."), u.Query(), ""
	switch {
	case host == "google.com" && u.Path == "/url":
		inner = orElse(query.Get("q"), query.Get("url"))
	case strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		inner = query.Get("url")
	case host == "l.facebook.com":
		inner = query.Get("u")
	default:
		inner = viewed(u, query)
	}
	if inner == "" {
		return ""
	}
	return canonical(u, inner)
}

// viewed gives the document that a viewer's address names whole: viewer.html?file=/a.pdf, DocDisplay.aspx?Doc=/a.pdf.
func viewed(u *url.URL, query url.Values) string {
	name := strings.ToLower(u.Path)
	if !strings.Contains(name, "view") && !strings.Contains(name, "display") || document(u) {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		v := query.Get(name)
		if !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "http") {
			continue
		}
		if at, err := url.Parse(v); err == nil && document(at) {
			return v
		}
	}
	return ""
}

// serves reports addresses that tell nothing of their own: maps, "add to calendar", "share this".
func serves(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".ics", ".vcs":
		return true
	}
	if calendarFile.MatchString(strings.ToLower(u.Path + "?" + u.RawQuery)) {
		return true
	}
	at := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.ToLower(u.Path)
	for _, start := range []string{"maps.google.", "google.com/maps", "goo.gl/maps", "maps.app.goo.gl", "maps.apple.com",
		"bing.com/maps", "openstreetmap.org", "mapquest.com", "google.com/calendar/", "calendar.google.com/calendar/render",
		"calendar.google.com/calendar/event", "calendar.google.com/calendar/r/", "calendar.yahoo.com", "outlook.live.com/",
		"outlook.office.com/", "outlook.office365.com/", "facebook.com/sharer", "facebook.com/share.php", "twitter.com/intent",
		"twitter.com/share", "x.com/intent", "linkedin.com/share", "api.whatsapp.com/", "addtoany.com", "addthis.com",
		"reddit.com/submit", "service.weibo.com/share", "social-plugins.line.me"} {
		if strings.HasPrefix(at, start) {
			return true
		}
	}
	return false
}
