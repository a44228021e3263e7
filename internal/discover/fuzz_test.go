package discover_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tidings/internal/discover"
	"tidings/internal/news"
)

func FuzzFind(f *testing.F) {
	files, err := filepath.Glob("testdata/*/listing.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, body := range []string{
		`<table><tr onclick="location='/m/1'"><td>May 6, 2024</td></tr><tr data-href="/m/2"><td>5/7/2024</td></tr></table>`,
		`<a href="javascript:open(%27/a.pdf%27)">Agenda</a> 2024-05-06 <a href="/v.html?file=%2Fview%2Fb.pdf">Plan</a>`,
		`<div data-date="1714953600"><a href="/1">Board</a></div><div data-date="2024-05-07"><a href="/2">Board</a></div>`,
		`<p>May 6(M) - 7(T), 2024 <a href="/1">a</a><br>Sept 30 – Oct 1, 2024 <a href="/2">b</a><br>4.4<p>2019</p>`,
		`<h3>May 2024</h3><p>8 - <a href="/1">a</a><p>22<h3>June 2024</h3><p>5: <a href="/2">b</a><p>31`,
		`<time datetime="2024-05-06PST00:00">Mon</time> Board<div class="sidebar">5/7/2024 <a href="/1">a</a></div>`,
		`<h3><a href="/1">a</a></h3><p>Filed May 6, 2024</p><a href="/1.pdf">b</a><h3><a href="/2">c</a></h3><time datetime="2024-05-07">x</time>`,
		`<article><h2>a</h2>May 6, 2024<a aria-label="a" href="/1"></a></article><header><h2><a href="/2">b</a></h2></header>03<p>февраля<p>2016`,
		`<table><tr><th>a<th><a href="?o=1">Subject</a><tr><td>2024-05-06 00:00 ~ 2024-05-07 23:59<td>b<td><a href="/1">View</a></table>`,
		`<h3>May 6, 2024</h3><p><a href="/1">Mill Road reopens today</a><p><a href="/2">The pool opens early</a><table><tr><td>May<td>6, 7`,
		`[{"Event_Name":"Board","start":{"dateTime":"2024-05-06"},"files":[{"url":"/a.pdf"}]}]`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		in := discover.Input{URL: "https://town.example/news/", Body: body, Source: news.Source{Language: "zh"}}
		in.Now = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		r, err := discover.Find(in)
		if err != nil {
			return
		}
		if r.Way == "" && len(r.Links) > 0 {
			t.Fatalf("%d links without a way", len(r.Links))
		}
		seen := map[string]bool{}
		for _, l := range r.Links {
			if !strings.HasPrefix(l.URL, "http") || l.Kind == "" || len(l.Title) > 500 || len(l.URL) > 4000 {
				t.Fatalf("bad link %+v", l)
			}
			if seen[l.URL] && r.Way == news.WayDated {
				t.Fatalf("%s twice", l.URL)
			}
			seen[l.URL] = true
		}
	})
}

// TestHostileListings holds time and memory down on pages made to waste them.
func TestHostileListings(t *testing.T) {
	const size = 1 << 20
	pages := map[string]string{
		"deep":       strings.Repeat("<div>", size/5),
		"wide":       strings.Repeat("<a href=/x>y</a>", size/16),
		"dates":      strings.Repeat("2023-08-07 ", size/11),
		"rows":       strings.Repeat("<p><a href=/x>x</a>1/2/2023</p>", size/32),
		"one link":   "<a href=/x>" + strings.Repeat("8/7 ", size/4),
		"attributes": "<a " + strings.Repeat("href=x ", size/7) + ">",
		"brackets":   strings.Repeat("[", size),
		"script":     "<script>" + strings.Repeat(`[{"`, size/3) + "</script>",
		"cdata":      strings.Repeat("<![CDATA[<a ", size/12),
		"feed":       "<rss><channel>" + strings.Repeat("<item><link>/1</link></item>", size/28),
		"sitemap":    "<urlset>" + strings.Repeat("<url><loc>", size/10),
		"tables":     strings.Repeat("<table><tr><td>", 100) + strings.Repeat("<a href=/1>1/2/2023</a>", size/50),
		"unicode":    strings.Repeat("年月日〇", size/12),
		"months":     strings.Repeat("<h3>May 2024</h3>5<p>1/2/2023", size/30),
		"spaces":     "<p>1" + strings.Repeat(" ", size) + "2",
	}
	for name, body := range pages {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := discover.Find(discover.Input{URL: "https://town.example/", Body: []byte(body), Now: start})
			runtime.ReadMemStats(&after)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v (%v)", took, err)
			}
			if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 600 {
				t.Errorf("allocated %d MB", got)
			}
			t.Logf("%v, %d MB, %v", time.Since(start).Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, err)
		})
	}
	if _, err := discover.Find(discover.Input{Body: make([]byte, discover.MaxBody+1)}); err == nil {
		t.Error("a listing beyond the limit was read")
	}
}
