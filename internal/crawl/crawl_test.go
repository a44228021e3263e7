package crawl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

// town is a site that counts what is asked of it.
type town struct {
	*httptest.Server
	mu     sync.Mutex
	pages  map[string]http.HandlerFunc
	asked  map[string]int
	inside atomic.Int32
	most   atomic.Int32
}

func newTown(t testing.TB, pages map[string]http.HandlerFunc) *town {
	t.Helper()
	s := &town{pages: pages, asked: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP answers by path and query, 404 for what there is not.
func (s *town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := s.inside.Add(1)
	defer s.inside.Add(-1)
	for old := s.most.Load(); n > old && !s.most.CompareAndSwap(old, n); old = s.most.Load() {
	}
	s.mu.Lock()
	s.asked[r.URL.RequestURI()]++
	h := s.pages[r.URL.RequestURI()]
	s.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func (s *town) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

func (s *town) set(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = h
}

func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, body)
	}
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// rows is a listing of the given paths, dated downwards from 9 March 2026.
func rows(paths ...string) string {
	var b strings.Builder
	b.WriteString("<html><head><title>Town of Millbrook news</title></head><body><ul class=news>\n")
	for i, p := range paths {
		fmt.Fprintf(&b, "<li><a href=%q>The council of Millbrook decides on matter %d</a> <span>2026-03-%02d</span></li>\n",
			p, i, 9-i%9)
	}
	return b.String() + "</ul></body></html>"
}

// article is a page long enough not to be taken for anything else.
func article(n int) string {
	return fmt.Sprintf("<html><body><h1>Matter %d</h1><p>%s</p></body></html>", n,
		strings.Repeat("The council met on Monday and decided on the matter before it. ", 20))
}

func feed(base string, paths ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = io.WriteString(w, `<?xml version="1.0" encoding="GB2312"?><rss version="2.0"><channel><title>News</title>`)
		for i, p := range paths {
			_, _ = fmt.Fprintf(w, `<item><title>Matter number %d of the town</title><link>%s%s</link>`+
				`<pubDate>Mon, 0%d Mar 2026 08:00:00 GMT</pubDate></item>`, i, base, p, 9-i%9)
		}
		_, _ = io.WriteString(w, `</channel></rss>`)
	}
}

// paths gives /a/0 … /a/n-1.
func paths(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("/a/%d.html", i)
	}
	return out
}

// published is a town with a listing at / and n articles.
func published(t testing.TB, n int) *town {
	s := newTown(t, map[string]http.HandlerFunc{"/news/list.html": html(rows(paths(n)...))})
	for i, p := range paths(n) {
		s.pages[p] = html(article(i))
	}
	return s
}

func at() time.Time { return time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC) }

