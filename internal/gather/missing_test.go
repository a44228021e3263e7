package gather_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
	"tidings/internal/store"
)

// The answers of pages that are not there.
const (
	notThere = "<html><head><title>Page not found</title></head><body><p>The page was not found.</p></body></html>"
	blank    = " \n"
)

// absent are the ways in which a page is not there: by its status, or by what it answers with status 200.
var absent = map[string]func(*rig, string){
	"404":      func(r *rig, path string) { r.fail[path] = http.StatusNotFound },
	"410":      func(r *rig, path string) { r.fail[path] = http.StatusGone },
	"empty":    func(r *rig, path string) { r.raw = map[string][]byte{path: []byte(blank)} },
	"soft 404": func(r *rig, path string) { r.raw = map[string][]byte{path: []byte(notThere)} },
}

// list puts a page on top of the listing.
func (r *rig) list(path string) { r.set(func() { r.paths = append([]string{path}, r.paths...) }) }

// standing gives how a page stands that could not be read, and why it could not.
func (r *rig) standing(path string) (store.Failing, string) {
	r.Helper()
	source, err := r.Store.Source(r.Context(), "oak")
	r.ok(err)
	page, err := r.Store.PageByURL(r.Context(), strings.TrimSuffix(source.URL, "/news/")+path)
	r.ok(err)
	f, err := r.Store.Failing(r.Context(), page.ID)
	r.ok(err)
	return f, page.Err
}

// calm fails the test when the source is in trouble.
func (r *rig) calm() {
	r.Helper()
	h, err := r.Store.Health(r.Context(), "oak")
	r.ok(err)
	if h.State.Trouble() || h.Failures != 0 {
		r.Errorf("the source is %s, %d failures: %s", h.State, h.Failures, h.Err)
	}
}

func TestANewPageThatIsNotThereIsAwaitedAndThenGivenUp(t *testing.T) {
	for name, vanish := range absent {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 0, "/a", "/b", "/c", "/d")
			r.crawl()
			r.list("/new")
			r.set(func() { vanish(r, "/new") })
			if c := r.crawl(); c.Failed != 1 || c.New != 1 || c.Articles != 0 || c.State.Trouble() {
				t.Fatalf("%+v", c)
			}
			first := r.clock()
			var last time.Time
			for i, pause := range []time.Duration{30 * time.Minute, 6 * time.Hour, 24 * time.Hour} {
				r.pass(pause - time.Minute)
				r.crawl()
				if n := r.requests("/new"); n != i+1 {
					t.Fatalf("asked %d times before %s were over, want %d", n, pause, i+1)
				}
				r.pass(time.Minute)
				r.crawl()
				last = r.clock()
				if n := r.requests("/new"); n != i+2 {
					t.Fatalf("asked %d times after %s, want %d", n, pause, i+2)
				}
			}
			for range 5 {
				r.pass(20 * time.Hour)
				r.crawl()
				r.calm()
			}
			if n := r.requests("/new"); n != 4 {
				t.Errorf("asked %d times, want 4", n)
			}
			f, why := r.standing("/new")
			want := store.Failing{Attempts: 4, Since: first, GivenUpAt: last, Missing: true}
			if f != want || !strings.HasPrefix(why, "answered ") {
				t.Errorf("%s\n got %+v\nwant %+v", why, f, want)
			}
		})
	}
}

func TestANewPageThatComesLateIsReadAndTold(t *testing.T) {
	for name, vanish := range absent {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 0, "/a", "/b", "/c", "/d")
			r.crawl()
			r.list("/new")
			r.set(func() { vanish(r, "/new") })
			r.crawl()
			_, err := r.Replay(t.Context()) // what is there so far is no article, and makes none old news
			r.ok(err)
			r.set(func() { r.fail, r.raw = map[string]int{}, nil })
			r.pass(30 * time.Minute)
			if c := r.crawl(); c.Articles != 1 || c.Failed != 0 {
				t.Errorf("%+v", c)
			}
			r.wantArticles(map[string]bool{"/a": true, "/b": true, "/c": true, "/d": true, "/new": false})
			if f, why := r.standing("/new"); f != (store.Failing{}) || why != "" {
				t.Errorf("%+v %s", f, why)
			}
			r.pass(100 * time.Hour)
			r.crawl()
			if n := r.requests("/new"); n != 2 {
				t.Errorf("asked %d times, want 2", n)
			}
		})
	}
}

