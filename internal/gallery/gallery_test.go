package gallery_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fetch"
	"tidings/internal/gallery"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// site is one of images: /photo.jpg is one, /closed/ is forbidden by robots.txt, all else is a page.
type site struct {
	mu    sync.Mutex
	asked map[string]int
}

func (g *site) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked[q.URL.Path]++
	w.Header().Set("Content-Type", "image/jpeg") // whatever it is
	switch q.URL.Path {
	case "/robots.txt":
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /closed/\n"))
	case "/photo.jpg":
		_ = jpeg.Encode(w, image.NewGray(image.Rect(0, 0, 640, 360)), nil)
	case "/huge.jpg":
		_, _ = w.Write(bytes.Repeat([]byte{0xff}, 5<<20))
	default:
		_, _ = w.Write([]byte("<!doctype html><p>A page that says it is a picture.</p>"))
	}
}

func TestPicturesAreFetchedOnceAndOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	ctx, town, s := t.Context(), &site{asked: map[string]int{}}, storetest.SQLite(t)
	server := httptest.NewServer(town)
	t.Cleanup(server.Close)
	clock := func() time.Time { return storetest.Start }
	client := fetch.New(clock, fetch.Options{AllowPrivate: true})
	t.Cleanup(client.Close)
	room := gallery.New(s, client, []news.Digest{{ID: "oak", Towns: []string{"Oak"}}, {ID: "ash", Towns: []string{"Ash"}}}, clock)

	ids := map[string]int64{}
	write := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := s.Write(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		err := tx.SyncSources(ctx, []news.Source{
			{ID: "oak", Town: "Oak", URL: server.URL + "/", Enabled: true},
			{ID: "ash", Town: "Ash", URL: server.URL + "/", Enabled: true},
		}, storetest.Start)
		if err != nil {
			return err
		}
		for _, path := range []string{"/photo.jpg", "/page.jpg", "/closed/photo.jpg", "/huge.jpg", "/ash.jpg"} {
			a := news.Article{
				SourceID: "oak", URL: server.URL + path + ".html", Kind: news.KindArticle, FirstSeen: storetest.Start,
				Image: news.Image{URL: server.URL + path},
			}
			if path == "/ash.jpg" {
				a.SourceID = "ash"
			}
			if ids[path], _, err = tx.PutArticle(ctx, a); err != nil {
				return err
			}
			story, err := tx.PutStory(ctx, news.Story{Representative: ids[path], Changed: storetest.Start})
			if err != nil {
				return err
			}
			m := news.Member{ArticleID: ids[path], Canonical: ids[path]}
			if err := tx.PutMembers(ctx, story, []news.Member{m}, storetest.Start); err != nil {
				return err
			}
		}
		return nil
	})
	if wanted, err := room.Wanted(ctx); err != nil || wanted {
		t.Fatalf("nobody asks, but pictures are wanted: %v", err)
	}
	write(func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(ctx, audience.Subscriber{Address: "a@mail.example", Status: audience.Active})
		if err != nil {
			return err
		}
		_, err = tx.PutSubscription(ctx, audience.Subscription{
			SubscriberID: person.ID, DigestID: "oak", Active: true, Pictures: true,
		})
		return err
	})
	if wanted, err := room.Wanted(ctx); err != nil || !wanted {
		t.Fatalf("a reader asks, but nothing is wanted: %v", err)
	}
	broken, cancel := context.WithCancel(ctx)
	cancel()
	if err := room.Fetch(broken); err == nil {
		t.Error("broken off without an error")
	}
	for range 2 {
		if err := room.Fetch(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var all []int64
	for _, id := range ids {
		all = append(all, id)
	}
	got, err := s.Pictures(ctx, all, storetest.Start)
	if p := got[ids["/photo.jpg"]]; err != nil || len(got) != 1 || p.Width != 160 || p.Height != 90 || len(p.JPEG) == 0 {
		t.Errorf("kept %d pictures, %d × %d, %v", len(got), p.Width, p.Height, err)
	}
	for path, want := range map[string]int{"/photo.jpg": 1, "/page.jpg": 1, "/huge.jpg": 1, "/closed/photo.jpg": 0, "/ash.jpg": 0} {
		if town.asked[path] != want {
			t.Errorf("%s was asked for %d times, want %d", path, town.asked[path], want)
		}
	}
}
