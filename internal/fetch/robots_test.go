package fetch

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/fault"
)

func TestParseRobots(t *testing.T) {
	tests := []struct {
		name, file string
		allowed    string // paths, space-separated
		refused    string
	}{
		{"empty", "", "/ /a", ""},
		{"all", "User-agent: *\nDisallow: /", "/robots.txt", "/ /a /a?b=c"},
		{"nothing", "User-agent: *\nDisallow:\n\nUser-agent: BadBot\nDisallow: /", "/ /a", ""},
		{"own group only", "User-agent: *\nDisallow: /\nUser-agent: Tidings/2.0\nDisallow: /x", "/ /a", "/x /xy"},
		{"own group twice", "User-agent: tidings\nDisallow: /x\nUser-agent: other\nDisallow: /\n" +
			"User-agent: TIDINGS\nDisallow: /y", "/a", "/x /y"},
		{"several agents", "User-agent: a\nUser-agent: tidings\nUser-agent: b\nDisallow: /x", "/a", "/x"},
		{"a name repeated", "User-agent: tidings\nUser-agent: *\nUser-agent: Tidings\nDisallow: /x\nDisallow: /y", "/a", "/x /y"},
		{"longest wins", "User-agent: *\nDisallow: /news\nAllow: /news/open", "/news/open/1 /", "/news /news/shut"},
		{"allow wins ties", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", ""},
		{"wildcards", "User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*z/\nDisallow: *?print=", "/x.pdf.html /b/abz/",
			"/x.pdf /d/e.pdf /abcz/q /news?print=1"},
		{"star and end", "User-agent: *\nDisallow: /only$\nDisallow: /q*$", "/only/more /", "/only /quay"},
		{"encoded", "User-agent: *\nDisallow: /新闻/\nDisallow: /%7Eold\nDisallow: /a%2fb", "/a/b",
			"/%E6%96%B0%e9%97%bb/1 /~old /a%2Fb"},
		{"bad lines", "Disallow: /early\nnonsense\nUser-agent: *\nCrawl-delay: soon\nNoindex: /n\nDisallow: /x # why",
			"/early /n", "/x"},
		{"mac line ends and mark", "\uFEFFUser-agent: *\rDisallow: /x\r", "/y", "/x"},
		{"no slash", "user-agent:*\ndisallow:private", "/", "/private/1"},
		{"html", "<!DOCTYPE html><html><style>a{color:red}</style>", "/", ""},
		{"sitemap between", "User-agent: *\nSitemap: /s.xml\nDisallow: /x", "/s.xml", "/x"},
	}
	for _, tt := range tests {
		rules := parseRobots([]byte(tt.file), "tidings")
		for _, path := range strings.Fields(tt.allowed) {
			if ok, rule := rules.allow(path); !ok {
				t.Errorf("%s: %s refused by %s", tt.name, path, rule)
			}
		}
		for _, path := range strings.Fields(tt.refused) {
			if ok, rule := rules.allow(path); ok {
				t.Errorf("%s: %s allowed by %s", tt.name, path, rule)
			}
		}
	}
	if got := parseRobots([]byte("User-agent: *\nCrawl-delay: 1.5"), "tidings").delay; got != 1500*time.Millisecond {
		t.Errorf("delay %v", got)
	}
}

func TestCrawlHonoursRobots(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{
		"/robots.txt": text("User-agent: *\nDisallow: /private\nSitemap: /news.xml\nSitemap: ftp://x.example/y\n"),
		"/":           redirect("/private/a"),
		"/private/a":  text("not for us"),
	})
	c, _ := newClient(t, Options{})
	for _, path := range []string{"/private/a", "/"} { // also by redirect
		_, err := c.Get(t.Context(), Request{URL: srv.URL + path})
		if TroubleOf(err) != TroubleRobots || !fault.Is(err, fault.Denied) {
			t.Errorf("%s: error %v", path, err)
		}
	}
	maps, err := c.Robots().Sitemaps(t.Context(), srv.URL+"/x")
	if err != nil || len(maps) != 1 || maps[0] != srv.URL+"/news.xml" {
		t.Errorf("sitemaps %v, %v", maps, err)
	}
	if ok, why := c.Robots().Allowed(t.Context(), srv.URL+"/x"); !ok || why != "" {
		t.Errorf("allowed %v, %q", ok, why)
	}
}

func TestRobotsThatCannotBeRead(t *testing.T) {
	var status, asked atomic.Int32
	srv := serve(t, map[string]http.HandlerFunc{
		"/robots.txt": func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			if status.Load() == 302 {
				http.Redirect(w, r, "/robots.txt", http.StatusFound)
				return
			}
			w.WriteHeader(int(status.Load()))
			_, _ = w.Write([]byte("User-agent: *\nDisallow: /x"))
		},
		"/": text("page"),
	})
	c, at := newClient(t, Options{})
	step := func(answer int32, wait time.Duration, path string, want bool, wantAsked int32) {
		t.Helper()
		status.Store(answer)
		if err := at.wait(t.Context(), wait); err != nil {
			t.Fatal(err)
		}
		ok, why := c.Robots().Allowed(t.Context(), srv.URL+path)
		if ok != want || asked.Load() != wantAsked {
			t.Errorf("after %d: allowed %v (%s) with %d fetches, want %v with %d", answer, ok, why, asked.Load(),
				want, wantAsked)
		}
	}
	step(500, 0, "/", false, 1)
	step(200, time.Minute, "/", false, 1) // kept for a while
	step(429, time.Hour, "/", false, 2)
	step(200, time.Hour, "/", true, 3)
	step(200, time.Hour, "/x", false, 3)
	step(503, 24*time.Hour, "/", true, 4) // the old copy holds
	step(503, 0, "/x", false, 4)
	step(404, 24*time.Hour, "/x", true, 5)
	step(302, 25*time.Hour, "/x", true, 5+2) // a circle is taken for not there
	if _, err := c.Robots().Sitemaps(t.Context(), "http://%zz"); !fault.Is(err, fault.Invalid) {
		t.Errorf("error %v", err)
	}
}

func TestRobotsTemporaryKind(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}})
	c, _ := newClient(t, Options{})
	_, err := c.Get(t.Context(), Request{URL: srv.URL + "/page"})
	if TroubleOf(err) != TroubleRobots || !fault.Is(err, fault.Temporary) {
		t.Errorf("error %v (%s)", err, fault.KindOf(err))
	}
}

func FuzzParseRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%zz"), "/a%2fb?x")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		rules := parseRobots(file, "tidings")
		if ok, _ := rules.allow("/robots.txt"); !ok {
			t.Error("robots.txt itself is refused")
		}
		rules.allow(path)
	})
}
