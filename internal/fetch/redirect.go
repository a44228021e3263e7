package fetch

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/fault"
)

// checkRedirect bounds redirects and finds circles. One URL may come twice, for sites that set a cookie and send the
// visitor back to where he came from; not a third time. What was sent to one host is not sent on to another.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if last := via[len(via)-1]; req.Method != http.MethodGet && req.URL.Host != last.URL.Host {
		return troublef(fault.Invalid, TroubleRedirect, "a form's fields are to be sent on to %s", req.URL.Host)
	}
	if len(via) > c.opt.MaxRedirects {
		return troublef(fault.Invalid, TroubleRedirect, "more than %d redirects", c.opt.MaxRedirects)
	}
	seen, target := 0, req.URL.String()
	for _, earlier := range via {
		if earlier.URL.String() == target {
			seen++
		}
	}
	if seen >= 2 {
		return troublef(fault.Invalid, TroubleRedirect, "redirects go round in a circle at %s", target)
	}
	return nil
}

// refreshHead is how much of a page is searched for a meta refresh: it stands in the head.
const refreshHead = 8 << 10

// refreshValue takes the value of a refresh apart: seconds, then an address, quoted or not.
var refreshValue = regexp.MustCompile(`(?is)^\s*([0-9]*)(?:\.[0-9]*)?\s*[;,]?\s*(?:url\s*=\s*)?["']?\s*([^"']*)`)

// maxRefreshSeconds is the longest delay that is a redirect; beyond, a page is reloading a part of itself.
const maxRefreshSeconds = 2

// MetaRefresh gives the absolute address that an HTML page sends its visitor on to by a meta element, and whether
// there is one. A bare number is a page that reloads itself and does not count, nor does a refresh to its own address.
// body may be in any encoding that is ASCII where markup is.
func MetaRefresh(body []byte, base string) (string, bool) {
	body = body[:min(len(body), refreshHead)]
	if !bytes.Contains(bytes.ToLower(body), []byte("refresh")) {
		return "", false
	}
	z := html.NewTokenizer(bytes.NewReader(body))
	for hidden := false; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return "", false
		}
		token := z.Token()
		switch {
		case token.Data == "noscript": // for visitors without scripts: seldom a page worth having
			hidden = kind == html.StartTagToken
		case token.Data == "body" && kind == html.StartTagToken:
			return "", false
		case token.Data == "meta" && !hidden:
			if target, ok := refreshTarget(token.Attr, base); ok {
				return target, true
			}
		}
	}
}

// refreshTarget reads one meta element.
func refreshTarget(attrs []html.Attribute, base string) (string, bool) {
	var equiv, content string
	for _, a := range attrs {
		switch a.Key {
		case "http-equiv":
			equiv = a.Val
		case "content":
			content = a.Val
		}
	}
	m := refreshValue.FindStringSubmatch(content)
	if !strings.EqualFold(strings.TrimSpace(equiv), "refresh") || m == nil || m[2] == "" {
		return "", false
	}
	if len(m[1]) > 1 || m[1] > string(rune('0'+maxRefreshSeconds)) {
		return "", false
	}
	from, err := url.Parse(base)
	if err != nil {
		return "", false
	}
	to, err := from.Parse(strings.TrimSpace(m[2]))
	if err != nil || to.String() == from.String() {
		return "", false
	}
	return to.String(), true
}
