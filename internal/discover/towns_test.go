package discover_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"tidings/internal/charset"
	"tidings/internal/discover"
	"tidings/internal/news"
	"tidings/internal/sitetest"
)

// TestDemoTownsAreListedWhole: every article of the invented towns is found once, with its date, and nothing else; one
// of the titles has a date in it.
func TestDemoTownsAreListedWhole(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	towns, err := sitetest.Demo(now)
	if err != nil {
		t.Fatal(err)
	}
	server, err := sitetest.Start(towns...)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, town := range towns {
		url := town.URL()
		if town.ID == "courier" {
			url += "feed/"
		}
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		body, _ := charset.Decode(raw, resp.Header.Get("Content-Type"), town.Language)
		source := news.Source{ID: town.ID, URL: url, Zone: town.Zone, Language: town.Language}
		got, err := discover.Find(discover.Input{
			URL: url, ContentType: resp.Header.Get("Content-Type"), Body: body, Source: source, Now: now,
		})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]news.Link{}
		for _, l := range got.Links {
			found[l.URL] = l
		}
		for _, a := range town.Articles() {
			l, ok := found[town.URLOf(a)]
			if !ok || l.Title != a.Title || l.Published.Time.In(source.Location()).Format(time.DateOnly) != a.At.Format(time.DateOnly) {
				t.Errorf("%s: %q of %s came as %+v", town.ID, a.Title, a.At.Format(time.DateOnly), l)
			}
			delete(found, town.URLOf(a))
		}
		for url, l := range found {
			t.Errorf("%s: not an article: %s %q", town.ID, url, l.Title)
		}
	}
}