func TestAMissingPageIsGivenUpWhenItsListingDropsIt(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d")
	r.crawl()
	r.list("/new")
	r.set(func() { r.fail["/new"] = http.StatusNotFound })
	r.crawl()
	first := r.clock()
	r.set(func() { r.paths = r.paths[1:] })
	r.pass(30 * time.Minute)
	r.crawl()
	f, why := r.standing("/new")
	want := store.Failing{Attempts: 1, Since: first, GivenUpAt: r.clock(), Missing: true}
	if f != want || !strings.HasSuffix(why, "; the listing names it no more") {
		t.Errorf("%s\n got %+v\nwant %+v", why, f, want)
	}
	r.list("/new")
	r.pass(100 * time.Hour)
	r.crawl()
	if n := r.requests("/new"); n != 1 {
		t.Errorf("asked %d times, want 1", n)
	}
}

// TestDeadLinksOfAFirstCrawlAreAskedForOnce, and so are those of an archive that a site lists one day.
func TestDeadLinksOfAFirstCrawlAreAskedForOnce(t *testing.T) {
	var dead []string
	for i := range 9 {
		dead = append(dead, fmt.Sprintf("/dead%d", i))
	}
	r := newRig(t, 2, slices.Concat(dead, []string{"/a", "/b", "/c"})...)
	r.set(func() {
		for _, path := range dead {
			r.fail[path] = http.StatusNotFound
		}
	})
	if c := r.crawl(); c.Failed != 9 || c.Articles != 3 || c.State.Trouble() {
		t.Fatalf("%+v", c)
	}
	for range 4 {
		r.pass(25 * time.Hour)
		r.crawl()
		r.calm()
	}
	for _, path := range dead {
		if n := r.requests(path); n != 1 {
			t.Errorf("asked %d times for %s", n, path)
		}
	}
	if f, _ := r.standing("/dead0"); f.Attempts != 1 || f.GivenUpAt.IsZero() || !f.RetryAt.IsZero() {
		t.Errorf("%+v", f)
	}
}

func TestADayOfMissingPagesIsNoTrouble(t *testing.T) {
	r := newRig(t, 0, "/a", "/b", "/c", "/d")
	r.crawl()
	var late []string
	r.set(func() {
		for i := range 12 {
			late = append(late, fmt.Sprintf("/late%02d", i))
			r.fail[late[i]] = http.StatusNotFound
		}
		r.paths = slices.Concat(late, r.paths)
	})
	for _, pause := range []time.Duration{0, 30 * time.Minute, 6 * time.Hour, 24 * time.Hour, 48 * time.Hour} {
		r.pass(pause)
		if c := r.crawl(); c.State == news.StateRedesigned || c.Err != "" {
			t.Errorf("%+v", c)
		}
		r.calm()
	}
	for _, path := range late {
		if n := r.requests(path); n != 4 {
			t.Errorf("asked %d times for %s, want 4", n, path)
		}
	}
}

// TestALinkDatedLongAgoIsNotAwaited: what a site dates weeks back is not about to be published.
func TestALinkDatedLongAgoIsNotAwaited(t *testing.T) {
	var paths []string
	for i := range 70 {
		paths = append(paths, fmt.Sprintf("/p%02d", i))
	}
	r := newRig(t, 0, paths[:6]...)
	r.MaxPages = 100
	r.crawl()
	r.set(func() {
		r.paths = paths // the listing dates two a day, so the last ones are more than thirty days old
		for _, path := range paths[6:] {
			r.fail[path] = http.StatusNotFound
		}
	})
	r.crawl()
	r.pass(30 * time.Minute)
	r.crawl()
	if young, old := r.requests(paths[10]), r.requests(paths[69]); young != 2 || old != 1 {
		t.Errorf("asked %d times for a page of this week, %d times for one dated last month", young, old)
	}
}
