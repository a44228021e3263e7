package gather_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// rig is a room over one small site whose pages can be made to fail.
type rig struct {
	*testing.T
	*gather.Room
	clustered int

	mu    sync.Mutex
	now   time.Time
	paths []string // on the listing, newest first
	fail  map[string]int
	asked map[string]int
	kind  map[string]string // content type
	raw   map[string][]byte // files
	shape string            // of articles, with a title and paragraphs to fill in; "" = the first one
}

func newRig(t *testing.T, backfill int, paths ...string) *rig {
	t.Helper()
	t.Parallel()
	r := &rig{
		T: t, now: storetest.Start, paths: paths, fail: map[string]int{}, asked: map[string]int{}, kind: map[string]string{},
	}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	instant := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client := fetch.New(r.clock, fetch.Options{
		UserAgent: "tidings/test (+https://tidings.example/bot)", AllowPrivate: true, Parallel: 4, Total: 8, Wait: instant,
	})
	t.Cleanup(client.Close)
	r.Room = &gather.Room{
		Store: storetest.SQLite(t), Crawler: crawl.New(client, discover.Find, r.clock), Worker: "w", MaxPages: 20,
		Schedule: "0 * * * *", Log: slog.New(slog.DiscardHandler), Now: r.clock,
		ThenCluster: func(context.Context, *store.Tx) error { r.clustered++; return nil },
	}
	source := news.Source{
		ID: "oak", Name: "City of Oakfield", Town: "Oakfield", Language: "en", Zone: "UTC", URL: server.URL + "/news/",
		Way: news.WayDated, Backfill: backfill, Enabled: true,
	}
	r.ok(r.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SyncSources(t.Context(), []news.Source{source}, r.clock())
	}))
	return r
}

// ServeHTTP is the site.
func (r *rig) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	path := q.URL.Path
	r.asked[path]++
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if kind := r.kind[path]; kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	switch {
	case r.fail[path] != 0:
		w.WriteHeader(r.fail[path])
	case path == "/news/":
		fmt.Fprint(w, "<html><head><title>News of Oakfield</title></head><body><ul class=news>\n")
		for i, p := range r.paths {
			fmt.Fprintf(w, "<li><a href=%q>The council of Oakfield settles matter %s</a> <span>%s</span></li>\n", p, p,
				r.now.AddDate(0, 0, -i/2).Format(time.DateOnly))
		}
		fmt.Fprint(w, "</ul></body></html>")
	case slices.Contains(r.paths, path) && r.write(w, path):
	case slices.Contains(r.paths, path):
		fmt.Fprintf(w, "<html><head><title>Matter %s</title></head><body><article>"+
			"<h1>The council of Oakfield settles matter %s</h1>"+
			"<p>%s</p></article></body></html>", path, path, strings.Repeat("The council met on Monday and settled it. ", 15))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) set(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

func (r *rig) pass(d time.Duration) { r.set(func() { r.now = r.now.Add(d) }) }

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) crawl() news.Crawl {
	r.Helper()
	c, err := r.Crawl(r.Context(), "oak", "run")
	r.ok(err)
	return c
}

// requests gives how often a path was asked for so far.
func (r *rig) requests(path string) (n int) {
	r.set(func() { n = r.asked[path] })
	return n
}

// articles gives for each stored article's path whether it is told to nobody.
func (r *rig) articles() map[string]bool {
	r.Helper()
	found, err := r.Store.ArticlesFiltered(r.Context(), store.ArticleFilter{})
	r.ok(err)
	out := map[string]bool{}
	for _, a := range found {
		out[a.URL[strings.LastIndex(a.URL, "/"):]] = a.Baseline
	}
	return out
}

func (r *rig) wantArticles(want map[string]bool) {
	r.Helper()
	if got := r.articles(); fmt.Sprint(got) != fmt.Sprint(want) {
		r.Errorf("articles (true = told to nobody)\n got %v\nwant %v", got, want)
	}
}

func TestTheNewestOfTheListingAreToldWhateverComesFirst(t *testing.T) {
	r := newRig(t, 2, "/a", "/b", "/c", "/d", "/e", "/f")
	c := r.crawl()
	if !c.Baseline || c.Articles != 6 || r.clustered != 6 {
		t.Errorf("%+v, %d cluster jobs", c, r.clustered)
	}
	want := map[string]bool{"/a": false, "/b": false, "/c": true, "/d": true, "/e": true, "/f": true}
	r.wantArticles(want)
	r.set(func() { r.paths = append([]string{"/g"}, r.paths...) })
	if c := r.crawl(); c.Baseline || c.New != 1 || c.Articles != 1 {
		t.Errorf("%+v", c)
	}
	want["/g"] = false
	r.wantArticles(want)
}

func TestAFailedPageIsTriedAgainLaterAndThenGivenUp(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d")
	r.crawl()
	r.set(func() { r.paths, r.fail["/bad"] = append([]string{"/bad"}, r.paths...), http.StatusInternalServerError })
	if c := r.crawl(); c.Failed != 1 {
		t.Fatalf("%+v", c)
	}
	tries := 0
	for pause := 15 * time.Minute; tries < 10; pause *= 2 {
		before := r.requests("/bad")
		r.pass(pause - time.Minute)
		r.crawl()
		if r.requests("/bad") != before {
			t.Fatalf("asked again before %s were over", pause)
		}
		r.pass(time.Minute)
		r.crawl()
		if r.requests("/bad") == before {
			break
		}
		tries++
	}
	if tries != 6 {
		t.Errorf("tried again %d times, want 6", tries)
	}
	r.pass(300 * 24 * time.Hour)
	before := r.requests("/bad")
	r.crawl()
	if r.requests("/bad") != before {
		t.Error("asked again after it was given up")
	}
}

