package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/mailtest"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/sitetest"
	"tidings/internal/store"
)

// noon is when the clocks of these tests start.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// rig is tidings as configured, over invented towns and a mailbox, with a clock that is moved by hand. No jobs run:
// the tests call the rooms in the order they like.
type rig struct {
	*testing.T
	*app.App
	towns *sitetest.Server
	box   *mailtest.Server
	cfg   *config.Config

	mu  sync.Mutex
	now time.Time
}

// newRig opens everything; change may edit the configuration first.
func newRig(t *testing.T, change ...func(*config.Config)) *rig {
	t.Helper()
	t.Parallel()
	r := &rig{T: t, now: noon}
	towns, err := sitetest.Demo(noon)
	r.ok(err)
	r.towns, err = sitetest.Start(towns...)
	r.ok(err)
	r.Cleanup(func() { r.ok(r.towns.Close()) })
	r.box, err = mailtest.Start(mailtest.Options{})
	r.ok(err)
	r.Cleanup(func() { r.ok(r.box.Close()) })
	r.cfg, err = r.config()
	r.ok(err)
	for _, f := range change {
		f(r.cfg)
	}
	empty, err := template()
	r.ok(err)
	r.ok(os.WriteFile(filepath.Join(r.cfg.DataDir, "tidings.db"), empty, 0o600))
	r.App, err = app.Open(r.Context(), r.cfg, app.Options{Now: r.clock, Hosts: r.towns.Hosts, Roots: r.towns.Roots})
	r.ok(err)
	r.Cleanup(r.Close)
	return r
}

