package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// errUndo makes a transaction roll back.
var errUndo = errors.New("undo")

// rig is a store, a clock that stands still until it is moved, and processes over them.
type rig struct {
	*testing.T
	s   *store.Store
	mu  sync.Mutex
	now time.Time
}

// each runs a test on both databases.
func each(t *testing.T, test func(r *rig)) {
	t.Parallel()
	run := func(t *testing.T, s *store.Store) { test(&rig{T: t, s: s, now: storetest.Start}) }
	t.Run("sqlite", func(t *testing.T) { run(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, storetest.Postgres(t)) })
}

// sqlite gives a store in a copy of an empty database that has the queue's tables, which take a second to make.
func sqlite(t *testing.T) *store.Store {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tidings.db")
	empty, err := template()
	if err == nil {
		err = os.WriteFile(file, empty, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), "sqlite://"+file, store.Options{Now: func() time.Time { return storetest.Start }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var template = sync.OnceValues(func() (empty []byte, err error) {
	dir, err := os.MkdirTemp("", "tidings-jobs-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file, ctx := filepath.Join(dir, "tidings.db"), context.Background()
	s, err := store.Open(ctx, "sqlite://"+file, store.Options{Migrate: true})
	if err != nil {
		return nil, err
	}
	j, err := New(ctx, s, Options{Log: slog.New(slog.DiscardHandler)}, true)
	if err != nil {
		return nil, err
	}
	j.Close()
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

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

// process makes a Jobs as one more process would; it is stopped when the test ends.
func (r *rig) process(name string, change ...func(*Options)) *Jobs {
	r.Helper()
	opt := Options{
		Tick: "* * * * *", Crawls: 2, Poll: 10 * time.Millisecond, Stale: 15 * time.Second, Worker: name,
		Log: slog.New(slog.DiscardHandler), Now: r.clock, Shutdown: 20 * time.Second,
	}
	for _, f := range change {
		f(&opt)
	}
	j, err := New(r.Context(), r.s, opt, r.s.Dialect() == "postgres")
	r.ok(err)
	r.Cleanup(func() {
		if err := j.Stop(context.Background()); err != nil {
			r.Errorf("stop %s: %v", name, err)
		}
		j.Close()
	})
	return j
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) write(fn func(tx *store.Tx) error) {
	r.Helper()
	r.ok(r.s.Write(r.Context(), fn))
}

// count gives how many jobs of a kind there are in the given states; in any when none is given.
func (r *rig) count(kind string, states ...string) (n int) {
	r.Helper()
	rows, err := r.s.DB().QueryContext(r.Context(), `SELECT kind, state FROM river_job`)
	r.ok(err)
	defer rows.Close()
	for rows.Next() {
		var k, state string
		r.ok(rows.Scan(&k, &state))
		wanted := len(states) == 0
		for _, s := range states {
			wanted = wanted || s == state
		}
		if k == kind && wanted {
			n++
		}
	}
	r.ok(rows.Err())
	return n
}

// jobs compares the number of jobs of each kind.
func (r *rig) jobs(want map[string]int) {
	r.Helper()
	for kind, n := range want {
		if got := r.count(kind); got != n {
			r.Errorf("%d %s jobs, want %d", got, kind, n)
		}
	}
}

// source, article, story, delivery and subscription make rows that call for one job each.
func (r *rig) source(ids ...string) {
	r.Helper()
	var all []news.Source
	for _, id := range ids {
		all = append(all, news.Source{ID: id, Name: id, URL: "https://" + id + ".example/", Enabled: true})
	}
	r.write(func(tx *store.Tx) error { return tx.SyncSources(r.Context(), all, r.clock()) })
}

// putArticle keeps an article that waits to be clustered.
func putArticle(ctx context.Context, tx *store.Tx, n int) (int64, error) {
	id, _, err := tx.PutArticle(ctx, news.Article{
		SourceID: "oak", URL: fmt.Sprintf("https://oak.example/%d.html", n), Kind: news.KindArticle, Title: "The bridge",
		Text: "The bridge is open.", Lang: "en", FirstSeen: storetest.Start,
	})
	return id, err
}

func (r *rig) article(n int) (id int64) {
	r.Helper()
	r.write(func(tx *store.Tx) (err error) { id, err = putArticle(r.Context(), tx, n); return err })
	return id
}

func (r *rig) story(article int64) (id int64) {
	r.Helper()
	r.write(func(tx *store.Tx) (err error) {
		if id, err = tx.PutStory(r.Context(), news.Story{Representative: article, Changed: r.clock()}); err != nil {
			return err
		}
		return tx.PutMembers(r.Context(), id, []news.Member{{ArticleID: article, Canonical: article}}, r.clock())
	})
	return id
}

func (r *rig) delivery(key string) (id int64) {
	r.Helper()
	r.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddDelivery(r.Context(), audience.Delivery{
			Kind: "notice", Recipient: key + "@reader.test", Message: []byte("Subject: x\r\n\r\ny\r\n"), CreatedAt: r.clock(),
		}, key)
		return err
	})
	return id
}

func (r *rig) subscription() (id int64) {
	r.Helper()
	r.write(func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(r.Context(), audience.Subscriber{
			Address: "ann@reader.test", Status: audience.Active, CreatedAt: r.clock(),
		})
		if err != nil {
			return err
		}
		id, err = tx.PutSubscription(r.Context(), audience.Subscription{
			SubscriberID: person.ID, DigestID: "daily", Frequency: audience.Daily, Active: true, NextAt: r.clock(),
			WindowStart: r.clock().Add(-24 * time.Hour),
		})
		return err
	})
	return id
}

// idle is Work that does nothing at all.
func idle() Work {
	return Work{
		Crawl:     func(context.Context, string, string) error { return nil },
		Cluster:   func(context.Context) error { return nil },
		Summarize: func(context.Context) error { return nil },
		Editions:  func(context.Context) error { return nil },
		Deliver:   func(context.Context) error { return nil }, Watch: func(context.Context) error { return nil },
		Tidy: func(context.Context) error { return nil },
	}
}

// wait gives what comes next on c.
func wait[T any](r *rig, c <-chan T, what string) (v T) {
	r.Helper()
	select {
	case v = <-c:
	case <-time.After(20 * time.Second):
		r.Fatalf("%s did not come", what)
	}
	return v
}

// until looks until ok; the queue completes jobs in batches, on its own time.
func (r *rig) until(what string, ok func() bool) {
	r.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for range 4000 {
		if ok() {
			return
		}
		<-look.C
	}
	r.Fatalf("still not so: %s", what)
}

func TestCommitAndItsJobStandOrFallTogether(t *testing.T) {
	each(t, func(r *rig) {
		j := r.process("one")
		commit := func(key string, then error) error {
			return r.s.Write(r.Context(), func(tx *store.Tx) error {
				return errors.Join(tx.PutMeta(r.Context(), key, "done"), j.ThenCluster(r.Context(), tx),
					j.ThenSummarize(r.Context(), tx), j.ThenDeliver(r.Context(), tx), then)
			})
		}
		if err := commit("undone", errUndo); !errors.Is(err, errUndo) {
			r.Fatalf("got %v", err)
		}
		r.jobs(map[string]int{"cluster": 0, "summarize": 0, "deliver": 0})
		r.ok(commit("done", nil))
		r.jobs(map[string]int{"cluster": 1, "summarize": 1, "deliver": 1})
		for key, want := range map[string]string{"undone": "", "done": "done"} {
			if got, err := r.s.Meta(r.Context(), key); got != want || err != nil {
				r.Errorf("%s: %q, %v", key, got, err)
			}
		}
	})
}

func TestOneUnfinishedJobOfAKind(t *testing.T) {
	each(t, func(r *rig) {
		one, two := r.process("one"), r.process("two")
		for _, j := range []*Jobs{one, two, one} {
			r.write(func(tx *store.Tx) error {
				return errors.Join(j.ThenCluster(r.Context(), tx), j.ThenSummarize(r.Context(), tx),
					j.ThenDeliver(r.Context(), tx), j.ThenSummarize(r.Context(), tx))
			})
			r.ok(j.EnqueueCrawls(r.Context(), "run of "+j.Worker(), "oak", "elm"))
		}
		r.jobs(map[string]int{"cluster": 1, "summarize": 1, "deliver": 1, "crawl": 2})
	})
}

func TestTickInsertsWhatIsDueOnce(t *testing.T) {
	each(t, func(r *rig) {
		one, two := r.process("one"), r.process("two")
		r.source("oak", "elm")
		r.article(1)
		r.story(r.article(2))
		r.delivery("a")
		r.subscription()
		var both sync.WaitGroup
		for _, j := range []*Jobs{one, two} {
			both.Go(func() {
				j.enqueueTick(r.Context())
				if err := j.tick(r.Context()); err != nil {
					r.Error(err)
				}
			})
		}
		both.Wait()
		due := map[string]int{
			"crawl": 2, "cluster": 1, "summarize": 1, "editions": 1, "deliver": 1, "watch": 1, "tidy": 1, "tick": 1,
		}
		r.jobs(due)
		r.pass(time.Minute)
		one.enqueueTick(r.Context())
		r.ok(one.tick(r.Context()))
		due["tick"] = 2
		r.jobs(due)
		r.pass(time.Hour)
		r.ok(two.tick(r.Context()))
		due["watch"] = 2 // each hour; tidying is for once a day
		r.jobs(due)
	})
}

func TestTickLeavesAloneWhatIsNotDue(t *testing.T) {
	each(t, func(r *rig) {
		j := r.process("one")
		r.source("oak", "elm")
		r.write(func(tx *store.Tx) error {
			return errors.Join(tx.SetNextCrawl(r.Context(), "oak", r.clock().Add(time.Minute)),
				tx.TakeSource(r.Context(), "elm", "another", r.clock(), r.clock().Add(time.Hour)))
		})
		id := r.subscription()
		r.write(func(tx *store.Tx) error { return tx.SetNextEdition(r.Context(), id, r.clock().Add(time.Minute)) })
		r.ok(j.tick(r.Context()))
		r.jobs(map[string]int{"crawl": 0, "editions": 0, "cluster": 0, "summarize": 0, "deliver": 0})
		r.pass(time.Minute)
		r.ok(j.tick(r.Context()))
		r.jobs(map[string]int{"crawl": 1, "editions": 1})
	})
}

func TestNewRefusesWhatItCannotRead(t *testing.T) {
	each(t, func(r *rig) {
		j := r.process("one", func(o *Options) { o.Tick = "every now and then" })
		if err := j.Start(r.Context(), true, idle()); !fault.Is(err, fault.Invalid) {
			r.Errorf("got %v", err)
		}
	})
}

func TestGrain(t *testing.T) {
	for expr, want := range map[string]time.Duration{
		"* * * * *": time.Minute, "*/5 * * * *": time.Minute, "@every 2s": 2 * time.Second, "nonsense": time.Minute,
	} {
		if got := grain(expr, storetest.Start); got != want {
			t.Errorf("%s: %s", expr, got)
		}
	}
}
