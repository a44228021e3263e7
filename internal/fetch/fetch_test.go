package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"tidings/internal/fault"
)

// clock is a time that only moves when somebody waits.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	waited []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.waited = append(c.waited, d)
	return ctx.Err()
}

// serve starts a site; paths without a handler answer 404.
func serve(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	for path, h := range pages {
		mux.HandleFunc(path, h)
	}
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

func text(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, s) }
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func newClient(t *testing.T, opt Options) (*Client, *clock) {
	t.Helper()
	at := newClock()
	opt.AllowPrivate = true
	if opt.Wait == nil {
		opt.Wait = at.wait
	}
	c := New(at.now, opt)
	t.Cleanup(c.Close)
	return c, at
}

// packed compresses s with w's encoding.
func packed(t *testing.T, make func(io.Writer) io.WriteCloser, s string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := make(&buf)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func gzipped(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

func encoded(name string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", name)
		_, _ = w.Write(body)
	}
}

func TestGetDecodesBodies(t *testing.T) {
	const page = "<html><p>The bridge is open again.</p></html>"
	rawFlate := func(w io.Writer) io.WriteCloser {
		fw, err := flate.NewWriter(w, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		return fw
	}
	gz := packed(t, gzipped, page)
	tests := map[string]http.HandlerFunc{
		"/plain":      text(page),
		"/gzip":       encoded("gzip", gz),
		"/x-gzip":     encoded("x-gzip", gz),
		"/br":         encoded("br", packed(t, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }, page)),
		"/zlib":       encoded("deflate", packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, page)),
		"/flate":      encoded("deflate", packed(t, rawFlate, page)),
		"/twice":      encoded("gzip, gzip", packed(t, gzipped, string(gz))),
		"/lying":      encoded("gzip", []byte(page)),
		"/lying-br":   encoded("br", []byte(page)),
		"/lying-def":  encoded("deflate", []byte(page)),
		"/nonsense":   encoded("utf-8", []byte(page)),
		"/map.xml.gz": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(gz) },
	}
	srv := serve(t, tests)
	c, _ := newClient(t, Options{})
	for path := range tests {
		resp, err := c.Get(t.Context(), Request{URL: srv.URL + path})
		if err != nil || string(resp.Body) != page {
			t.Errorf("%s: %+v, error %v", path, resp, err)
		}
	}
}

func TestGetTroubles(t *testing.T) {
	bomb := packed(t, gzipped, strings.Repeat("0", 300<<10))
	srv := serve(t, map[string]http.HandlerFunc{
		"/endless": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 8<<10)); err != nil {
					return
				}
			}
		},
		"/slow":     func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/dripping": dripping,
		"/bomb":     encoded("gzip", bomb),
		"/cutgzip":  encoded("gzip", bomb[:len(bomb)-20]),
		"/cut": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "half")
		},
		"/exact":   text(strings.Repeat("x", 64<<10)),
		"/circle":  redirect("/circle2"),
		"/circle2": redirect("/circle"),
		"/chain/":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) },
		"/ftp":     redirect("ftp://files.example/a"),
		"/smtp":    redirect("http://mail.example:25/"),
		"/zstd":    encoded("zstd", []byte("\x28\xb5\x2f\xfd....")),
		"/refresh/": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(w, `<meta http-equiv="refresh" content="0;url='%sx'">`, r.URL.Path)
		},
	})
	c, _ := newClient(t, Options{MaxBody: 64 << 10, HeaderTimeout: 400 * time.Millisecond,
		BodyTimeout: time.Second})
	tests := []struct {
		path    string
		trouble Trouble
		kind    fault.Kind
	}{
		{"/endless", TroubleSize, fault.Invalid},
		{"/slow", TroubleTimeout, fault.Temporary},
		{"/dripping", TroubleTimeout, fault.Temporary},
		{"/bomb", TroubleSize, fault.Invalid},
		{"/cutgzip", TroubleSize, fault.Invalid},
		{"/cut", TroubleBody, fault.Temporary},
		{"/exact", "", fault.Internal},
		{"/circle", TroubleRedirect, fault.Invalid},
		{"/chain/", TroubleRedirect, fault.Invalid},
		{"/ftp", TroubleURL, fault.Denied},
		{"/smtp", TroubleURL, fault.Denied},
		{"/zstd", TroubleBody, fault.Invalid},
		{"/refresh/", TroubleRedirect, fault.Invalid},
	}
	for _, tt := range tests {
		_, err := c.Get(t.Context(), Request{URL: srv.URL + tt.path, Refresh: true})
		if TroubleOf(err) != tt.trouble || fault.KindOf(err) != tt.kind {
			t.Errorf("%s: trouble %q, kind %s, error %v; want %q, %s",
				tt.path, TroubleOf(err), fault.KindOf(err), err, tt.trouble, tt.kind)
		}
		if err != nil && strings.Count(err.Error(), tt.path) != 1 && tt.trouble != TroubleRedirect {
			t.Errorf("%s: error names the URL not once: %v", tt.path, err)
		}
	}
}

