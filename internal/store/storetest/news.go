package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testSources(f *fixture) {
	oak := news.Source{
		ID: "oak", Name: "橡树镇", Town: "Oak", Zone: "Asia/Shanghai", URL: "https://oak.example/",
		Rule: &news.Rule{List: "ul.news", Item: "li"}, Hosts: []string{"cdn.example"}, Schedule: "@hourly",
		Backfill: 3, Enabled: true,
	}
	elm := news.Source{ID: "elm", Name: "Elm", URL: "https://elm.example/", Enabled: false}
	sync := func(now time.Time, all ...news.Source) {
		f.Helper()
		f.write(func(tx *store.Tx) error { return tx.SyncSources(f.Context(), all, now) })
	}
	sync(Start, oak, elm)
	f.same("sources", must(f.s.Sources(f.Context()))(f), []news.Source{elm, oak})
	sync(after(9), elm)
	got, err := f.s.Source(f.Context(), "oak")
	f.ok(err)
	if got.Enabled {
		f.Error("a source no longer configured is still enabled")
	}
	oak.Name = "Oak"
	sync(after(10), oak)
	got, err = f.s.Source(f.Context(), "oak")
	f.ok(err)
	f.same("source", got, oak)
	h, err := f.s.Health(f.Context(), "oak")
	f.ok(err)
	f.same("when a known source is due", h.NextAt, Start)
	_, err = f.s.Source(f.Context(), "ash")
	f.kind(err, fault.NotFound)
}

func testSourcesAdded(f *fixture) {
	f.sources("oak")
	ash := news.Source{ID: "ash", URL: "https://ash.example/", Enabled: true}
	f.write(func(tx *store.Tx) error { return tx.AddSource(f.Context(), ash, Start) })
	f.refused(fault.Conflict, func(tx *store.Tx) error { return tx.AddSource(f.Context(), ash, Start) })
	f.sources("oak")
	got, err := f.s.Source(f.Context(), "ash")
	f.ok(err)
	f.same("an added source after a sync", got, ash)
}

func testHealth(f *fixture) {
	f.sources("oak", "elm")
	h, err := f.s.Health(f.Context(), "oak")
	f.ok(err)
	f.same("new health", h, news.Health{SourceID: "oak", State: news.StateNew, NextAt: Start})
	h = news.Health{
		SourceID: "oak", State: news.StateBlocked, Since: after(1), LastRead: after(2), LastNew: after(3),
		NextAt: after(4), Baselined: true, Way: news.WayFeed, Links: 7, Failures: 2, Err: "a challenge page",
		ListingURL: "https://oak.example/feed", Troubled: after(5), Notified: news.StateFine,
	}
	f.write(func(tx *store.Tx) error { return tx.PutHealth(f.Context(), h) })
	f.same("what the operator was told, after a crawl", must(f.s.Health(f.Context(), "oak"))(f).Notified, news.State(""))
	h.NotifiedAt, h.NotifiedWay, h.NotifiedURL = after(6), news.WayDated, "https://oak.example/"
	f.write(func(tx *store.Tx) error { return tx.PutNotified(f.Context(), h) })
	got, err := f.s.Health(f.Context(), "oak")
	f.ok(err)
	f.same("health", got, h)
	hs, err := f.s.Healths(f.Context())
	f.ok(err)
	f.same("healths", hs[1], h)
	f.write(func(tx *store.Tx) error { return tx.SetNextCrawl(f.Context(), "oak", after(99)) })
	l := store.Listing{ETag: `"x"`, Modified: "Mon, 02 Mar 2026 06:30:00 GMT", Hash: "abc"}
	f.write(func(tx *store.Tx) error { return tx.PutListing(f.Context(), "oak", l) })
	gotL, err := f.s.Listing(f.Context(), "oak")
	f.ok(err)
	f.same("listing", gotL, l)
	f.refused(fault.NotFound, func(tx *store.Tx) error {
		return tx.PutHealth(f.Context(), news.Health{SourceID: "ash", State: news.StateFine})
	})
}

