package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/sitetest"
	"tidings/internal/store"
)

func TestTheFirstCrawlIsSilent(t *testing.T) {
	r := newRig(t)
	s := r.subscribe("ann@reader.test", "all")
	r.crawl()
	totals, err := r.Store.Totals(r.Context())
	r.ok(err)
	if totals.Articles < 15 || totals.Stories == 0 {
		r.Fatalf("the baseline was not read: %+v", totals)
	}
	r.pass(time.Hour)
	r.none(r.edition(s.ID))
	after := r.subscription(s.ID)
	if !after.WindowStart.Equal(r.clock()) || !after.NextAt.After(r.clock()) {
		r.Errorf("nothing to tell, and the window did not move: %+v", after)
	}
	a := r.newMarket()
	r.pass(time.Hour)
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	m := r.one(r.edition(s.ID))
	if !mentions(m, a.Title) {
		r.Errorf("the new article is not told:\n%s", m.Text)
	}
	for _, old := range titles(r.town("fairmeadow"))[1:] {
		if mentions(m, old) {
			r.Errorf("%q was there before the first crawl, and is told", old)
		}
	}
}

func TestBackfillTellsTheNewestOfTheListing(t *testing.T) {
	r := newRig(t, backfill(2))
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.crawl("fairmeadow")
	r.pass(time.Minute)
	m := r.one(r.edition(s.ID))
	for i, title := range titles(r.town("fairmeadow")) {
		if got := mentions(m, title); got != (i < 2) {
			r.Errorf("number %d of the listing, %q: told is %t", i+1, title, got)
		}
	}
}

func TestAStoryIsToldOnce(t *testing.T) {
	r := newRig(t, backfill(50))
	s := r.subscribe("ann@reader.test", "all")
	r.crawl("huaibei") // the Courier tells three of its events later
	r.pass(time.Hour)
	r.one(r.edition(s.ID))
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
	r.crawl()
	r.pass(time.Hour)
	m := r.one(r.edition(s.ID))
	if !mentions(m, "Harrow Street Bridge Reopens") {
		r.Errorf("the other towns are not told:\n%s", m.Text)
	}
	for range 2 {
		r.pass(24 * time.Hour)
		r.crawl()
		r.none(r.edition(s.ID))
	}
	for story, n := range r.told(s.ID) {
		if n != 1 {
			r.Errorf("story %d was told %d times", story, n)
		}
	}
}

func TestTheFirstEditionTellsTheLastSevenDays(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(6 * 24 * time.Hour)
	market := r.newMarket()
	r.crawl("fairmeadow")
	r.pass(2 * 24 * time.Hour)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	m := r.one(r.edition(s.ID))
	if !mentions(m, market.Title) || mentions(m, "Harrow Street Bridge Reopens") {
		r.Errorf("want what is two days old and not what is eight days old:\n%s", m.Text)
	}
	if !strings.Contains(m.Subject, "Welcome") {
		r.Errorf("subject %q", m.Subject)
	}
	if strings.Contains(m.Text+m.HTML, "http://") {
		r.Error("the mail links a plain-http source, not the edition's page that names it")
	}
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
}

func TestAMissedEditionIsCaughtUpOnce(t *testing.T) {
	r := newRig(t)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.crawl("fairmeadow")
	r.none(r.edition(s.ID))
	market := r.newMarket()
	r.crawl("fairmeadow")
	due := r.subscription(s.ID).NextAt

	r.pass(due.Add(10 * time.Hour).Sub(r.clock())) // a machine that slept through the morning
	if m := r.one(r.edition(s.ID)); !mentions(m, market.Title) {
		r.Errorf("the missed edition does not tell it:\n%s", m.Text)
	}
	r.none(r.edition(s.ID))

	r.report("fairmeadow", 10, "Mill Road Yard Takes Old Tires in April",
		"The Mill Road yard takes up to eight old tires of each "+
			"household on the first Saturday of April. Rims must be off. Proof of residence is asked for at the gate.")
	r.crawl("fairmeadow")
	due = r.subscription(s.ID).NextAt
	r.pass(due.Add(40 * time.Hour).Sub(r.clock())) // two days: the next regular one is near
	r.none(r.edition(s.ID))
	next := r.subscription(s.ID)
	if !next.NextAt.After(r.clock()) || next.NextAt.Sub(r.clock()) > 24*time.Hour {
		r.Fatalf("the next is due %s at %s", next.NextAt, r.clock())
	}
	r.pass(next.NextAt.Sub(r.clock()))
	if m := r.one(r.edition(s.ID)); !mentions(m, "Old Tires") {
		r.Errorf("what the missed edition had to tell is lost:\n%s", m.Text)
	}
}

