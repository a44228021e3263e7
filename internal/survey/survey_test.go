package survey_test

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
	"tidings/internal/survey"
)

// site is a town's site whose pages a test writes, and the rooms over it.
type site struct {
	*testing.T
	*survey.Room
	gather *gather.Room
	url    string
	now    time.Time
	pages  map[string]string // by path
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{T: t, now: storetest.Start, pages: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	clock := func() time.Time { return s.now }
	client := fetch.New(clock, fetch.Options{
		AllowPrivate: true, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	t.Cleanup(client.Close)
	db := storetest.SQLite(t)
	crawler := crawl.New(client, discover.Find, clock)
	s.Room = &survey.Room{Store: db, Crawler: crawler, Now: clock,
		Allowed: func(ctx context.Context, _ news.Source, url string) (bool, string) {
			return client.Robots().Allowed(ctx, url)
		}}
	s.gather = &gather.Room{Store: db, Crawler: crawler, Worker: "w", MaxPages: 50, Schedule: "@hourly", Now: clock,
		Log:         slog.New(slog.DiscardHandler),
		ThenCluster: func(context.Context, *store.Tx) error { return nil }}
	return s
}

// ServeHTTP is the site.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, ok := s.pages[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if strings.HasSuffix(r.URL.Path, ".txt") {
		w.Header().Set("Content-Type", "text/plain")
	}
	fmt.Fprint(w, page)
}

// source is the site's page at a path, known to the store.
func (s *site) source(path string) news.Source {
	s.Helper()
	source := news.Source{ID: "oak", Name: "Oakfield", Town: "Oakfield", Zone: "UTC", URL: s.url + path, Enabled: true}
	if err := s.Store.Write(s.Context(), func(tx *store.Tx) error {
		return tx.SyncSources(s.Context(), []news.Source{source}, s.now)
	}); err != nil {
		s.Fatal(err)
	}
	return source
}

func (s *site) crawl() {
	_, err := s.gather.Crawl(s.Context(), "oak", "run")
	s.Logf("crawled: %v", err)
}

// rows are a listing of n articles, the newest of them days old.
func (s *site) rows(n, days int, dated bool) string {
	var b strings.Builder
	b.WriteString("<html><body><ul class=news>")
	for i := range n {
		path := fmt.Sprintf("/a/%d.html", n-i+1000*days)
		fmt.Fprintf(&b, "<li><a href=%q>The council of Oakfield settles the matter number %d</a>", path, n-i)
		if dated {
			fmt.Fprintf(&b, " <span>%s</span>", s.now.AddDate(0, 0, -days-i).Format(time.DateOnly))
		}
		b.WriteString("</li>\n")
		s.pages[path] = "<html><body><article><h1>A matter</h1><p>" + strings.Repeat("The council met and settled it. ", 20) +
			"</p></article></body></html>"
	}
	return b.String() + "</ul></body></html>"
}

func TestPreviewSaysWhatASourceWouldBring(t *testing.T) {
	s := newSite(t)
	s.pages["/news/"] = s.rows(14, 0, true)
	s.pages["/robots.txt"] = "User-agent: *\nDisallow: /a/\n"
	p := s.Preview(t.Context(), s.source("/news/"))
	if p.Err != nil || p.Crawl.Way != news.WayDated || len(p.Links) != 14 || p.Charset != "utf-8" {
		t.Fatalf("%+v", p)
	}
	if got := p.Rhythm.String(); got != "about 7 a week" {
		t.Errorf("it brings %s", got)
	}
	if len(p.Robots) != 2 || !p.Robots[0].Allowed || p.Robots[1].Allowed || !strings.Contains(p.Robots[1].Why, "/a/") {
		t.Errorf("robots %+v", p.Robots)
	}
	if p.Sample.Title != "" {
		t.Error("a page was read that robots.txt forbids")
	}
	delete(s.pages, "/robots.txt")
}

func TestPreviewOfAHomePageFindsItsNews(t *testing.T) {
	s := newSite(t)
	s.pages["/"] = `<html><body><nav><a href="/offices/">Offices</a> <a href="/news/">News</a> <a href="/press/">Press</a></nav>
		<p>` + strings.Repeat("Welcome to Oakfield, the town of oaks. ", 40) + `</p></body></html>`
	s.pages["/press/"], s.pages["/news/"] = s.rows(3, 90, true), s.rows(9, 0, true)
	p := s.Preview(t.Context(), s.source("/"))
	if p.Err != nil || p.Source.URL != s.url+"/news/" || len(p.Links) != 9 {
		t.Fatalf("%s: %d links, %v", p.Source.URL, len(p.Links), p.Err)
	}
	if len(p.More) != 2 || len(p.Crawl.Tries) < 2 {
		t.Errorf("more %+v\ntries %+v", p.More, p.Crawl.Tries)
	}
	if !strings.HasPrefix(p.Sample.Text, "The council met") {
		t.Errorf("sample %+v", p.Sample)
	}
}

func TestDiagnosisOfARedesignProposesARule(t *testing.T) {
	s := newSite(t)
	s.pages["/news/"] = s.rows(9, 0, true)
	source := s.source("/news/")
	s.crawl()
	s.pages["/news/"] = strings.NewReplacer("<ul class=news>", "<div id=latest>", "</ul>", "</div>", "<li>", "<div class=teaser>",
		"</li>", "</div>").Replace(s.rows(9, 0, false))
	s.now = s.now.Add(time.Hour)
	s.crawl()
	d, err := s.Diagnose(t.Context(), source)
	if err != nil || d.Health.State != news.StateRedesigned || d.Trouble != news.StateRedesigned || d.Good == nil || d.Bad == nil {
		t.Fatalf("%v %+v", err, d)
	}
	if len(d.Good.Links) != 9 || !strings.Contains(string(d.Bad.Page.Body), "id=latest") {
		t.Errorf("evidence: good %+v, bad %q", d.Good.Links, d.Bad.Page.Body)
	}
	if said := strings.Join(d.Changed, "\n"); !strings.Contains(said, "9 of the 9 titles of then are still on the page") {
		t.Errorf("changed:\n%s", said)
	}
	if d.Proposal == nil || len(d.Proposal.Links) != 9 || d.Proposal.Known != 9 {
		t.Fatalf("proposal %+v", d.Proposal)
	}
	source.Rule = &d.Proposal.Rule
	if p := s.Preview(t.Context(), source); p.Err != nil || len(p.Links) != 9 {
		t.Errorf("the rule proposed gives %d links, %v", len(p.Links), p.Err)
	}
}

func TestDiagnosisOfAFrozenSourceFindsWhereTheNewsWent(t *testing.T) {
	s := newSite(t)
	s.pages["/old/"] = s.rows(12, 0, true)
	source := s.source("/old/")
	s.crawl()
	s.now = s.now.AddDate(0, 0, 30)
	s.crawl()
	s.pages["/"] = `<html><body><a href="/neu/">News</a></body></html>`
	s.pages["/neu/"] = s.rows(8, 1, true)
	d, err := s.Diagnose(t.Context(), source)
	if err != nil || d.Trouble != news.StateFrozen || d.Proposal != nil {
		t.Fatalf("%v %+v", err, d)
	}
	if d.Elsewhere == nil || d.Elsewhere.Crawl.ListingURL != s.url+"/neu/" {
		t.Errorf("elsewhere %+v", d.Elsewhere)
	}
	if said := strings.Join(d.Changed, "\n"); !strings.Contains(said, "nothing is newer than 2026-03-02: 30 of its own days") {
		t.Errorf("changed:\n%s", said)
	}
}

func TestDiagnosisOfASourceThatWasNeverRead(t *testing.T) {
	s := newSite(t)
	source := s.source("/gone/")
	d, err := s.Diagnose(t.Context(), source)
	if err != nil || d.Good != nil || d.Now.Good || d.Now.Page.Status != 404 || d.Changed[0] != "It was never read well." {
		t.Errorf("%v %+v", err, d)
	}
}