func testMoments(f *fixture) {
	f.sources("oak", "elm")
	for i := range 3 {
		f.article(article("oak", i))
	}
	f.article(article("elm", 9))
	undated, listing := article("oak", 4), article("oak", 5)
	undated.Published, listing.Kind = news.Date{}, news.KindListing
	f.article(undated)
	f.article(listing)
	moments := func(since time.Time, n int) []store.Moment {
		f.Helper()
		return must(f.s.Moments(f.Context(), "oak", since, n))(f)
	}
	f.same("since a time", moments(after(1), 10), []store.Moment{{At: after(2), Dated: true}, {At: after(1), Dated: true}})
	f.same("at most", moments(time.Time{}, 1), []store.Moment{{At: after(2), Dated: true}})
	f.same("all but the listing", len(moments(time.Time{}, 10)), 4)
	f.same("the undated one's", slices.Contains(moments(time.Time{}, 10), store.Moment{At: Start}), true)
}

func testLeases(f *fixture) {
	ctx := f.Context()
	f.sources("elm", "oak")
	take := func(holder string, now, until time.Time) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return tx.TakeSource(ctx, "oak", holder, now, until) }
	}
	f.write(take("one", Start, after(10)))
	if err := f.refused(fault.Conflict, take("two", after(5), after(20))); !strings.Contains(err.Error(), "one") {
		f.Errorf("the refusal %q does not name the holder", err)
	}
	f.refused(fault.Conflict, take("one", after(5), after(20)))
	f.same("due while one is taken", must(due(f, after(5)))(f), []string{"elm"})
	f.write(func(tx *store.Tx) error { return tx.ExtendSource(ctx, "oak", "one", after(15)) })
	f.refused(fault.Conflict, take("two", after(14), after(20)))
	f.write(take("two", after(15), after(30)))
	f.refused(fault.Conflict, func(tx *store.Tx) error { return tx.ExtendSource(ctx, "oak", "one", after(40)) })
	f.write(func(tx *store.Tx) error { return tx.ReleaseSource(ctx, "oak", "one") })
	f.refused(fault.Conflict, take("three", after(16), after(40)))
	f.write(func(tx *store.Tx) error { return tx.ReleaseSource(ctx, "oak", "two") })
	f.same("due when released", must(due(f, after(16)))(f), []string{"elm", "oak"})
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.TakeSource(ctx, "ash", "one", Start, after(1)) })
	f.same("due before", must(due(f, after(-1)))(f), []string{})
}

func due(f *fixture, now time.Time) ([]string, error) {
	sources, err := f.s.DueSources(f.Context(), now, 10)
	ids := make([]string, len(sources))
	for i, s := range sources {
		ids[i] = s.ID
	}
	return ids, err
}

// testSilentSourcesLast: a source that could not be reached the last time is due after the others.
func testSilentSourcesLast(f *fixture) {
	f.sources("ash", "elm", "oak")
	f.write(func(tx *store.Tx) error {
		return tx.PutHealth(f.Context(), news.Health{SourceID: "ash", State: news.StateUnreachable, NextAt: after(-60)})
	})
	got, err := f.s.DueSources(f.Context(), after(5), 10)
	f.ok(err)
	f.same("due", got, []store.Due{{ID: "elm"}, {ID: "oak"}, {ID: "ash", Silent: true}})
}

func testLeasesTogether(f *fixture) {
	f.sources("oak")
	won := together(8, func(i int) error {
		return f.s.Write(f.Context(), func(tx *store.Tx) error {
			return tx.TakeSource(f.Context(), "oak", fmt.Sprint("holder ", i), Start, after(10))
		})
	})
	n := 0
	for _, err := range won {
		if err == nil {
			n++
			continue
		}
		f.kind(err, fault.Conflict)
	}
	f.same("holders of one lease", n, 1)
}

func testCrawls(f *fixture) {
	f.sources("oak", "elm")
	add := func(c news.Crawl) int64 {
		var id int64
		f.write(func(tx *store.Tx) (err error) { id, err = tx.AddCrawl(f.Context(), c); return err })
		return id
	}
	c := news.Crawl{RunID: "r1", SourceID: "oak", StartedAt: Start}
	c.ID = add(c)
	other := news.Crawl{RunID: "r1", SourceID: "elm", StartedAt: Start}
	other.ID = add(other)
	c.FinishedAt, c.Way, c.Links, c.New, c.Pages, c.Articles = after(2), news.WayDated, 20, 5, 4, 3
	c.Failed, c.Baseline, c.State, c.Err = 1, true, news.StateFine, "one page"
	f.write(func(tx *store.Tx) error { return tx.FinishCrawl(f.Context(), c) })
	got, err := f.s.Crawls(f.Context(), store.CrawlFilter{RunID: "r1"})
	f.ok(err)
	f.same("crawls of a run", got, []news.Crawl{other, c})
	got, err = f.s.Crawls(f.Context(), store.CrawlFilter{SourceID: "oak", Limit: 5})
	f.ok(err)
	f.same("crawls of a source", got, []news.Crawl{c})
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.FinishCrawl(f.Context(), news.Crawl{ID: 99}) })
}

