package crawl

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/fetch"
	"tidings/internal/news"
)

// count gives how many pages are in hand.
func (h *hands) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.full
}

// until spins until a state is reached that other goroutines bring about.
func until(t *testing.T, reached func() bool) {
	t.Helper()
	for !reached() {
		if t.Context().Err() != nil {
			t.Fatal("it did not come to that")
		}
		runtime.Gosched()
	}
}

// TestWhatHadArrivedIsKeptWhenARunIsToldToStop: no page is asked for twice because of it.
func TestWhatHadArrivedIsKeptWhenARunIsToldToStop(t *testing.T) {
	s := published(t, 30)
	c, shelf := newCrawler(t, fetch.Options{Parallel: workers}), newShelf()
	c.hands = newHands(100)
	req := Request{Source: source(s, "/news/list.html"), Known: shelf.known}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	res, err := c.Run(ctx, req, func(ctx context.Context, p news.Page) error {
		if len(shelf.pages) == 0 {
			until(t, func() bool { return c.hands.count() == workers+1 }) // and none is on its way
			stop()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return shelf.put(ctx, p)
	})
	if !errors.Is(err, context.Canceled) || res.Read != workers+1 || len(shelf.pages) != workers+1 || res.Left != 30-res.Read {
		t.Fatalf("read %d, kept %d, left %d: %v", res.Read, len(shelf.pages), res.Left, err)
	}
	if res.Trouble != "" || c.hands.count() != 0 {
		t.Errorf("trouble %q, %d in hand", res.Trouble, c.hands.count())
	}
	if res, err = c.Run(t.Context(), req, shelf.put); err != nil || res.Read != 30-workers-1 {
		t.Errorf("second: read %d, %v", res.Read, err)
	}
	for _, p := range paths(30) {
		if s.count(p) != 1 {
			t.Errorf("%s was asked for %d times", p, s.count(p))
		}
	}
}

// TestNoMorePagesAreAskedForThanAreKept: a store that is slower than the hosts holds the workers of all runs back.
func TestNoMorePagesAreAskedForThanAreKept(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	h := newHands(2)
	for range 2 {
		if err := h.wait(ctx); err != nil {
			t.Fatal(err)
		}
		h.take()
	}
	waited := make(chan error)
	go func() { waited <- h.wait(ctx) }()
	select {
	case err := <-waited:
		t.Fatalf("a third was let through: %v", err)
	default:
	}
	h.drop()
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	h.take()
	go func() { waited <- h.wait(ctx) }()
	stop()
	if err := <-waited; !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ended with %v", err)
	}
}

// TestASinkThatPanicsHoldsNoOtherRun: what it left in hand is dropped.
func TestASinkThatPanicsHoldsNoOtherRun(t *testing.T) {
	s := published(t, 20)
	c := newCrawler(t, fetch.Options{Parallel: 2})
	func() {
		defer func() { _ = recover() }() // it is what the sink said
		_, _ = c.Run(t.Context(), Request{Source: source(s, "/news/list.html")}, func(context.Context, news.Page) error {
			panic("of the sink")
		})
	}()
	until(t, func() bool { return c.hands.count() == 0 })
}

// TestARunEndsWhenItsBudgetIsUsedUp: it is broken off, which is no failure, and the next one reads the rest.
func TestARunEndsWhenItsBudgetIsUsedUp(t *testing.T) {
	s := published(t, 20)
	c, shelf := newCrawler(t, fetch.Options{Parallel: 1}), newShelf()
	page := s.pages["/a/3.html"]
	s.set("/a/3.html", func(w http.ResponseWriter, r *http.Request) {
		<-time.After(200 * time.Millisecond) // the budget is used up meanwhile
		page(w, r)
	})
	req := Request{Source: source(s, "/news/list.html"), Known: shelf.known, Budget: 100 * time.Millisecond}
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || !res.Broken || res.Read == 0 || res.Read+res.Left != 20 || len(res.Failed) != 0 || res.Trouble != "" {
		t.Fatalf("read %d, left %d, broken %v, failed %v, trouble %q: %v", res.Read, res.Left, res.Broken, res.Failed, res.Trouble, err)
	}
	if res.Validators != (Validators{}) {
		t.Error("validators that would hide the rest were kept")
	}
	req.Budget = 0
	if res, err = c.Run(t.Context(), again(req, res), shelf.put); err != nil || len(shelf.pages) != 20 || res.Broken {
		t.Errorf("second: %d pages, %+v, %v", len(shelf.pages), res, err)
	}
}

// TestAHostThatHangsIsNotAskedForEveryKnownPlace: two time-outs are enough.
func TestAHostThatHangsIsNotAskedForEveryKnownPlace(t *testing.T) {
	var asked atomic.Int32
	hang := func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		<-r.Context().Done()
	}
	s := newTown(t, map[string]http.HandlerFunc{"/": html(rows(paths(4)...))})
	for _, p := range probes {
		s.pages[p] = hang
	}
	for i, p := range paths(4) {
		s.pages[p] = html(article(i))
	}
	c := newCrawler(t, fetch.Options{HeaderTimeout: 400 * time.Millisecond})
	res, err := c.Run(t.Context(), Request{Source: source(s, "/")}, newShelf().put)
	if err != nil || res.Way != news.WayDated || res.Read != 4 || asked.Load() != maxLate {
		t.Errorf("way %s, read %d, asked %d known places: %v", res.Way, res.Read, asked.Load(), err)
	}
}