// dripping sends a byte now and then, without end.
func dripping(w http.ResponseWriter, r *http.Request) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, ".")
			w.(http.Flusher).Flush()
		}
	}
}

func TestGetDamagedGzip(t *testing.T) {
	page := packed(t, gzipped, strings.Repeat("news of the town ", 500))
	srv := serve(t, map[string]http.HandlerFunc{"/": encoded("gzip", page[:len(page)/2])})
	c, _ := newClient(t, Options{})
	if _, err := c.Get(t.Context(), Request{URL: srv.URL}); TroubleOf(err) != TroubleBody {
		t.Errorf("half a gzip body: error %v", err)
	}
}

func TestGetConditional(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 07:00:00 GMT")
		_, _ = io.WriteString(w, "page")
	}})
	c, _ := newClient(t, Options{})
	first, err := c.Get(t.Context(), Request{URL: srv.URL})
	if err != nil || first.NotModified {
		t.Fatalf("first: %+v, %v", first, err)
	}
	second, err := c.Get(t.Context(), Request{URL: srv.URL, ETag: first.ETag, Modified: first.Modified})
	if err != nil || !second.NotModified || second.Err() != nil {
		t.Errorf("second: %+v, %v", second, err)
	}
	if got := c.Stats(); got.NotModified != 1 || got.Requests != 3 || got.Robots != 1 {
		t.Errorf("stats %+v", got)
	}
}

func TestGetKeepsCookiesAndFollowsRefresh(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{
		"/": func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("seen"); err != nil { // sets a cookie and sends the visitor back here
				http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
				http.Redirect(w, r, "/", http.StatusFound)
				return
			}
			_, _ = io.WriteString(w, `<html><head><meta http-equiv=Refresh content="0; URL='/day/node_1.htm'">`)
		},
		"/day/node_1.htm": text("<p>issue</p>"),
	})
	c, _ := newClient(t, Options{})
	resp, err := c.Get(t.Context(), Request{URL: srv.URL + "/", Refresh: true})
	if err != nil || string(resp.Body) != "<p>issue</p>" || resp.FinalURL != srv.URL+"/day/node_1.htm" {
		t.Errorf("got %+v, %v", resp, err)
	}
}

func TestStatusErrors(t *testing.T) {
	tests := map[int]fault.Kind{404: fault.NotFound, 410: fault.Gone, 403: fault.Denied, 412: fault.Denied,
		429: fault.Temporary, 500: fault.Temporary, 503: fault.Temporary, 521: fault.Temporary, 400: fault.Invalid}
	for status, kind := range tests {
		if err := StatusError(status, time.Time{}); fault.KindOf(err) != kind || TroubleOf(err) != TroubleStatus {
			t.Errorf("%d: %v (%s)", status, err, fault.KindOf(err))
		}
	}
	if StatusError(200, time.Time{}) != nil || StatusError(304, time.Time{}) != nil {
		t.Error("200 and 304 are no errors")
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	tests := map[string]time.Duration{
		"120": 2 * time.Minute, " 5 ": 5 * time.Second, "Mon, 02 Mar 2026 08:01:00 GMT": time.Minute,
		"Mon, 02 Mar 2026 07:59:00 GMT": 0, "": 0, "-3": 0, "soon": 0, "99999999999999999999": 0,
	}
	for value, want := range tests {
		if got := RetryAfter(value, now); got != want {
			t.Errorf("RetryAfter(%q) = %v, want %v", value, got, want)
		}
	}
}

func TestHostThatAsksToWaitIsLeftInPeace(t *testing.T) {
	var asked atomic.Int32
	srv := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 2 { // 1 is robots.txt
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}})
	c, at := newClient(t, Options{})
	first, err := c.Get(t.Context(), Request{URL: srv.URL})
	if err != nil || !first.RetryAt.Equal(at.now().Add(time.Hour)) {
		t.Fatalf("first: %+v, %v", first, err)
	}
	_, err = c.Get(t.Context(), Request{URL: srv.URL})
	if TroubleOf(err) != TroubleBusy || !RetryAt(err).Equal(first.RetryAt) || asked.Load() != 2 {
		t.Errorf("second: %v after %d requests", err, asked.Load())
	}
	if err := at.wait(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if third, err := c.Get(t.Context(), Request{URL: srv.URL}); err != nil || third.Status != 200 {
		t.Errorf("third: %+v, %v", third, err)
	}
}

func TestShortRetryAfterIsWaitedFor(t *testing.T) {
	var asked atomic.Int32
	srv := serve(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}})
	c, at := newClient(t, Options{})
	for range 2 {
		if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(at.waited) != 1 || at.waited[0] != 7*time.Second {
		t.Errorf("waited %v, want once 7s", at.waited)
	}
}