func testPages(f *fixture) {
	f.sources("oak")
	shanghai := time.FixedZone("", 8*3600)
	p := news.Page{
		SourceID: "oak", URL: "https://oak.example/1.html", FinalURL: "https://oak.example/1.htm", Status: 200,
		ContentType: "text/html; charset=gb2312", ETag: `"1"`, Modified: "yesterday",
		Body: []byte(strings.Repeat("\xb4\xe5 and bytes\x00", 400)), FetchedAt: after(1),
		Link: news.Link{
			URL: "https://oak.example/1.html", Title: "桥", Published: news.Day(2026, 3, 1, shanghai), Kind: news.LinkPage,
		},
	}
	put := func(p news.Page) int64 {
		var id int64
		f.write(func(tx *store.Tx) (err error) { id, err = tx.PutPage(f.Context(), p); return err })
		return id
	}
	p.ID = put(p)
	got, err := f.s.Page(f.Context(), p.ID)
	f.ok(err)
	f.same("page", got, p)
	f.same("the link's day", got.Link.Published.String(), "2026-03-01")
	p.Status, p.Body = 404, nil
	f.same("id of the same URL", put(p), p.ID)
	got, err = f.s.PageByURL(f.Context(), p.URL)
	f.ok(err)
	f.same("replaced page", got, p)
	p.URL, p.Body = "https://oak.example/2.html", []byte("x")
	p.ID = put(p)
	pages, err := f.s.PagesAfter(f.Context(), 0, 10)
	f.ok(err)
	f.same("pages with a body", pages, []news.Page{p})
	_, err = f.s.Page(f.Context(), 99)
	f.kind(err, fault.NotFound)
}

func testPagesFailed(f *fixture) {
	ctx := f.Context()
	f.sources("oak", "elm")
	link := news.Link{URL: "https://oak.example/1.html", Title: "One"}
	p := news.Page{SourceID: "oak", URL: link.URL, Link: link, Err: "time-out", FetchedAt: Start}
	fail := func(retry time.Time) {
		f.Helper()
		f.write(func(tx *store.Tx) error { _, err := tx.PutFailedPage(ctx, p, retry); return err })
	}
	retries := func(source string, now time.Time) []store.Retry {
		f.Helper()
		return must(f.s.PagesToRetry(ctx, source, now, 10))(f)
	}
	fail(after(5))
	fail(after(10))
	f.same("before its time", retries("oak", after(9)), []store.Retry{})
	f.same("of another source", retries("elm", after(10)), []store.Retry{})
	f.same("in time", retries("oak", after(10)), []store.Retry{{Link: link, Attempts: 2}})
	standing := func() store.Failing {
		f.Helper()
		page := must(f.s.PageByURL(ctx, p.URL))(f)
		return must(f.s.Failing(ctx, page.ID))(f)
	}
	f.same("waiting", standing(), store.Failing{Attempts: 2, Since: Start, RetryAt: after(10)})
	read := p
	read.Err, read.Body, read.Status = "", []byte("body"), 200
	f.write(func(tx *store.Tx) error { _, err := tx.PutPage(ctx, read); return err })
	f.same("once read", retries("oak", after(99)), []store.Retry{})
	f.same("standing once read", standing(), store.Failing{})
	fail(time.Time{})
	f.same("standing given up", standing(), store.Failing{Attempts: 1, Since: Start, GivenUpAt: Start})
	got, err := f.s.PageByURL(ctx, p.URL)
	f.ok(err)
	f.same("the body read before the failure", got.Body, read.Body)
	f.same("given up", retries("oak", after(999)), []store.Retry{})
	f.write(func(tx *store.Tx) error { _, err := tx.PutMissingPage(ctx, p, after(20)); return err })
	f.same("missing", retries("oak", after(20)), []store.Retry{{Link: link, Attempts: 2, Missing: true}})
	f.write(func(tx *store.Tx) error { return tx.GiveUpPage(ctx, p.URL, "no longer listed", after(30)) })
	f.same("given up early", retries("oak", after(999)), []store.Retry{})
	f.same("standing given up early", standing(),
		store.Failing{Attempts: 2, Since: Start, GivenUpAt: after(30), Missing: true})
	f.same("why", must(f.s.PageByURL(ctx, p.URL))(f).Err, "time-out; no longer listed")
	f.kind(f.s.Write(ctx, func(tx *store.Tx) error { return tx.GiveUpPage(ctx, "https://oak.example/none", "x", Start) }),
		fault.NotFound)
}

