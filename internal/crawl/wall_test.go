package crawl

import (
	"net/http"
	"strings"
	"testing"
)

func TestWallLeavesOrdinaryPagesAlone(t *testing.T) {
	long := strings.Repeat("<p>The council met on Monday and decided on the matter.</p>", 20)
	links := strings.Repeat("<a href=/x>x</a>", 10)
	for name, a := range map[string]answer{
		"script of a wall on a page":  {status: 200, body: []byte("<script src=/cdn-cgi/challenge-platform/a.js></script>" + long)},
		"noscript beside a menu":      {status: 200, body: []byte("<noscript>Please enable JavaScript</noscript>" + links)},
		"words in a script only":      {status: 200, body: []byte(long + "<script>alert('安全验证')</script>")},
		"plain refusal":               {status: 403, body: []byte("Forbidden")},
		"maintenance":                 {status: 503, body: []byte("back soon")},
		"feed":                        {status: 200, contentType: "application/rss+xml", body: []byte("<rss>安全验证</rss>")},
		"empty":                       {status: 200},
		"redirect that was not taken": {status: 302, body: []byte("安全验证")},
	} {
		if got := wall(a); got != "" {
			t.Errorf("%s: taken for %s", name, got)
		}
	}
	challenged := answer{status: 403, header: http.Header{"Cf-Mitigated": {"challenge"}}}
	if got := wall(challenged); got != "Cloudflare" {
		t.Errorf("challenge header: %q", got)
	}
}

func FuzzWall(f *testing.F) {
	f.Add([]byte("<html><!-- a --><script>x</script><style>b</style>安全验证"), 200)
	f.Add([]byte("<script"), 412)
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		wall(answer{status: status, body: body})
		softGone(body)
		if n := visible(body, wallText); n > len(body) {
			t.Errorf("%d visible bytes of %d", n, len(body))
		}
	})
}
