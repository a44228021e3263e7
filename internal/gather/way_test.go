package gather_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/discover"
	"tidings/internal/fetch"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// TestTheLadderIsClimbedAgainWhenAWayIsGone: a town gives its feed up; its page of news is still there.
func TestTheLadderIsClimbedAgainWhenAWayIsGone(t *testing.T) {
	now, feed := storetest.Start, true
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><ul>`)
		for i := range 5 {
			fmt.Fprintf(w, `<li><a href="/a/%d">The council settles the matter number %d</a> %s</li>`, i, i,
				now.AddDate(0, 0, -i).Format(time.DateOnly))
		}
		fmt.Fprint(w, `</ul></body></html>`)
	})
	mux.HandleFunc("GET /feed.xml", func(w http.ResponseWriter, r *http.Request) {
		if !feed {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Oak</title>`)
		for i := range 5 {
			fmt.Fprintf(w, `<item><title>The council settles the matter number %d</title><link>http://%s/a/%d</link><pubDate>%s</pubDate></item>`,
				i, r.Host, i, now.AddDate(0, 0, -i).Format(time.RFC1123Z))
		}
		fmt.Fprint(w, `</channel></rss>`)
	})
	mux.HandleFunc("GET /a/{n}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<article><h1>A matter</h1><p>"+strings.Repeat("The council settled it. ", 30)+"</p></article>")
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	clock := func() time.Time { return now }
	client := fetch.New(clock, fetch.Options{
		AllowPrivate: true, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	defer client.Close()
	room := gather.Room{
		Store: storetest.SQLite(t), Crawler: crawl.New(client, discover.Find, clock), Worker: "w", MaxPages: 9, Now: clock,
		Schedule: "@hourly", Log: slog.New(slog.DiscardHandler),
		ThenCluster: func(context.Context, *store.Tx) error { return nil },
	}
	source := news.Source{ID: "oak", URL: server.URL + "/", Zone: "UTC", Enabled: true}
	if err := room.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SyncSources(t.Context(), []news.Source{source}, now)
	}); err != nil {
		t.Fatal(err)
	}
	crawled := func(way news.Way, path string, known news.Way) {
		t.Helper()
		if _, err := room.Crawl(t.Context(), "oak", "run"); err != nil {
			t.Fatal(err)
		}
		h, err := room.Store.Health(t.Context(), "oak")
		if err != nil || h.Way != way || h.ListingURL != server.URL+path || h.NotifiedWay != known {
			t.Errorf("by %s at %s, the operator knows %s, %v", h.Way, h.ListingURL, h.NotifiedWay, err)
		}
	}
	crawled(news.WayFeed, "/feed.xml", news.WayFeed)
	feed, now = false, now.Add(time.Hour)
	crawled(news.WayDated, "/", news.WayFeed)
}