func TestHostLimitIsKept(t *testing.T) {
	var inside, most atomic.Int32
	gate := make(chan struct{})
	srv := serve(t, map[string]http.HandlerFunc{"/page": func(http.ResponseWriter, *http.Request) {
		n := inside.Add(1)
		defer inside.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		gate <- struct{}{}
	}})
	c, _ := newClient(t, Options{Parallel: 2})
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := c.Get(context.Background(), Request{URL: srv.URL + "/page"}); err != nil {
				t.Error(err)
			}
		})
	}
	for range 10 {
		<-gate
	}
	wg.Wait()
	if most.Load() > 2 {
		t.Errorf("%d requests at once, want at most 2", most.Load())
	}
	if got := c.Stats(); got.Robots != 1 {
		t.Errorf("robots.txt fetched %d times", got.Robots)
	}
}

func TestDelayBetweenStarts(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{
		"/robots.txt": text("User-agent: *\nCrawl-delay: 3000\n"), "/a": text("a"),
	})
	c, at := newClient(t, Options{Delay: time.Second, MaxCrawlDelay: 4 * time.Second})
	for range 3 {
		if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(at.waited); got != "[1s 4s 4s]" {
		t.Errorf("waited %s", got)
	}
}

func TestCancelEndsAtOnce(t *testing.T) {
	reached := make(chan struct{}, 8)
	srv := serve(t, map[string]http.HandlerFunc{"/slow": func(_ http.ResponseWriter, r *http.Request) {
		reached <- struct{}{}
		<-r.Context().Done()
	}})
	c, _ := newClient(t, Options{Parallel: 1})
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error, 2)
	for range 2 { // one is on the way, one waits for its turn
		go func() {
			_, err := c.Get(ctx, Request{URL: srv.URL + "/slow"})
			errs <- err
		}()
	}
	<-reached
	cancel()
	for range 2 {
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
}

func TestHonestHeaders(t *testing.T) {
	got := make(chan http.Header, 4)
	srv := serve(t, map[string]http.HandlerFunc{"/a": func(_ http.ResponseWriter, r *http.Request) { got <- r.Header }})
	c, _ := newClient(t, Options{UserAgent: UserAgent("1.2", "https://town.example/bot")})
	if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"}); err != nil {
		t.Fatal(err)
	}
	h := <-got
	if h.Get("User-Agent") != "tidings/1.2 (+https://town.example/bot)" || h.Get("Accept-Encoding") != acceptEncoding {
		t.Errorf("headers %v", h)
	}
}

func TestTLSTroubleIsNamed(t *testing.T) {
	srv := httptest.NewUnstartedServer(text("secret"))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	c, _ := newClient(t, Options{NoRobots: true})
	_, err := c.Get(t.Context(), Request{URL: srv.URL})
	if TroubleOf(err) != TroubleTLS || !strings.Contains(err.Error(), "unknown authority") {
		t.Errorf("error %v", err)
	}
	plain := serve(t, nil)
	_, err = c.Get(t.Context(), Request{URL: strings.Replace(plain.URL, "http:", "https:", 1)})
	if TroubleOf(err) != TroubleTLS {
		t.Errorf("no TLS there: error %v", err)
	}
	later := newClock()
	later.at = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	pool := srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	trusting, _ := newClient(t, Options{RootCAs: pool})
	trusting.base.TLSClientConfig.Time = later.now
	if _, err = trusting.Get(t.Context(), Request{URL: srv.URL}); !strings.Contains(fmt.Sprint(err), "valid from") ||
		TroubleOf(err) != TroubleTLS { // the robots.txt request meets it first
		t.Errorf("expired: error %v", err)
	}
	trusting.base.TLSClientConfig.Time = nil
	trusting.base.TLSClientConfig.ServerName = "other.test"
	other, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	req := &http.Request{Method: "GET", URL: other, Header: http.Header{}}
	if _, err = trusting.base.RoundTrip(req); !strings.Contains(fmt.Sprint(Classify(err)), "another host") {
		t.Errorf("wrong host: error %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	srv := serve(t, nil)
	gone := srv.URL
	srv.Close()
	c, _ := newClient(t, Options{})
	if _, err := c.Get(t.Context(), Request{URL: gone}); TroubleOf(err) != TroubleConnect ||
		!fault.Is(err, fault.Temporary) {
		t.Errorf("error %v (%s)", err, TroubleOf(err))
	}
	for _, bad := range []string{"http://", ":", "mailto:a@b.example", "http://u:p@town.example/"} {
		if _, err := c.Get(t.Context(), Request{URL: bad}); TroubleOf(err) != TroubleURL {
			t.Errorf("%q: error %v (%s)", bad, err, TroubleOf(err))
		}
	}
}
