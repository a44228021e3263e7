package gather_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// matters are enough pages for the listing to be recognised.
var matters = []string{"/news/1", "/news/2", "/news/3", "/news/4"}

// held lets another process have the rig's source for so long.
func (r *rig) held(by string, span time.Duration) {
	r.Helper()
	r.ok(r.Store.Write(r.Context(), func(tx *store.Tx) error {
		return tx.TakeSource(r.Context(), "oak", by, r.clock(), r.clock().Add(span))
	}))
}

// crawlOak crawls the rig's source by CrawlAll.
func (r *rig) crawlOak(stale time.Duration) (record news.Crawl, err error) {
	r.Helper()
	r.ok(r.CrawlAll(r.Context(), []news.Source{{ID: "oak"}}, gather.Lanes{Quick: 1, Silent: 1, Stale: stale},
		func(_ int, got news.Crawl, why error) { record, err = got, why }))
	return record, err
}

func TestCrawlAllWaitsForTheDead(t *testing.T) {
	r := newRig(t, 0, matters...)
	r.held("dead", time.Millisecond)
	began := time.Now()
	r.Now = func() time.Time { return storetest.Start.Add(time.Since(began) / 100) } // at the first look it is held still
	record, err := r.crawlOak(time.Minute)
	if err != nil || record.Articles != len(matters) {
		t.Errorf("a source whose holder died: %+v, %v; want it read once it is free", record, err)
	}
}

func TestCrawlAllNamesTheLiving(t *testing.T) {
	r := newRig(t, 0, matters...)
	r.held("other/1", time.Hour)
	_, err := r.crawlOak(time.Millisecond)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "other/1") {
		t.Errorf("a source that another process crawls: %v; want a conflict that names it", err)
	}
}

// A source that hangs has a lane of its own: it ends after the other one, which is behind it in the list.
func TestCrawlAllHoldsNobodyUp(t *testing.T) {
	r := newRig(t, 0, matters...)
	free := make(chan struct{})
	hung := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		select {
		case <-free:
		case <-q.Context().Done():
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(hung.Close)
	silent := news.Source{ID: "elm", Name: "Elm", Town: "Elm", Zone: "UTC", URL: hung.URL + "/", Way: news.WayDated, Enabled: true}
	r.ok(r.Store.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddSource(t.Context(), silent, r.clock()); err != nil {
			return err
		}
		return tx.PutHealth(t.Context(), news.Health{SourceID: "elm", State: news.StateUnreachable})
	}))
	var ended []int
	sources := []news.Source{silent, {ID: "oak"}}
	r.ok(r.CrawlAll(t.Context(), sources, gather.Lanes{Quick: 1, Silent: 1, Stale: time.Minute},
		func(i int, _ news.Crawl, err error) {
			if ended = append(ended, i); sources[i].ID != "oak" {
				return
			}
			close(free)
			if err != nil {
				t.Error(err)
			}
		}))
	if len(ended) != 2 || ended[0] != 1 {
		t.Errorf("ended in the order %v, want the one that answers before the one that hangs", ended)
	}
}