func TestReadersAreToldInTheirLanguageWhereASourceIs(t *testing.T) {
	r := newRig(t, backfill(50))
	en := r.subscribe("ann@reader.test", "all")
	zh, err := r.Reader.Add(r.Context(), reader.Wish{Address: "lin@reader.test", DigestID: "all", Language: "zh"}, "test")
	r.ok(err)
	r.crawl()
	r.pass(time.Hour)
	for _, c := range []struct {
		id          int64
		lang        string
		want, other string // sentences of the same event, in the one and the other source
	}{
		{en.ID, "en", "old residential compounds", "老旧小区改造"}, {zh.ID, "zh", "老旧小区改造", "old residential compounds"},
	} {
		draft, err := r.App.Send.Draft(r.Context(), r.subscription(c.id), r.clock())
		r.ok(err)
		found := false
		for _, p := range draft.Chosen.Picks {
			if text := p.Candidate.Story.Summary.Text(); strings.Contains(text, c.want) {
				found = true
				if len(p.Candidate.Story.Articles) != 2 || strings.Contains(text, c.other) {
					r.Errorf("%s: %d articles, %q", c.lang, len(p.Candidate.Story.Articles), text)
				}
			}
		}
		if !found {
			r.Errorf("the %s reader is not told of %q in that language", c.lang, c.want)
		}
	}
}

func TestAReplayTellsNobodyTwice(t *testing.T) {
	r := newRig(t, backfill(50))
	s := r.subscribe("ann@reader.test", "all")
	r.crawl("fairmeadow", "huaibei")
	r.pass(time.Hour)
	r.one(r.edition(s.ID))
	same, err := r.Gather.Replay(r.Context())
	if err != nil || same.Changed != 0 || same.Pages < 10 {
		r.Fatalf("replayed %+v, %v", same, err)
	}
	articles, err := r.Store.ArticlesFiltered(r.Context(), store.ArticleFilter{})
	r.ok(err)
	r.ok(r.Store.Write(r.Context(), func(tx *store.Tx) error { // as an earlier extractor had read it
		for _, a := range articles {
			a.Text = "Share this. " + a.Text
			if _, _, err := tx.PutArticle(r.Context(), a); err != nil {
				return err
			}
		}
		return nil
	}))
	r.tell()
	again, err := r.Gather.Replay(r.Context())
	if err != nil || again.Changed != len(articles) {
		r.Fatalf("replayed %+v, %v; there are %d articles", again, err, len(articles))
	}
	r.tell()
	for _, a := range articles {
		now, err := r.Store.Article(r.Context(), a.ID)
		if err != nil || now.Text != a.Text {
			r.Errorf("%s was not read again: %v", a.URL, err)
		}
	}
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
}

// TestTroubleIsToldOnceAndSoIsItsEnd walks a town through every trouble. The digest's receipt says it to readers, a
// notice to the operator.
func TestTroubleIsToldOnceAndSoIsItsEnd(t *testing.T) {
	for _, c := range []struct {
		trouble sitetest.Trouble
		state   news.State
		patient bool // told only when it lasts
	}{
		{sitetest.Down, news.StateUnreachable, true}, {sitetest.Blocked, news.StateBlocked, false},
		{sitetest.Redesigned, news.StateRedesigned, false},
	} {
		t.Run(string(c.state), func(t *testing.T) {
			r := newRig(t)
			s := r.subscribe("ann@reader.test", "all")
			r.crawl("fairmeadow", "muehlenrath")
			r.none(r.edition(s.ID))
			r.town("fairmeadow").Break(c.trouble)
			r.pass(time.Hour)
			record, err := r.Gather.Crawl(r.Context(), "fairmeadow", "test")
			if err == nil || record.State != c.state {
				r.Fatalf("crawled as %q, %v", record.State, err)
			}
			h := r.health("fairmeadow")
			if h.State != c.state || !h.Since.Equal(r.clock()) || h.Failures != 1 || h.Err == "" || !h.Baselined {
				r.Errorf("health %+v", h)
			}
			if c.patient {
				r.ok(r.App.Send.Watch(r.Context()))
				r.none(r.deliver())
				r.pass(3 * time.Hour)
			}
			for range 2 {
				r.ok(r.App.Send.Watch(r.Context()))
			}
			m := r.one(r.deliver())
			if m.EnvelopeTo != "operator@tidings.example" || !mentions(m, "City of Fairmeadow") {
				r.Errorf("notice to %s:\n%s", m.EnvelopeTo, m.Text)
			}
			r.report("muehlenrath", 9, "Hallenbad öffnet nach Sanierung wieder",
				"Das Hallenbad am Mühlgraben öffnet nach vier Monaten "+
					"Sanierung wieder. Die Stadt hat 2,3 Millionen Euro in Becken und Lüftung gesteckt. Der Eintritt bleibt gleich.")
			r.crawl("muehlenrath")
			r.pass(time.Minute)
			if m := r.one(r.edition(s.ID)); !mentions(m, "City of Fairmeadow") {
				r.Errorf("the receipt does not name the source that could not be read:\n%s", m.Text)
			}

			r.town("fairmeadow").Break(sitetest.None)
			market := r.newMarket()
			r.pass(time.Hour)
			r.crawl("fairmeadow")
			if h := r.health("fairmeadow"); h.State != news.StateFine || h.Failures != 0 || h.Err != "" {
				r.Errorf("health after it came back %+v", h)
			}
			for range 2 {
				r.ok(r.App.Send.Watch(r.Context()))
			}
			if m := r.one(r.deliver()); m.EnvelopeTo != "operator@tidings.example" {
				r.Errorf("notice to %s:\n%s", m.EnvelopeTo, m.Text)
			}
			r.pass(time.Minute)
			m = r.one(r.edition(s.ID))
			if !mentions(m, market.Title) || mentions(m, "City of Fairmeadow could not") {
				r.Errorf("what came meanwhile is lost:\n%s", m.Text)
			}
		})
	}
}