func TestAPageThatComesBackIsRead(t *testing.T) {
	r := newRig(t, 1, "/a", "/b", "/c", "/d")
	r.set(func() { r.fail["/a"], r.fail["/c"] = 503, 503 })
	if c := r.crawl(); c.Failed != 2 || !c.Baseline {
		t.Fatalf("%+v", c)
	}
	r.set(func() { r.paths, r.fail = append([]string{"/n"}, r.paths...), map[string]int{"/n": 503} })
	r.pass(time.Minute) // 503 makes the host one to be left alone for a while
	r.crawl()
	r.pass(15 * time.Minute)
	r.set(func() { r.fail = map[string]int{} })
	r.crawl()
	// /c belongs to the baseline however late it is read; /a was within the backfill, /n is new
	r.wantArticles(map[string]bool{"/a": false, "/b": true, "/c": true, "/d": true, "/n": false})
}

func TestAPageThatIsGoneIsNotAskedForAgain(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/gone", "/file")
	r.set(func() { r.fail["/gone"], r.kind["/file"] = http.StatusNotFound, "application/pdf" })
	r.crawl()
	for range 3 {
		r.pass(24 * time.Hour)
		if c := r.crawl(); c.New != 0 {
			t.Errorf("%d links are new again", c.New)
		}
	}
	if gone, file := r.requests("/gone"), r.requests("/file"); gone != 1 || file != 1 {
		t.Errorf("asked %d times for what is gone, %d times for a file", gone, file)
	}
}

func TestABrokenFirstCrawlIsNoBaseline(t *testing.T) {
	var paths []string
	for i := range 18 {
		paths = append(paths, fmt.Sprintf("/p%02d", i))
	}
	r := newRig(t, 0, paths...)
	r.set(func() {
		for _, p := range paths[4:] {
			r.fail[p] = http.StatusServiceUnavailable
		}
	})
	r.crawl()
	h, err := r.Store.Health(t.Context(), "oak")
	if err != nil || h.Baselined {
		t.Fatalf("health %+v, %v", h, err)
	}
	r.set(func() { r.fail = map[string]int{} })
	r.pass(24 * time.Hour)
	if c := r.crawl(); !c.Baseline {
		t.Errorf("%+v", c)
	}
	got := r.articles()
	for _, p := range paths {
		if silent, read := got[p]; !read || !silent {
			t.Errorf("%s: read %t, silent %t", p, read, silent)
		}
	}
	if h, err = r.Store.Health(t.Context(), "oak"); err != nil || !h.Baselined {
		t.Errorf("health %+v, %v", h, err)
	}
}

func TestTheRestOfALongFirstListingIsHistory(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d", "/e", "/f")
	r.MaxPages = 4
	r.crawl()
	r.crawl()
	r.wantArticles(map[string]bool{"/a": true, "/b": true, "/c": true, "/d": true})
	if n := r.requests("/e") + r.requests("/f"); n != 0 {
		t.Errorf("%d requests for what is older than the baseline", n)
	}
}

func TestOneSourceIsCrawledOnceAtATime(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c")
	r.ok(r.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.TakeSource(t.Context(), "oak", "another", r.clock(), r.clock().Add(time.Minute))
	}))
	if _, err := r.Crawl(t.Context(), "oak", "run"); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	if n := r.requests("/news/"); n != 0 {
		t.Errorf("asked %d times meanwhile", n)
	}
	r.pass(time.Minute)
	r.crawl()
}

func TestAStoppedCrawlSaysNothingAboutTheSource(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d")
	r.crawl()
	before, err := r.Store.Health(t.Context(), "oak")
	r.ok(err)
	r.set(func() { r.paths = append([]string{"/g", "/h"}, r.paths...) })
	r.pass(time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	r.Progress = func(e gather.Event) {
		if e.Pages == 1 {
			stop()
		}
	}
	if _, err := r.Crawl(ctx, "oak", "run"); err == nil {
		t.Fatal("it came to its end")
	}
	h, err := r.Store.Health(t.Context(), "oak")
	if err != nil || h.State != before.State || h.Failures != 0 || !h.NextAt.Equal(r.clock()) {
		t.Errorf("health %+v, %v", h, err)
	}
	r.Progress = nil
	r.crawl() // the lease was given back
	if got := r.articles(); len(got) != 6 {
		t.Errorf("read %v", got)
	}
}

// TestACrawlEndsWhenAnotherHasItsSource: the heart of this process stood still, and another took the source.
func TestACrawlEndsWhenAnotherHasItsSource(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d")
	var taken sync.Once
	r.Progress = func(gather.Event) {
		taken.Do(func() {
			r.ok(r.Store.Write(t.Context(), func(tx *store.Tx) error {
				if err := tx.ReleaseSource(t.Context(), "oak", "w"); err != nil {
					return err
				}
				return tx.TakeSource(t.Context(), "oak", "another", r.clock(), r.clock().Add(time.Hour))
			}))
		})
	}
	if _, err := r.Crawl(t.Context(), "oak", "run"); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	if got := r.articles(); len(got) != 1 {
		t.Errorf("kept %v", got)
	}
	if _, err := r.Crawl(t.Context(), "oak", "run"); !fault.Is(err, fault.Conflict) {
		t.Errorf("its end took the lease of the other: %v", err)
	}
}

func TestLookKeepsNothing(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c")
	source, err := r.Store.Source(t.Context(), "oak")
	r.ok(err)
	links, result, err := r.Look(t.Context(), source)
	if err != nil || len(links) != 3 || result.Way != news.WayDated || r.requests("/a") != 0 {
		t.Errorf("%d links by %s, %d requests for the first, %v", len(links), result.Way, r.requests("/a"), err)
	}
	r.wantArticles(map[string]bool{})
}
