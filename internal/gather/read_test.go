package gather_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/internal/extract"
	"tidings/internal/extract/place"
	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/store"
)

// TestPDFsAreReadWhenAsked: a PDF file of the listing is named; a source that asks for it gets its text as an article,
// once.
func TestPDFsAreReadWhenAsked(t *testing.T) {
	notice, err := os.ReadFile("../extract/testdata/pdf/notice-en.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"", news.AttachmentsNamed, news.AttachmentsRead} {
		t.Run("attachments "+mode, func(t *testing.T) {
			r := newRig(t, 0, "/news/1", "/news/2", "/news/3", "/files/notice.pdf", "/files/table.xlsx")
			r.raw = map[string][]byte{"/files/notice.pdf": notice, "/files/table.xlsx": {1, 2, 3}}
			r.kind = map[string]string{"/files/notice.pdf": "application/pdf", "/files/table.xlsx": "application/octet-stream"}
			source, err := r.Store.Source(t.Context(), "oak")
			r.ok(err)
			source.Attachments = mode
			r.ok(r.Store.Write(t.Context(), func(tx *store.Tx) error {
				return tx.SyncSources(t.Context(), []news.Source{source}, r.clock())
			}))
			for range 2 {
				_, err = r.Crawl(t.Context(), "oak", "run")
				r.ok(err)
				r.pass(time.Hour)
			}
			asked := 0
			if mode == news.AttachmentsRead {
				asked = 1
			}
			if r.asked["/files/notice.pdf"] != asked || r.asked["/files/table.xlsx"] != 0 {
				t.Errorf("asked %v", r.asked)
			}
			page, err := r.Store.PageByURL(t.Context(), strings.Replace(source.URL, "/news/", "/files/notice.pdf", 1))
			r.ok(err)
			if named := page.Err != ""; named == (asked == 1) {
				t.Errorf("page: %q", page.Err)
			}
			if asked == 0 {
				return
			}
			// The listing's date comes before one that stands under the title without a label.
			a, err := r.Store.ArticleOfPage(t.Context(), page.ID)
			r.ok(err)
			if a.Kind != news.KindArticle || a.Title != "Notice of Flood Wall Repairs on Willow Brook" ||
				a.Published.String() != "2026-03-01" || a.Event.Known() || !strings.HasPrefix(a.Text, "On the morning of August 3") {
				t.Errorf("%s %q %s %q", a.Kind, a.Title, a.Published, a.Text)
			}
		})
	}
}

// TestFirstCrawlLearnsOnItsWay: the rest of a long first crawl is read by what its first pages taught.
func TestFirstCrawlLearnsOnItsWay(t *testing.T) {
	var paths []string
	for i := range extract.MaxLearned + 3 {
		paths = append(paths, fmt.Sprintf("/news/%d", i))
	}
	r := newRig(t, 0, paths...)
	known := map[int]bool{}
	r.Progress = func(e gather.Event) {
		if e.Done == nil {
			_, err := r.Store.Template(t.Context(), "oak")
			known[e.Pages] = err == nil
		}
	}
	_, err := r.Crawl(t.Context(), "oak", "run")
	r.ok(err)
	for pages := 1; pages <= len(paths); pages++ {
		if want := pages >= extract.MaxLearned; known[pages] != want {
			t.Errorf("after %d pages learned is %v", pages, known[pages])
		}
	}
}

// TestPagesTeach: after a crawl with enough articles their common place is kept, and the next pages are read by it; when
// the site is rebuilt, new pages still come out whole and what was learned is replaced.
func TestPagesTeach(t *testing.T) {
	paths := func(from, to int) (out []string) {
		for i := to; i >= from; i-- {
			out = append(out, fmt.Sprintf("/news/%d", i))
		}
		return out
	}
	r := newRig(t, 0, paths(1, 8)...)
	_, err := r.Store.Template(t.Context(), "oak")
	if !fault.Is(err, fault.NotFound) {
		t.Fatalf("before: %v", err)
	}
	crawl := func() place.Place {
		t.Helper()
		_, err := r.Crawl(t.Context(), "oak", "run")
		r.ok(err)
		r.pass(time.Hour)
		kept, err := r.Store.Template(t.Context(), "oak")
		r.ok(err)
		template, ok, err := extract.ParseTemplate([]byte(kept.Data))
		if err != nil || !ok {
			t.Fatalf("%q: %v", kept.Data, err)
		}
		return template.Body
	}
	if got := crawl().String(); got != "article" {
		t.Fatalf("learned %q", got)
	}
	r.set(func() { r.paths = paths(1, 12) })
	if got := crawl().String(); got != "article" {
		t.Errorf("kept %q", got)
	}
	r.set(func() { r.paths, r.shape = paths(5, 30), `<div class="story"><h1>%s</h1>%s</div>` })
	if got := crawl().String(); got != "div.story" {
		t.Errorf("learned anew %q", got)
	}
	articles, err := r.Store.ArticlesFiltered(t.Context(), store.ArticleFilter{SourceID: "oak", Limit: 100})
	r.ok(err)
	for _, a := range articles {
		if a.Kind != news.KindArticle || strings.Count(a.Text, "The council met") != 15 || !strings.Contains(a.Title, "settles matter") {
			t.Errorf("%s: %s %q %q", a.URL, a.Kind, a.Title, a.Text)
		}
	}
	done, err := r.Replay(t.Context())
	r.ok(err)
	if done.Pages != 30 || done.Changed != 0 {
		t.Errorf("replay %+v", done)
	}
}

// write gives raw bytes or an article in the site's shape; false where the site has neither.
func (r *rig) write(w http.ResponseWriter, path string) bool {
	if body, ok := r.raw[path]; ok {
		_, err := w.Write(body)
		return err == nil
	}
	if r.shape == "" {
		return false
	}
	fmt.Fprintf(w, "<html><body>"+r.shape+"</body></html>", "The council of Oakfield settles matter "+path,
		"<p>"+strings.Repeat("The council met on Monday and settled it. ", 15)+"</p>")
	return true
}

// TestTheDayOfAnEventIsNotTheDayOfTheNews: a date that lies ahead of the page is what it announces; the listing's date, or
// the day it was first seen, stands for it.
func TestTheDayOfAnEventIsNotTheDayOfTheNews(t *testing.T) {
	fetched := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name         string
		page, linked time.Time
		want         time.Time
	}{
		{"of today", day(2), day(1), day(2)},
		{"of tomorrow's paper", day(3), time.Time{}, day(3)},
		{"of an event", day(20), time.Time{}, time.Time{}},
		{"of an event, under a dated link", day(20), day(1), day(1)},
		{"of an event, twice", day(20), day(21), time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			shelf := &gather.Shelf{Source: news.Source{ID: "oak", Zone: "UTC", Language: "en"}}
			a, _ := shelf.Read(t.Context(), news.Page{
				URL: "https://oak.example/news/1", ContentType: "text/html; charset=utf-8", FetchedAt: fetched,
				Link: news.Link{URL: "https://oak.example/news/1", Published: news.Date{Time: c.linked}},
				Body: fmt.Appendf(nil, `<html><head><title>Hearing on Mill Road</title><meta property="article:published_time" `+
					`content=%q></head><body><article><h1>Hearing on Mill Road</h1><p>%s</p></article></body></html>`,
					c.page.Format(time.RFC3339), strings.Repeat("The council hears residents about Mill Road. ", 15)),
			})
			if !a.Published.Time.Equal(c.want) || !a.FirstSeen.Equal(fetched) {
				t.Errorf("published %v, first seen %v; want %v", a.Published, a.FirstSeen, c.want)
			}
		})
	}
}
