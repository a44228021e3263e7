package explain_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
	"tidings/internal/store"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// failures are pages that could not be read, each brought about by what the crawls wrote of it.
var failures = []struct {
	name    string
	happens func(m *mill, p news.Page)
}{
	{"busy", func(m *mill, p news.Page) {
		p.Status, p.Err = 503, "answered 503 Service Unavailable"
		m.fail(p, 15*time.Minute, 0, 30*time.Minute)
	}},
	{"late", func(m *mill, p news.Page) {
		p.Status, p.Err = 404, "answered 404 Not Found"
		m.write(func(tx *store.Tx) error {
			_, err := tx.PutMissingPage(m.Context(), p, p.FetchedAt.Add(30*time.Minute))
			return err
		})
	}},
	{"dropped", func(m *mill, p news.Page) {
		p.Status, p.Err = 404, "answered 404 Not Found"
		m.write(func(tx *store.Tx) error {
			if _, err := tx.PutMissingPage(m.Context(), p, p.FetchedAt.Add(30*time.Minute)); err != nil {
				return err
			}
			return tx.GiveUpPage(m.Context(), p.URL, "the listing names it no more", p.FetchedAt.Add(45*time.Minute))
		})
	}},
	{"hopeless", func(m *mill, p news.Page) {
		p.Status, p.Err = 500, "answered 500 Internal Server Error"
		m.fail(p, 0, 15*time.Minute, 45*time.Minute)
	}},
	{"refused", func(m *mill, p news.Page) {
		p.Err = "robots.txt disallows it"
		m.fail(p, 0, 0)
	}},
	{"plan.pdf", func(m *mill, p news.Page) {
		p.Err = "a file: named, not read"
		m.write(func(tx *store.Tx) error { _, err := tx.PutPage(m.Context(), p); return err })
	}},
}

// fail puts one failure after the other, each so long after the page was found; the last is followed by a retry after
// that pause, by none when it is 0.
func (m *mill) fail(p news.Page, retry time.Duration, after ...time.Duration) {
	m.Helper()
	found := p.FetchedAt
	for i, d := range after {
		p.FetchedAt = found.Add(d)
		at := p.FetchedAt.Add(15 * time.Minute)
		if i == len(after)-1 {
			at = p.FetchedAt.Add(retry)
		}
		if i == len(after)-1 && retry == 0 {
			at = time.Time{}
		}
		m.write(func(tx *store.Tx) error { _, err := tx.PutFailedPage(m.Context(), p, at); return err })
	}
}

// TestExplainSaysWhatBecomesOfAPageThatCouldNotBeRead: asked for again, and when; or given up, since when.
func TestExplainSaysWhatBecomesOfAPageThatCouldNotBeRead(t *testing.T) {
	m := newMill(t)
	m.write(func(tx *store.Tx) error {
		return tx.PutHealth(t.Context(), news.Health{
			SourceID: "mill", State: news.StateFine, NextAt: m.clock.Add(time.Hour), ListingURL: "https://www.mill.example/news",
		})
	})
	var out strings.Builder
	explain := func(title, url string) {
		t.Helper()
		got, err := m.room().Account(t.Context(), url, "")
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(got.Page.Failing)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "== %s\n", title)
		got.Print(&out)
		fmt.Fprintf(&out, "json: %s\n\n", asJSON)
	}
	for _, f := range failures {
		url := "https://www.mill.example/" + f.name
		f.happens(m, news.Page{
			SourceID: "mill", URL: url, FetchedAt: m.clock, Link: news.Link{URL: url, FoundOn: "https://www.mill.example/news"},
		})
		explain(f.name, url)
	}
	m.read("mill", "fine", "Apples are ripe", apples, nil)
	explain("fine", "https://www.mill.example/fine")
	m.write(func(tx *store.Tx) error { return tx.SyncSources(t.Context(), nil, m.clock) }) // taken out of the configuration
	explain("late, of a disabled source", "https://www.mill.example/late")

	file := filepath.Join("testdata", "failing.txt.golden")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