func TestASubscriptionToADigestThatIsGoneWaits(t *testing.T) {
	r := newRig(t, backfill(50))
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.crawl("fairmeadow")
	digests := r.App.Send.Digests
	r.App.Send.Digests = digests[:1]
	r.pass(time.Hour)
	r.none(r.edition(s.ID))
	waiting := r.subscription(s.ID)
	if !waiting.NextAt.After(r.clock()) || !waiting.WindowStart.Equal(s.WindowStart) {
		r.Errorf("it waits as %+v", waiting)
	}
	r.App.Send.Digests = digests
	r.one(r.edition(s.ID))
}

func TestOnlyToKeepsOthersOut(t *testing.T) {
	r := newRig(t, backfill(50), func(c *config.Config) { c.Mail.OnlyTo = []string{"ann@reader.test", "@staff.test"} })
	r.crawl("fairmeadow")
	r.pass(time.Minute)
	got := map[string]bool{}
	for _, address := range []string{"ann@reader.test", "bo@reader.test", "carl@staff.test", "dan@notstaff.test"} {
		for _, m := range r.edition(r.subscribe(address, "fairmeadow").ID) {
			got[m.EnvelopeTo] = true
		}
	}
	if len(got) != 2 || !got["ann@reader.test"] || !got["carl@staff.test"] {
		r.Errorf("mailed %v", got)
	}
	counts, err := r.Store.DeliveryCounts(r.Context())
	if err != nil || counts[audience.DeliverySuppressed] != 2 || counts[audience.DeliverySent] != 2 {
		r.Errorf("deliveries %v, %v", counts, err)
	}
}

// TestTopicsGoFromSourcesToDigestsToFilters: what a source is about decides which digest tells it, and which reader.
func TestTopicsGoFromSourcesToDigestsToFilters(t *testing.T) {
	r := newRig(t, backfill(50), func(c *config.Config) {
		topics := map[string][]string{"fairmeadow": {"Council"}, "muehlenrath": {"Transport", "Council"}}
		for i := range c.Sources {
			c.Sources[i].Topics = topics[c.Sources[i].ID]
		}
		c.Digests[0].Topics = []string{"council"}
	})
	r.crawl()
	r.pass(time.Minute)
	council := r.one(r.edition(r.subscribe("ann@reader.test", "all").ID))
	wish := reader.Wish{Address: "bob@reader.test", DigestID: "all", Filter: audience.Filter{Topics: []string{"TRANSPORT"}}}
	s, err := r.Reader.Add(r.Context(), wish, "test")
	r.ok(err)
	transport := r.one(r.edition(s.ID))
	for _, town := range r.towns.Towns {
		got := []bool{mentions(council, town.Name), mentions(transport, town.Name)}
		want := map[string][]bool{"fairmeadow": {true, false}, "muehlenrath": {true, true}}[town.ID]
		if fmt.Sprint(got) != fmt.Sprint(append(want, false, false)[:2]) {
			r.Errorf("%s is told of council and transport: %v", town.Name, got)
		}
	}
}