func testKnownURLs(f *fixture) {
	f.sources("oak")
	var urls []string
	for i := range 1200 {
		urls = append(urls, fmt.Sprintf("https://oak.example/%d.html", i))
	}
	f.write(func(tx *store.Tx) error {
		if _, err := tx.PutPage(f.Context(), news.Page{SourceID: "oak", URL: urls[1100]}); err != nil {
			return err
		}
		failed := news.Page{SourceID: "oak", URL: urls[7], Err: "time-out"}
		_, err := tx.PutFailedPage(f.Context(), failed, Start)
		return err
	})
	known, err := f.s.KnownURLs(f.Context(), urls)
	f.ok(err)
	f.same("known", known, map[string]bool{urls[7]: true, urls[1100]: true})
	none, err := f.s.KnownURLs(f.Context(), nil)
	f.ok(err)
	f.same("of none", none, map[string]bool{})
}

func testArticles(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	shanghai := time.FixedZone("", 8*3600)
	a := article("oak", 1)
	a.Published, a.Updated = news.Day(2026, 3, 1, shanghai), news.Date{Time: after(60).Truncate(time.Second), Clock: true}
	a.Event, a.Outlet, a.Place = news.Day(2026, 2, 28, shanghai), "橡树日报", "Oak"
	a.Byline = news.Byline{Reporters: []string{"王小明"}, Correspondents: []string{"李华"}}
	a.Image = news.Image{URL: "https://oak.example/1.jpg", Alt: "桥"}
	a.Attachments = []news.Attachment{{URL: "https://oak.example/1.pdf", Title: "Plan"}}
	a.Baseline = true
	f.write(func(tx *store.Tx) (err error) {
		a.PageID, err = tx.PutPage(ctx, news.Page{SourceID: "oak", URL: a.URL})
		return err
	})
	a.ID = f.article(a)
	got, err := f.s.Article(ctx, a.ID)
	f.ok(err)
	f.same("article", got, a)
	f.same("its day", got.Published.String(), "2026-03-01")
	got, err = f.s.ArticleByURL(ctx, a.URL)
	f.ok(err)
	f.same("article by URL", got, a)
	got, err = f.s.ArticleOfPage(ctx, a.PageID)
	f.ok(err)
	f.same("article of a page", got, a)
	b := article("oak", 2)
	b.Published.Time = b.Published.Time.Truncate(time.Second)
	b.ID = f.article(b)
	f.same("articles", must(f.s.Articles(ctx, []int64{b.ID, 99, a.ID}))(f), []news.Article{a, b})
	f.same("filtered", must(f.s.ArticlesFiltered(ctx, store.ArticleFilter{SourceID: "oak", Since: Start}))(f),
		[]news.Article{b})
	_, err = f.s.Article(ctx, 99)
	f.kind(err, fault.NotFound)
}

func testArticlesChanged(f *fixture) {
	f.sources("oak")
	put := func(a news.Article) (id int64, changed bool) {
		f.write(func(tx *store.Tx) (err error) { id, changed, err = tx.PutArticle(f.Context(), a); return err })
		return id, changed
	}
	a := article("oak", 1)
	first, changed := put(a)
	f.same("a new article changed", changed, true)
	a.FirstSeen, a.Baseline, a.Place = after(5), true, "Oak"
	id, changed := put(a)
	f.same("id", id, first)
	f.same("the same text changed", changed, false)
	a.Text = "The bridge is closed again."
	_, changed = put(a)
	f.same("another text changed", changed, true)
	got, err := f.s.Article(f.Context(), id)
	f.ok(err)
	f.same("first seen", got.FirstSeen, Start)
	f.same("baseline", got.Baseline, false)
	f.same("place", got.Place, "Oak")
	f.same("text", got.Text, a.Text)
}