func newCrawler(t testing.TB, opt fetch.Options) *Crawler {
	t.Helper()
	opt.AllowPrivate = true
	if opt.Wait == nil {
		opt.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	client := fetch.New(at, opt)
	t.Cleanup(client.Close)
	return New(client, discover.Find, at)
}

func source(s *town, path string) news.Source {
	return news.Source{ID: "millbrook", Language: "en", Zone: "UTC", URL: s.URL + path}
}

// shelf is a sink that keeps pages by path.
type shelf struct{ pages map[string]news.Page }

func newShelf() *shelf { return &shelf{map[string]news.Page{}} }

func (s *shelf) put(_ context.Context, p news.Page) error {
	s.pages[p.URL] = p
	return nil
}

// known is Request.Known over what was put.
func (s *shelf) known(_ context.Context, urls []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, u := range urls {
		_, known[u] = s.pages[u]
	}
	return known, nil
}

// again is the request after a run.
func again(req Request, res Result) Request {
	req.Health = news.Health{Way: res.Way, ListingURL: res.ListingURL, Links: len(res.Links), Baselined: true}
	req.Validators = res.Validators
	return req
}

func TestRunReadsNewPagesOnce(t *testing.T) {
	s := published(t, 12)
	c, shelf := newCrawler(t, fetch.Options{Parallel: 2}), newShelf()
	req := Request{Source: source(s, "/news/list.html"), Known: shelf.known}
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || res.Way != news.WayDated || res.Read != 12 || res.New != 12 || len(shelf.pages) != 12 {
		t.Fatalf("first: %+v, %v", res, err)
	}
	page := shelf.pages[s.URL+"/a/3.html"]
	if page.Status != 200 || page.Link.Title == "" || page.ContentType != "text/html; charset=utf-8" ||
		string(page.Body) != article(3) || page.SourceID != "millbrook" || !page.FetchedAt.Equal(at()) {
		t.Errorf("page %+v", page)
	}
	if s.most.Load() > 2 {
		t.Errorf("%d requests at once", s.most.Load())
	}
	s.set("/news/list.html", html(rows(append([]string{"/a/new.html"}, paths(12)...)...)))
	s.set("/a/new.html", html(article(99)))
	req = again(req, res)
	if res, err = c.Run(t.Context(), req, shelf.put); err != nil || res.New != 1 || res.Read != 1 || res.NotModified {
		t.Errorf("second: %+v, %v", res, err)
	}
	counted := append([]string{"/a/new.html"}, paths(12)...) // a view counter on the page must not count as a change
	s.set("/news/list.html", html(rows(counted...)+"<p>浏览次数：4711</p>"))
	if res, err = c.Run(t.Context(), again(req, res), shelf.put); err != nil || res.New != 0 || !res.NotModified {
		t.Errorf("third: %+v, %v", res, err)
	}
	for _, p := range append(paths(12), "/robots.txt") {
		if s.count(p) != 1 {
			t.Errorf("%s was asked for %d times", p, s.count(p))
		}
	}
}

func TestRunConditionalListing(t *testing.T) {
	s := published(t, 5)
	list := s.pages["/news/list.html"]
	s.pages["/news/list.html"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		list(w, r)
	}
	c, shelf := newCrawler(t, fetch.Options{}), newShelf()
	req := Request{Source: source(s, "/news/list.html"), Known: shelf.known, Limit: 3}
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || res.Read != 3 || res.Left != 2 || res.Validators != (Validators{}) {
		t.Fatalf("a limited run must not keep validators that would hide the rest: %+v, %v", res, err)
	}
	res, err = c.Run(t.Context(), again(req, res), shelf.put)
	if err != nil || res.Read != 2 || res.Left != 0 || res.Validators.ETag != `"7"` {
		t.Fatalf("second: %+v, %v", res, err)
	}
	retry := again(req, res)
	retry.Retry = []news.Link{{URL: s.URL + "/a/1.html"}}
	res, err = c.Run(t.Context(), retry, shelf.put)
	if err != nil || !res.NotModified || res.Read != 1 || res.Way != news.WayDated || res.Validators.ETag != `"7"` {
		t.Errorf("third: %+v, %v", res, err)
	}
}

// TestRunAsksForAwaitedPagesWhileTheyAreListed: a listing that answers 304 names what it named.
func TestRunAsksForAwaitedPagesWhileTheyAreListed(t *testing.T) {
	s := published(t, 5)
	list := s.pages["/news/list.html"]
	s.pages["/news/list.html"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"7"`)
		list(w, r)
	}
	s.pages["/a/1.html"] = nil
	c, shelf := newCrawler(t, fetch.Options{}), newShelf()
	req := Request{Source: source(s, "/news/list.html"), Known: shelf.known}
	first, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || len(first.Failed) != 1 || !first.Failed[0].Missing || !first.Failed[0].Permanent {
		t.Fatalf("first: %+v, %v", first, err)
	}
	listed, dropped := first.Failed[0].Link, news.Link{URL: s.URL + "/a/dropped.html"}
	req = again(req, first)
	req.Awaited, req.Known = []news.Link{listed, dropped}, func(context.Context, []string) (map[string]bool, error) {
		return nil, errors.New("a listing that answered 304 has no links to ask about")
	}
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || len(res.Failed) != 2 || len(res.Unlisted) != 0 {
		t.Errorf("behind a 304: %+v, %v", res, err)
	}
	req.Validators = Validators{}
	req.Known = func(_ context.Context, urls []string) (map[string]bool, error) {
		known := map[string]bool{}
		for _, u := range urls {
			known[u] = true
		}
		return known, nil
	}
	res, err = c.Run(t.Context(), req, shelf.put)
	if err != nil || len(res.Failed) != 1 || len(res.Unlisted) != 1 || res.Unlisted[0].URL != dropped.URL {
		t.Errorf("behind a listing that was read: %+v, %v", res, err)
	}
	if here, gone := s.count("/a/1.html"), s.count("/a/dropped.html"); here != 3 || gone != 1 {
		t.Errorf("asked %d times for the listed page, %d times for the dropped one", here, gone)
	}
}

func TestRunLadder(t *testing.T) {
	link := `<html><head><link rel=alternate type="application/rss+xml" href="/feeds/news"></head><body>hello</body>`
	tests := []struct {
		name  string
		start string
		pages func(s *town) map[string]http.HandlerFunc
		way   news.Way
		url   string
	}{
		{"advertised feed", "/", func(s *town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/": html(link), "/feeds/news": feed(s.URL, paths(4)...)}
		}, news.WayFeed, "/feeds/news"},
		{"known place", "/", func(s *town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/": html(rows(paths(4)...)), "/news.rss": feed(s.URL, paths(5)...)}
		}, news.WayFeed, "/news.rss"},
		{"no probing for a column", "/council/", func(s *town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/council/": html(rows(paths(4)...)), "/news.rss": feed(s.URL, paths(5)...)}
		}, news.WayDated, "/council/"},
		{"broken feed", "/", func(*town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/": html(strings.Replace(link, "hello", rows(paths(4)...), 1)),
				"/feeds/news": status(500, "oops")}
		}, news.WayDated, "/"},
		{"meta refresh", "/", func(*town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/": html(`<meta http-equiv=refresh content="0;url='/today/node.htm'">`),
				"/today/node.htm": html(rows(paths(6)...))}
		}, news.WayDated, "/"},
		{"feed itself", "/feed.xml", func(s *town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/feed.xml": feed(s.URL, paths(1)...)}
		}, news.WayFeed, "/feed.xml"},
		{"news sitemap", "/", func(s *town) map[string]http.HandlerFunc {
			return map[string]http.HandlerFunc{"/": html("<p>welcome</p>"),
				"/robots.txt":     status(200, "User-agent: *\nSitemap: /all.xml\nSitemap: /news-index.xml\n"),
				"/news-index.xml": status(200, "<sitemapindex><sitemap><loc>"+s.URL+"/news-1.xml</loc></sitemap></sitemapindex>"),
				"/news-1.xml": status(200, "<urlset><url><loc>"+s.URL+"/a/0.html</loc></url><url><loc>"+s.URL+
					"/a/1.html</loc></url><url><loc>"+s.URL+"/a/2.html</loc></url></urlset>")}
		}, news.WaySitemap, "/news-1.xml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTown(t, map[string]http.HandlerFunc{})
			for p, h := range tt.pages(s) {
				s.set(p, h)
			}
			for i, p := range paths(6) {
				s.set(p, html(article(i)))
			}
			res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, tt.start)}, newShelf().put)
			if err != nil || res.Way != tt.way || res.ListingURL != s.URL+tt.url || res.Read == 0 {
				t.Errorf("way %q at %s, %d read, error %v; tries %+v", res.Way, res.ListingURL, res.Read, err, res.Tries)
			}
		})
	}
}

// TestRunRuleForArticlesOnly: a rule that says only where an article's text stands leaves the ways in open.
func TestRunRuleForArticlesOnly(t *testing.T) {
	s := newTown(t, map[string]http.HandlerFunc{"/": html("<p>welcome</p>")})
	s.set("/news.rss", feed(s.URL, paths(4)...))
	src := source(s, "/")
	src.Rule = &news.Rule{Body: "#text", Remove: []string{".share"}}
	req := Request{Source: src, Limit: -1}
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), req, nil)
	if err != nil || res.Way != news.WayFeed || len(res.Links) != 4 {
		t.Errorf("way %q, %d links, %v", res.Way, len(res.Links), err)
	}
	src.Rule = &news.Rule{Item: "li.gone"}
	req.Source = src
	if res, err = newCrawler(t, fetch.Options{}).Run(t.Context(), req, nil); err == nil || s.count("/news.rss") != 1 {
		t.Errorf("a rule for the listing is the only way: %+v, %v", res, err)
	}
}

// TestRunFollowsHanwebsRows: a column whose page holds its first rows and names where the next come from.
func TestRunFollowsHanwebsRows(t *testing.T) {
	p := paths(9)
	group := func(next string, paths ...string) string {
		var b strings.Builder
		if next != "" {
			next = "<nextgroup><![CDATA[<a href=\"" + next + "\"></a>]]></nextgroup>"
		}
		for i, path := range paths {
			fmt.Fprintf(&b, "<record><![CDATA[<li><a href=%q>关于第%d号公告的说明</a><span>2026-03-0%d</span></li>]]></record>",
				path, i, 9-i)
		}
		return "<datastore>" + next + "<recordset>" + b.String() + "</recordset></datastore>"
	}
	s := newTown(t, map[string]http.HandlerFunc{
		"/col/7/":               html(`<script type="text/xml">` + group("/dataproxy.jsp?page=1", p[:3]...) + `</script>`),
		"/dataproxy.jsp?page=1": status(200, group("/dataproxy.jsp?page=2", p[3:6]...)),
		"/dataproxy.jsp?page=2": status(200, group("", p[6:]...)),
	})
	src := source(s, "/col/7/")
	src.Pages = 5
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: src, Limit: -1}, nil)
	if err != nil || len(res.Links) != 9 || res.Way != news.WayEmbedded {
		t.Errorf("way %q, %d links, %v; tries %+v", res.Way, len(res.Links), err, res.Tries)
	}
}

func TestRunClimbsAgainWhenTheListingIsGone(t *testing.T) {
	s := published(t, 4)
	c := newCrawler(t, fetch.Options{})
	req := Request{Source: source(s, "/news/list.html"), Health: news.Health{
		Way: news.WayFeed, ListingURL: s.URL + "/old/feed", Links: 20, Baselined: true}}
	res, err := c.Run(t.Context(), req, newShelf().put)
	if err != nil || !res.Changed || res.Way != news.WayDated || len(res.Tries) != 2 || res.Tries[0].Err == "" {
		t.Errorf("gone: %+v, %v", res, err)
	}
	s.set("/old/feed", status(503, ""))
	if res, err = c.Run(t.Context(), req, newShelf().put); !fault.Is(err, fault.Temporary) ||
		res.Trouble != news.StateUnreachable {
		t.Errorf("a feed that is down for now must not be left for another way: %+v, %v", res, err)
	}
}

func TestRunListingTroubles(t *testing.T) {
	challenge := `<html><head><script>window["$_ts"]={};</script></head><body></body></html>`
	tests := []struct {
		name    string
		listing http.HandlerFunc
		kind    fault.Kind
		state   news.State
		wall    string
	}{
		{"no rows", html("<html><body><p>" + strings.Repeat("under construction ", 200)), fault.Invalid,
			news.StateRedesigned, ""},
		{"soft 404", html("<title>提示</title><p>抱歉，您访问的页面不存在"), fault.Invalid, news.StateRedesigned, ""},
		{"gone", status(404, "no"), fault.NotFound, news.StateRedesigned, ""},
		{"refused", status(403, "forbidden"), fault.Denied, news.StateBlocked, ""},
		{"ruishu", status(412, challenge), fault.Denied, news.StateBlocked, "Ruishu (瑞数)"},
		{"ruishu with 200", html(challenge), fault.Denied, news.StateBlocked, "Ruishu (瑞数)"},
		{"cloudflare", status(503, "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'>"),
			fault.Denied, news.StateBlocked, "Cloudflare"},
		{"incapsula", html(`<iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful`), fault.Denied,
			news.StateBlocked, "Imperva Incapsula"},
		{"security check", html("<body><p>安全验证：请拖动滑块</p>"), fault.Denied, news.StateBlocked, "a security check"},
		{"scripts only", html("<noscript>Please enable JavaScript to go on.</noscript><div id=app></div>"),
			fault.Denied, news.StateBlocked, "a page for browsers with scripts"},
		{"down", status(502, ""), fault.Temporary, news.StateUnreachable, ""},
		{"file", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
		}, fault.Invalid, news.StateRedesigned, ""},
		{"circle", redirect("/news/list.html"), fault.Invalid, news.StateUnreachable, ""},
		{"unasked 304", status(304, ""), fault.Invalid, news.StateRedesigned, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTown(t, map[string]http.HandlerFunc{"/news/list.html": tt.listing})
			res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, "/news/list.html")}, nil)
			if !fault.Is(err, tt.kind) || res.Trouble != tt.state || res.Wall != tt.wall {
				t.Errorf("error %v (%s), state %q, wall %q", err, fault.KindOf(err), res.Trouble, res.Wall)
			}
			if res.Validators != (Validators{}) || len(res.Tries) == 0 {
				t.Errorf("result %+v", res)
			}
		})
	}
}

func TestRunRobots(t *testing.T) {
	s := published(t, 4)
	s.pages["/robots.txt"] = status(200, "User-agent: *\nDisallow: /a/2\n")
	c := newCrawler(t, fetch.Options{})
	res, err := c.Run(t.Context(), Request{Source: source(s, "/news/list.html")}, newShelf().put)
	if err != nil || res.Read != 3 || len(res.Failed) != 1 || !res.Failed[0].Permanent || s.count("/a/2.html") != 0 {
		t.Errorf("%+v, %v", res, err)
	}
	s.set("/robots.txt", status(200, "User-agent: tidings\nDisallow: /\n"))
	res, err = newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, "/news/list.html")}, nil)
	if !fault.Is(err, fault.Denied) || res.Trouble != news.StateBlocked || s.count("/news/list.html") != 1 {
		t.Errorf("%+v, %v", res, err)
	}
	s.set("/robots.txt", status(500, ""))
	res, err = newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, "/news/list.html")}, nil)
	if !fault.Is(err, fault.Temporary) || res.Trouble != news.StateUnreachable {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestRunPageFailures(t *testing.T) {
	s := published(t, 12)
	var flaky atomic.Int32
	s.pages["/a/1.html"] = func(w http.ResponseWriter, r *http.Request) {
		if flaky.Add(1) <= 2 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		html(article(1))(w, r)
	}
	s.pages["/a/2.html"] = status(404, "gone")
	s.pages["/a/3.html"] = redirect("/")
	s.pages["/"] = html(article(0))
	s.pages["/a/4.html"] = status(500, "")
	s.pages["/a/5.html"] = redirect("http://127.0.0.1:22/")
	s.pages["/a/6.html"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, "%PDF-1.7")
	}
	s.pages["/a/7.html"] = html(strings.Repeat("x", 40<<10))
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("<p>" + strings.Repeat("淮河边的小城昨日举行新闻发布会。", 50))
	if err != nil {
		t.Fatal(err)
	}
	s.pages["/a/8.html"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=gb2312")
		_, _ = io.WriteString(w, gbk)
	}
	c, shelf := newCrawler(t, fetch.Options{MaxBody: 32 << 10}), newShelf()
	res, err := c.Run(t.Context(), Request{Source: source(s, "/news/list.html")}, shelf.put)
	if err != nil {
		t.Fatal(err)
	}
	if got := shelf.pages[s.URL+"/a/8.html"]; string(got.Body) != gbk || got.ContentType != "text/html; charset=gb2312" {
		t.Errorf("a GBK page must be handed on as it came: %q %.60q", got.ContentType, got.Body)
	}
	want := map[string]string{"2": "permanent status", "3": "permanent redirect", "4": "passing status",
		"5": "permanent url", "7": "permanent size"}
	got := map[string]string{}
	for _, f := range res.Failed {
		lasting := map[bool]string{true: "permanent ", false: "passing "}[f.Permanent]
		got[strings.TrimSuffix(strings.TrimPrefix(f.Link.URL, s.URL+"/a/"), ".html")] =
			lasting + string(fetch.TroubleOf(f.Err))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("failed %v, want %v", got, want)
	}
	if res.Read != 6 || len(res.Documents) != 1 || res.Documents[0].Kind != news.LinkDocument {
		t.Errorf("read %d, documents %v", res.Read, res.Documents)
	}
	if s.count("/a/4.html") != 2 || s.count("/a/2.html") != 1 {
		t.Errorf("tried %d times and %d times", s.count("/a/4.html"), s.count("/a/2.html"))
	}
}

func TestRunReadsDocumentsWhenAsked(t *testing.T) {
	s := newTown(t, map[string]http.HandlerFunc{"/news/list.html": html(rows("/a/0.html", "/a/1.html", "/plan.pdf")),
		"/a/0.html": html(article(0)), "/a/1.html": html(article(1)),
		"/plan.pdf": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, "%PDF-1.7")
		}})
	for _, want := range []bool{false, true} {
		shelf := newShelf()
		res, err := newCrawler(t, fetch.Options{}).Run(t.Context(),
			Request{Source: source(s, "/news/list.html"), Documents: want}, shelf.put)
		if _, read := shelf.pages[s.URL+"/plan.pdf"]; err != nil || read != want || res.New != 3 {
			t.Errorf("documents %v: read %v, %+v, %v", want, read, res, err)
		}
	}
}

func TestRunStopsAtAWall(t *testing.T) {
	s := published(t, 30)
	for _, p := range paths(30) {
		s.pages[p] = status(403, "<title>Attention Required! | Cloudflare</title>")
	}
	req := Request{Source: source(s, "/news/list.html")}
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), req, newShelf().put)
	if !fault.Is(err, fault.Denied) || res.Wall != "Cloudflare" || res.Trouble != news.StateBlocked ||
		res.Left != 30-wallsInARow || !res.Broken || res.ListingURL == "" {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestRunLeavesADeadHost(t *testing.T) {
	s := published(t, 60)
	for _, p := range paths(60) {
		s.pages[p] = status(502, "")
	}
	req := Request{Source: source(s, "/news/list.html"), Retry: []news.Link{{URL: s.URL + "/before.html"}}}
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), req, newShelf().put)
	if !fault.Is(err, fault.Temporary) || len(res.Failed) != failuresInRow || res.Left != 61-failuresInRow {
		t.Errorf("%d failed, %d left, %v", len(res.Failed), res.Left, err)
	}
	for _, p := range paths(10) {
		s.set(p, html(article(1)))
	}
	res, err = newCrawler(t, fetch.Options{Parallel: 1}).Run(t.Context(), req, newShelf().put)
	if err != nil || !res.Broken || res.Read != 10 || res.Validators != (Validators{}) || s.count("/before.html") != 0 {
		t.Errorf("in mid-run: %+v, %v", res, err)
	}
}

func TestRunFollowsNextPagesUntilAKnownLink(t *testing.T) {
	more := func(next string, links ...string) http.HandlerFunc {
		return html(strings.Replace(rows(links...), "</ul>", "</ul><a rel=next href="+next+">next</a>", 1))
	}
	p := paths(12)
	s := newTown(t, map[string]http.HandlerFunc{"/l/": more("/l/?p=2", p[:3]...), "/l/?p=2": more("/l/?p=3", p[3:6]...),
		"/l/?p=3": more("/l/?p=4", p[6:9]...), "/l/?p=4": more("/l/?p=5", p[9:]...)})
	for i, path := range p {
		s.pages[path] = html(article(i))
	}
	c, shelf := newCrawler(t, fetch.Options{}), newShelf()
	c.find = func(in discover.Input) (discover.Result, error) {
		res, err := discover.Find(in)
		_, after, _ := strings.Cut(string(in.Body), "rel=next href=")
		after, _, _ = strings.Cut(after, ">")
		res.Next = s.URL + after
		return res, err
	}
	src := source(s, "/l/")
	src.Pages = 2
	req := Request{Source: src, Known: shelf.known}
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || res.Read != 9 || s.count("/l/?p=4") != 0 {
		t.Fatalf("first: %+v, %v", res, err)
	}
	delete(shelf.pages, s.URL+p[0])
	if res, err = c.Run(t.Context(), again(req, res), shelf.put); err != nil || res.Read != 1 || s.count("/l/?p=2") != 1 {
		t.Errorf("second: %+v, %v", res, err)
	}
}

func TestRunCancelledInMidCrawl(t *testing.T) {
	s := published(t, 50)
	reached := make(chan struct{}, 50)
	for _, p := range paths(50) {
		s.pages[p] = func(_ http.ResponseWriter, r *http.Request) {
			reached <- struct{}{}
			<-r.Context().Done()
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	start := time.Now()
	res, err := newCrawler(t, fetch.Options{}).Run(ctx, Request{Source: source(s, "/news/list.html")}, newShelf().put)
	if !errors.Is(err, context.Canceled) || res.Trouble != "" || res.Left != 50 || time.Since(start) > 2*time.Second {
		t.Errorf("after %s: %+v, %v", time.Since(start), res, err)
	}
}

func TestRunEndsWithTheSink(t *testing.T) {
	s := published(t, 20)
	full := errors.New("disk full")
	calls := 0
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, "/news/list.html")},
		func(context.Context, news.Page) error {
			calls++
			return full
		})
	if !errors.Is(err, full) || calls != 1 || res.Read != 0 || res.Trouble != "" {
		t.Errorf("%d calls, %+v, %v", calls, res, err)
	}
	broken := func(context.Context, []string) (map[string]bool, error) { return nil, full }
	_, err = newCrawler(t, fetch.Options{}).Run(t.Context(),
		Request{Source: source(s, "/news/list.html"), Known: broken}, newShelf().put)
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

func TestRunNamesLinksItDoesNotRead(t *testing.T) {
	s := newTown(t, map[string]http.HandlerFunc{"/news/list.html": html(rows("/a/0.html", "/a/1.html",
		"https://elsewhere.example/story/77", "/files/budget.pdf")), "/a/0.html": html(article(0)),
		"/a/1.html": html(article(1))})
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), Request{Source: source(s, "/news/list.html")}, newShelf().put)
	var kinds []string
	for _, l := range res.Fresh {
		kinds = append(kinds, string(l.Kind))
	}
	slices.Sort(kinds)
	if err != nil || res.Read != 2 || fmt.Sprint(kinds) != "[document external page page]" {
		t.Errorf("%v, %+v, %v", kinds, res, err)
	}
}

func TestRunLooksOnly(t *testing.T) {
	s := published(t, 5)
	req := Request{Source: source(s, "/news/list.html"), Limit: -1}
	res, err := newCrawler(t, fetch.Options{}).Run(t.Context(), req, nil)
	if err != nil || res.New != 5 || res.Read != 0 || res.Left != 5 || s.count("/a/0.html") != 0 {
		t.Errorf("%+v, %v", res, err)
	}
	var undated strings.Builder
	for i, p := range paths(8) {
		fmt.Fprintf(&undated, "<li><a href=%q>The council decides on %c street and more</a></li>", p, 'A'+rune(i))
	}
	s.set("/news/list.html", html("<body><ul>"+undated.String()+"</ul>"))
	res, err = newCrawler(t, fetch.Options{}).Run(t.Context(), req, nil)
	if !fault.Is(err, fault.Invalid) || res.Way != news.WayUndated || len(res.Links) != 8 || res.New != 0 {
		t.Errorf("undated: %+v, %v", res, err)
	}
	req.Source.Way = news.WayUndated // confirmed
	if res, err = newCrawler(t, fetch.Options{}).Run(t.Context(), req, nil); err != nil || res.New != 8 {
		t.Errorf("confirmed: %+v, %v", res, err)
	}
}

func BenchmarkRunFirstCrawl(b *testing.B) {
	s := published(b, 50)
	c := newCrawler(b, fetch.Options{Parallel: 4})
	for b.Loop() {
		res, err := c.Run(b.Context(), Request{Source: source(s, "/news/list.html")},
			func(context.Context, news.Page) error { return nil })
		if err != nil || res.Read != 50 {
			b.Fatalf("%+v, %v", res, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/50, "µs/page")
}