// template gives the bytes of an empty database, made once: SQLite in Go takes its time under the race detector.
var template = sync.OnceValues(func() (empty []byte, err error) {
	dir, err := os.MkdirTemp("", "tidings-app-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := config.Load("", nil)
	if err != nil {
		return nil, err
	}
	c.DataDir, c.Sources = dir, nil
	a, err := app.Open(context.Background(), c, app.Options{})
	if err != nil {
		return nil, err
	}
	a.Close()
	return os.ReadFile(filepath.Join(dir, "tidings.db"))
})

func (r *rig) config() (*config.Config, error) {
	c, err := config.Load("", nil)
	if err != nil {
		return nil, err
	}
	c.BaseURL, c.DataDir, c.Operator = "https://tidings.example", r.TempDir(), "operator@tidings.example"
	c.Crawl.AllowPrivate, c.Crawl.Delay = true, 0
	c.Mail.Enabled, c.Mail.From = true, "Tidings <digest@tidings.example>"
	c.Mail.SMTP = config.SMTP{Host: r.box.Host(), Port: r.box.Port(), TLS: "none", Auth: "auto", Timeout: 5 * time.Second}
	c.Sources = nil
	for _, t := range r.towns.Towns {
		c.Sources = append(c.Sources, config.Source{
			ID: t.ID, Name: t.Name, Town: t.Place, Country: t.Country, Language: t.Language, Zone: t.Zone,
			URL: t.Home() + t.Start, Enabled: true,
		})
	}
	c.Digests = []config.Digest{
		{ID: "all", Name: "All Towns", Language: "en", Zone: "UTC", Schedule: "30 7 * * *", Stories: 50, Public: true},
		{ID: "fairmeadow", Name: "Fairmeadow", Towns: []string{"Fairmeadow"}, Language: "en", Zone: "UTC", Stories: 50},
	}
	return c, nil
}

// backfill makes first crawls tell their newest n.
func backfill(n int) func(*config.Config) {
	return func(c *config.Config) {
		for i := range c.Sources {
			c.Sources[i].Backfill = n
		}
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) town(id string) *sitetest.Town { return sitetest.Find(r.towns.Towns, id) }

// crawl crawls sources, all when none is named, and makes stories and summaries of what was read.
func (r *rig) crawl(ids ...string) {
	r.Helper()
	if len(ids) == 0 {
		for _, t := range r.towns.Towns {
			ids = append(ids, t.ID)
		}
	}
	for _, id := range ids {
		_, err := r.Gather.Crawl(r.Context(), id, "test")
		r.ok(err)
	}
	r.tell()
}

// tell makes stories and summaries of what waits.
func (r *rig) tell() {
	r.Helper()
	r.ok(r.App.Tell.Cluster(r.Context()))
	r.ok(r.App.Tell.Summarize(r.Context()))
}

// subscribe subscribes an address to a digest, daily at 07:30.
func (r *rig) subscribe(address, digest string) audience.Subscription {
	r.Helper()
	s, err := r.Reader.Add(r.Context(), reader.Wish{
		Address: address, DigestID: digest, Hour: 7, Minute: 30, Timed: true,
	}, "test")
	r.ok(err)
	return r.subscription(s.ID)
}

func (r *rig) subscription(id int64) audience.Subscription {
	r.Helper()
	s, err := r.Store.Subscription(r.Context(), id)
	r.ok(err)
	return s
}

// edition does what the edition job of a subscription would do now, and sends what there is; it gives the new mails.
func (r *rig) edition(id int64) []mailtest.Mail {
	r.Helper()
	r.ok(r.App.Send.Edition(r.Context(), id, r.subscription(id).WindowStart, r.clock()))
	return r.deliver()
}

// deliver sends what is due and gives the new mails.
func (r *rig) deliver() []mailtest.Mail {
	r.Helper()
	before := r.box.Count()
	r.ok(r.App.Send.Deliver(r.Context()))
	return r.box.Mails()[before:]
}

// report makes news in a town.
func (r *rig) report(town string, n int, title, text string) sitetest.Article {
	a := sitetest.Article{
		ID: fmt.Sprintf("%s-%d", town, n), Number: n, Town: town, At: r.clock(), Title: title, Text: text,
	}
	r.town(town).Add(a)
	return a
}

// newMarket is a piece of news of its own.
func (r *rig) newMarket() sitetest.Article {
	return r.report("fairmeadow", 9, "Farmers Market Moves Into the Old Armory for the Winter",
		"The Fairmeadow farmers market moves into the old armory on Pine Avenue for the winter. Thirty-one growers have "+
			"signed up, five more than last year.\n\nDoors open on Saturdays at nine. The armory has a ramp on its "+
			"north side, and dogs stay outside.")
}

// told gives how often a subscription was told each story for the first time.
func (r *rig) told(subscription int64) map[int64]int {
	r.Helper()
	out := map[int64]int{}
	editions, err := r.Store.Editions(r.Context(), store.EditionFilter{SubscriptionID: subscription})
	r.ok(err)
	for _, e := range editions {
		full, err := r.Store.Edition(r.Context(), e.ID)
		r.ok(err)
		for _, t := range full.Stories {
			if t.Update == "" {
				out[t.StoryID]++
			}
		}
	}
	return out
}

func (r *rig) health(id string) news.Health {
	r.Helper()
	h, err := r.Store.Health(r.Context(), id)
	r.ok(err)
	return h
}

// mentions reports whether a mail's text names something, line breaks aside.
func mentions(m mailtest.Mail, what string) bool {
	return strings.Contains(strings.Join(strings.Fields(m.Text), " "), strings.Join(strings.Fields(what), " "))
}

// one gives the only mail there is.
func (r *rig) one(mails []mailtest.Mail) mailtest.Mail {
	r.Helper()
	if len(mails) != 1 {
		var subjects []string
		for _, m := range mails {
			subjects = append(subjects, m.EnvelopeTo+": "+m.Subject)
		}
		r.Fatalf("%d mails, want one: %v", len(mails), subjects)
	}
	return mails[0]
}

// none fails when there is a mail.
func (r *rig) none(mails []mailtest.Mail) {
	r.Helper()
	if len(mails) > 0 {
		r.Fatalf("%d mails, want none; the first is %q to %s", len(mails), mails[0].Subject, mails[0].EnvelopeTo)
	}
}

// titles gives the titles of what a town has published.
func titles(t *sitetest.Town) []string {
	var out []string
	for _, a := range t.Articles() {
		out = append(out, a.Title)
	}
	return slices.Clip(out)
}