func testArticlesToCluster(f *fixture) {
	f.sources("oak")
	waiting := func() (ids []int64) {
		for _, a := range must(f.s.ArticlesToCluster(f.Context(), 10))(f) {
			ids = append(ids, a.ID)
		}
		return ids
	}
	late, early, listing := article("oak", 9), article("oak", 1), article("oak", 5)
	listing.Kind = news.KindListing
	idLate, idEarly := f.article(late), f.article(early)
	idListing := f.article(listing)
	f.same("waiting", waiting(), []int64{idEarly, idLate})
	f.story(Start, idEarly)
	f.same("after one is in a story", waiting(), []int64{idLate})
	f.article(early)
	f.same("after it was read again, the same", waiting(), []int64{idLate})
	early.Title = "Bridge 1 closes"
	f.article(early)
	f.same("after it changed", waiting(), []int64{idEarly, idLate})
	f.write(func(tx *store.Tx) error { return tx.MarkClustered(f.Context(), idEarly, idLate) })
	listing.Kind = news.KindArticle
	f.article(listing)
	f.same("after a page turned out to be an article", waiting(), []int64{idListing})
}

func testFingerprints(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	var ids []int64
	for i := range 4 {
		ids = append(ids, f.article(article("oak", i)))
	}
	big := uint64(1)<<63 + 5 // does not fit a signed column as it is
	var signed []store.Signed
	for i, keys := range [][]uint64{{1, 2}, {1, 2, big, big}, {7}, {2}} {
		signed = append(signed, store.Signed{ArticleID: ids[i], Published: after(i),
			Fingerprint: news.Fingerprint{Data: []byte{byte(i)}, Keys: keys}})
	}
	f.write(func(tx *store.Tx) error { return tx.PutFingerprints(ctx, signed) })
	story := f.story(Start, ids[0])
	f.same("fingerprints", must(f.s.Fingerprints(ctx, []int64{ids[1], 99, ids[0]}))(f), []news.Indexed{
		{ArticleID: ids[0], Published: after(0), Data: []byte{0}, StoryID: story, Canonical: ids[0], StorySize: 1},
		{ArticleID: ids[1], Published: after(1), Data: []byte{1}},
	})
	var latest []int64
	for _, x := range must(f.s.Latest(ctx, after(2), 2))(f) {
		latest = append(latest, x.ArticleID)
	}
	f.same("latest", latest, []int64{ids[2], ids[1]})
	f.same("latest with its story", must(f.s.Latest(ctx, after(0), 9))(f), must(f.s.Fingerprints(ctx, ids[:1]))(f))
	f.same("none so early", len(must(f.s.Latest(ctx, after(-1), 9))(f)), 0)
	holders := func(most int, keys ...uint64) map[uint64][]int64 {
		return must(f.s.Holders(ctx, keys, most))(f)
	}
	f.same("holders", holders(3, big, 9, 2, 1), map[uint64][]int64{
		1: {ids[0], ids[1]}, 2: {ids[0], ids[1], ids[3]}, big: {ids[1]},
	})
	f.same("holders of what is not furniture", holders(2, 1, 2), map[uint64][]int64{1: {ids[0], ids[1]}})
	f.same("holders of keys of a day without any", holders(3, 1, 5<<32|1, 1<<32-1), map[uint64][]int64{1: {ids[0], ids[1]}})
	f.same("holders of no keys", holders(2), map[uint64][]int64{})
	f.write(func(tx *store.Tx) error {
		if err := tx.DropKeys(ctx, ids[1], []uint64{1, 2, big}); err != nil {
			return err
		}
		signed[1].Fingerprint = news.Fingerprint{Data: []byte{9}, Keys: []uint64{40}}
		return tx.PutFingerprints(ctx, signed[:2])
	})
	f.same("after a change", holders(3, 1, 2, big, 40), map[uint64][]int64{1: {ids[0]}, 2: {ids[0], ids[3]}, 40: {ids[1]}})
	f.same("fingerprint changed", must(f.s.Fingerprints(ctx, ids[1:2]))(f)[0].Data, []byte{9})
}
