package report_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/discover/propose"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/survey"
	"tidings/internal/survey/report"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var links = []news.Link{
	{URL: "https://oak.example/2", Title: "Bridge reopens", Published: news.Date{Time: noon.AddDate(0, 0, -1)}},
	{URL: "https://oak.example/1"},
}

// holds wants each of some texts in what was printed.
func holds(t *testing.T, printed string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(printed, want) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
}

func TestSources(t *testing.T) {
	known := []survey.Known{
		{Source: news.Source{ID: "oak", Name: "Oakfield", Enabled: true, TLSInsecure: true}, Origin: store.Added,
			Health: news.Health{State: news.StateBlocked, Since: noon.Add(-time.Hour), Err: "status 403", Way: news.WayFeed}},
		{Source: news.Source{ID: "elm"}},
	}
	var text, lines, none strings.Builder
	if err := errors.Join(report.Sources(&text, known, noon, false), report.Sources(&lines, known, noon, true),
		report.Sources(&none, nil, noon, false)); err != nil {
		t.Fatal(err)
	}
	holds(t, text.String(), "oak  blocked   1 h ago  never", "\n  status 403\n", "tls_insecure", "elm  disabled  –")
	holds(t, none.String(), "no source yet")
	var first struct{ Origin string }
	if err := json.Unmarshal([]byte(strings.Split(lines.String(), "\n")[0]), &first); err != nil || first.Origin != "added" {
		t.Errorf("%v %s", err, &lines)
	}
}

func TestPreview(t *testing.T) {
	p := survey.Preview{
		Source: news.Source{ID: "oak", URL: "https://oak.example/"}, Links: links, Charset: "utf-8",
		Crawl: crawl.Result{
			Way: news.WayDated, ListingURL: "https://oak.example/news", Links: links, Lang: "en", Scripted: true,
			Tries: []crawl.Try{
				{Way: news.WayFeed, URL: "https://oak.example/feed", Err: "status 404"},
				{Way: news.WayDated, URL: "https://oak.example/", Err: "no links"},
			},
		},
		Robots: []survey.Verdict{{URL: "https://oak.example/x", Why: "Disallow: /x"}},
		Sample: news.Article{Title: "Bridge reopens", Kind: news.KindArticle, Text: "It opened."},
		More:   []propose.Listing{{Title: "Press", URL: "https://oak.example/press"}},
		Err:    errors.New("only a test"),
	}
	var text, asJSON, candidate strings.Builder
	if err := errors.Join(report.Preview(&text, p, false), report.Preview(&asJSON, p, true),
		report.Candidate(&candidate, p, p.Source, false)); err != nil {
		t.Fatal(err)
	}
	holds(t, text.String(), "tried  dated      https://oak.example/: no links\n", "tried  1 places where feeds are often kept",
		"found  dated      https://oak.example/news: 2 links, 1 of them undated\n", "in utf-8, language en\n", "need a script",
		"too few of the links are dated", "FORBIDS   https://oak.example/x: Disallow: /x\n",
		`read   an article "Bridge reopens", undated, 10 characters`, "  2026-03-01  Bridge reopens\n", "(no title)",
		"Press  https://oak.example/press\n")
	holds(t, asJSON.String(), `"way":"dated"`, `"error":"only a test"`, `"pages_need_script":true`, `"characters":10`)
	holds(t, candidate.String(), "Saved, it would be:", "id        oak", "not known, but needed: say --zone")
}

func TestDiagnosis(t *testing.T) {
	d := survey.Diagnosis{
		Source: news.Source{ID: "oak", Name: "Oakfield", Town: "Oakfield", Zone: "UTC", URL: "https://oak.example/news"},
		Health: news.Health{State: news.StateRedesigned, Since: noon.Add(-time.Hour), LastNew: noon.AddDate(0, 0, -3)},
		Good: &news.Evidence{
			At: noon.AddDate(0, 0, -3), Good: true, Way: news.WayDated, Count: 2, Links: links,
			Page: news.Page{URL: "https://oak.example/news", FinalURL: "https://oak.example/news", Status: 200},
		},
		Now: news.Evidence{
			At: noon, Err: "crawl oak: no links", Page: news.Page{URL: "https://oak.example/news", Status: 200, Body: []byte("<p>")},
		},
		Trouble: news.StateRedesigned, Changed: []string{"It had 2 links, and has 0 now."},
		Proposal: &propose.Proposal{Rule: news.Rule{Item: "li.story"}, Links: links, Known: 1},
	}
	var text, asJSON strings.Builder
	if err := errors.Join(report.Diagnosis(&text, d, noon, false), report.Diagnosis(&asJSON, d, noon, true)); err != nil {
		t.Fatal(err)
	}
	holds(t, text.String(), "oak  Oakfield: redesigned since 1 h ago\n", "last news 3 days ago", "LAST GOOD READ", "failure",
		"no links\n", "Titles at the last good read\n", "- It had 2 links", "put it into the source", "2 links, 1 of them known",
		"item: li.story")
	holds(t, asJSON.String(), `"now":"redesigned"`, `"last_good":{`, `"known":1`)
}
