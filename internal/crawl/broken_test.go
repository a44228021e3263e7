package crawl

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"tidings/internal/fetch"
	"tidings/internal/news"
)

// broken is a town with a listing of n pages, the first of which always fail.
func broken(t *testing.T, n, failing int) *town {
	s := published(t, n)
	for _, p := range paths(failing) {
		s.set(p, status(http.StatusInternalServerError, "no"))
	}
	return s
}

// TestPagesThatAreBrokenForGoodDoNotBreakARunOff: more of them than a host that is down would show, in the round in which
// they are tried again, and beside them a page that is read at the third try.
func TestPagesThatAreBrokenForGoodDoNotBreakARunOff(t *testing.T) {
	s := published(t, 30)
	for i := range failuresInRow + 2 {
		s.set(fmt.Sprintf("/a/%d.html", 3*i), status(http.StatusInternalServerError, "no"))
	}
	var asked atomic.Int32
	s.set("/a/29.html", func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 3 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		html(article(29))(w, r)
	})
	c, shelf := newCrawler(t, fetch.Options{Parallel: 1}), newShelf()
	res, err := c.Run(t.Context(), Request{Source: source(s, "/news/list.html"), Known: shelf.known}, shelf.put)
	if err != nil || res.Broken || res.Left != 0 || res.Read != 22 || len(res.Failed) != failuresInRow+2 {
		t.Errorf("read %d, left %d, failed %d, broken %v: %v", res.Read, res.Left, len(res.Failed), res.Broken, err)
	}
	if _, ok := shelf.pages[s.URL+"/a/29.html"]; !ok {
		t.Error("the page that is read at the third try was not")
	}
}

// TestPagesThatFailAgainSayNothingOfTheSource: nothing is new, and all that is asked for again fails as before.
func TestPagesThatFailAgainSayNothingOfTheSource(t *testing.T) {
	s := broken(t, 12, failuresInRow+2)
	c, shelf := newCrawler(t, fetch.Options{}), newShelf()
	req := Request{Source: source(s, "/news/list.html")}
	for i, p := range paths(12) {
		if i < failuresInRow+2 {
			req.Retry = append(req.Retry, news.Link{URL: s.URL + p})
		}
		shelf.pages[s.URL+p] = news.Page{}
	}
	req.Known = shelf.known
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || res.Broken || res.Trouble != "" || len(res.Failed) != failuresInRow+2 {
		t.Errorf("failed %d, broken %v, trouble %q: %v", len(res.Failed), res.Broken, res.Trouble, err)
	}
}
