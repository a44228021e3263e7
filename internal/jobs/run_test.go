package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// chores is Work that does to the rows what each kind is for, and says what was done.
func (r *rig) chores(done chan<- string) Work {
	say := func(format string, args ...any) { done <- fmt.Sprintf(format, args...) }
	return Work{
		Crawl: func(ctx context.Context, source, run string) error {
			say("crawl %s in run %q", source, run)
			return r.s.Write(ctx, func(tx *store.Tx) error { return tx.SetNextCrawl(ctx, source, r.clock().Add(time.Hour)) })
		},
		Cluster: func(ctx context.Context) error {
			waiting, err := r.s.ArticlesToCluster(ctx, 10)
			if err != nil {
				return err
			}
			say("cluster %d", len(waiting))
			return r.s.Write(ctx, func(tx *store.Tx) error {
				for _, a := range waiting {
					if err := tx.MarkClustered(ctx, a.ID); err != nil {
						return err
					}
				}
				return nil
			})
		},
		Summarize: func(ctx context.Context) error {
			stories, err := r.s.StoriesToSummarize(ctx, 10)
			if err != nil {
				return err
			}
			say("summarize %d", len(stories))
			return r.s.Write(ctx, func(tx *store.Tx) error {
				for _, id := range stories {
					story, err := tx.Story(ctx, id)
					err = errors.Join(err, tx.PutSummary(ctx, news.Summary{StoryID: id, MadeAt: r.clock()}, story))
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
		Editions: func(ctx context.Context) error {
			now := r.clock()
			due, err := r.s.DueSubscriptions(ctx, now, audience.Subscription{}, 10)
			if err != nil {
				return err
			}
			return r.s.Write(ctx, func(tx *store.Tx) error {
				for _, s := range due {
					say("edition %d over %s", s.ID, now.Sub(s.WindowStart))
					if err := tx.AdvanceSubscription(ctx, s.ID, now, now.Add(24*time.Hour)); err != nil {
						return err
					}
				}
				return nil
			})
		},
		Deliver: func(ctx context.Context) error {
			n, err := r.sendAll(ctx)
			say("deliver %d", n)
			return err
		},
		Watch: func(context.Context) error { say("watch"); return nil },
		Tidy:  func(context.Context) error { say("tidy"); return nil },
	}
}

// sendAll takes what may be sent for sent.
func (r *rig) sendAll(ctx context.Context) (n int, err error) {
	err = r.s.Write(ctx, func(tx *store.Tx) error {
		claimed, err := tx.ClaimDeliveries(ctx, store.Claim{Holder: "w/1", Now: r.clock(), Until: r.clock().Add(time.Minute)})
		for _, d := range claimed {
			// what only the store's own BeginSending may do is not needed here: a refusal ends a delivery as well
			err = errors.Join(err, tx.FinishDelivery(ctx, d.ID, "w/1", store.Outcome{
				State: audience.DeliveryFailed, Code: 550, At: r.clock(),
			}))
		}
		n = len(claimed)
		return err
	})
	return n, err
}

func TestEveryKindIsWorked(t *testing.T) {
	each(t, func(r *rig) {
		r.source("oak")
		r.article(1)
		r.story(r.article(2))
		subscription := r.subscription()
		r.delivery("a")
		done := make(chan string, 100)
		j := r.process("one")
		r.ok(j.Start(r.Context(), true, r.chores(done)))
		want := map[string]bool{
			`crawl oak in run ""`: true, "cluster 1": true, "summarize 1": true,
			fmt.Sprintf("edition %d over 24h0m0s", subscription): true, "deliver 1": true, "watch": true, "tidy": true,
		}
		for len(want) > 0 {
			got := wait(r, done, fmt.Sprintf("any of %v", want))
			if !want[got] {
				r.Errorf("done, not wanted: %s", got)
			}
			delete(want, got)
		}
		r.until("the due crawl is completed", func() bool { return r.count("crawl", "completed") == 1 })
		r.ok(j.EnqueueCrawls(r.Context(), "by hand", "oak"))
		if got := wait(r, done, "the crawl by hand"); got != `crawl oak in run "by hand"` {
			r.Error(got)
		}
	})
}

// TestTheLivingTakeUpTheWorkOfTheDead plays a process that hangs in a crawl with its heart stopped.
func TestTheLivingTakeUpTheWorkOfTheDead(t *testing.T) {
	each(t, func(r *rig) {
		r.source("oak")
		hung, release := make(chan string), make(chan struct{})
		dead := r.process("dead", func(o *Options) {
			o.Stale, o.Crawls = time.Hour, 1 // it beats once in the course of this test, and hangs in its only crawl
		})
		living := r.process("living")
		r.Cleanup(func() { close(release) }) // before the processes are stopped
		work := idle()
		work.Crawl = func(_ context.Context, source, run string) error {
			hung <- source + " " + run
			<-release
			return nil
		}
		r.ok(dead.Start(r.Context(), false, work))
		r.ok(dead.EnqueueCrawls(r.Context(), "r1", "oak"))
		wait(r, hung, "the crawl")
		id := r.delivery("a")
		r.write(func(tx *store.Tx) error {
			claim := store.Claim{Holder: "dead/1", Now: r.clock(), Until: r.clock().Add(time.Hour), Limit: 1}
			_, err := tx.ClaimDeliveries(r.Context(), claim)
			return errors.Join(err, tx.TakeSource(r.Context(), "oak", "dead", r.clock(), r.clock().Add(time.Hour)))
		})
		r.ok(r.s.BeginSending(r.Context(), id, "dead/1", "c", r.clock()))

		r.pass(14 * time.Second)
		r.ok(living.beat(r.Context()))
		if n := r.count("crawl", "running"); n != 1 {
			r.Errorf("taken up too early: %d crawls run", n)
		}
		r.pass(2 * time.Second)
		taken := make(chan string, 1)
		work.Crawl = func(ctx context.Context, source, run string) error {
			taken <- source + " " + run
			return r.s.Write(ctx, func(tx *store.Tx) error {
				return tx.TakeSource(ctx, source, "living", r.clock(), r.clock().Add(time.Hour))
			})
		}
		r.ok(living.Start(r.Context(), false, work))
		if got := wait(r, taken, "the crawl of the dead"); got != "oak r1" {
			r.Error(got)
		}
		d, err := r.s.Delivery(r.Context(), id)
		if err != nil || d.State != audience.DeliveryUnknown || !d.Uncertain {
			r.Errorf("delivery is %s, %v", d.State, err)
		}
		r.until("the crawl is completed", func() bool { return r.count("crawl", "completed") == 1 })
	})
}

// TestNothingCommittedMeanwhileIsForgotten: what comes after the last look of a job finds a job of its kind running and
// cannot insert another.
func TestNothingCommittedMeanwhileIsForgotten(t *testing.T) {
	each(t, func(r *rig) {
		r.source("oak")
		j := r.process("one")
		calls := make(chan int, 10)
		var n atomic.Int32
		work := idle()
		work.Cluster = func(ctx context.Context) error {
			call := int(n.Add(1))
			waiting, err := r.s.ArticlesToCluster(ctx, 10)
			if err != nil {
				return err
			}
			calls <- len(waiting)
			return r.s.Write(ctx, func(tx *store.Tx) error {
				for _, a := range waiting {
					if err := tx.MarkClustered(ctx, a.ID); err != nil {
						return err
					}
				}
				if call > 1 {
					return nil
				}
				_, err := putArticle(ctx, tx, 2) // another process commits a page just now
				return errors.Join(err, j.ThenCluster(ctx, tx))
			})
		}
		r.write(func(tx *store.Tx) error {
			_, err := putArticle(r.Context(), tx, 1)
			return errors.Join(err, j.ThenCluster(r.Context(), tx))
		})
		r.ok(j.Start(r.Context(), false, work))
		for i := range 2 {
			if got := wait(r, calls, fmt.Sprint("look ", i)); got != 1 {
				r.Errorf("look %d found %d articles", i, got)
			}
		}
	})
}

func TestSettleEndsWhenNothingWaits(t *testing.T) {
	each(t, func(r *rig) {
		r.source("oak")
		j := r.process("one")
		r.ok(j.Settle(r.Context(), time.Millisecond))
		r.article(1) // with no job inserted: it got lost
		r.story(r.article(2))
		r.delivery("a")
		short, cancel := context.WithTimeout(r.Context(), 30*time.Millisecond)
		defer cancel()
		if err := j.Settle(short, time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
			r.Errorf("settled with nobody to do the work: %v", err)
		}
		r.ok(j.Start(r.Context(), false, r.chores(make(chan string, 100))))
		r.ok(j.Settle(r.Context(), time.Millisecond))
		pending, err := r.s.Pending(r.Context(), r.clock())
		if err != nil || pending.Articles+pending.Stories+pending.Deliveries != 0 {
			r.Errorf("left %+v, %v", pending, err)
		}
	})
}

func TestStopLetsRunningJobsFinish(t *testing.T) {
	each(t, func(r *rig) {
		started, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		work := idle()
		work.Crawl = func(ctx context.Context, _, _ string) error {
			close(started)
			<-release
			ended <- ctx.Err()
			return nil
		}
		j := r.process("one")
		r.ok(j.Start(r.Context(), true, work))
		r.ok(j.EnqueueCrawls(r.Context(), "", "oak"))
		wait(r, started, "the crawl")
		stopped := make(chan error, 1)
		go func() { stopped <- j.Stop(context.Background()) }()
		select {
		case err := <-stopped:
			r.Errorf("stopped while a job was running: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
		close(release)
		if err := wait(r, ended, "the end of the job"); err != nil {
			r.Errorf("the job was cancelled: %v", err)
		}
		r.ok(wait(r, stopped, "the stop"))
		if n := r.count("crawl", "completed"); n != 1 {
			r.Errorf("%d crawls completed", n)
		}
		var workers int
		r.ok(r.s.DB().QueryRowContext(r.Context(), `SELECT count(*) FROM workers`).Scan(&workers))
		if workers != 0 {
			r.Error("the process did not say goodbye")
		}
		r.ok(j.Stop(context.Background())) // again: nothing to do
	})
}

func TestStopCancelsWhatDoesNotEnd(t *testing.T) {
	each(t, func(r *rig) {
		started, ended := make(chan struct{}), make(chan error, 1)
		work := idle()
		work.Crawl = func(ctx context.Context, _, _ string) error {
			close(started)
			<-ctx.Done()
			ended <- ctx.Err()
			return ctx.Err()
		}
		j := r.process("one", func(o *Options) { o.Shutdown = 50 * time.Millisecond })
		r.ok(j.Start(r.Context(), false, work))
		r.ok(j.EnqueueCrawls(r.Context(), "", "oak"))
		wait(r, started, "the crawl")
		r.ok(j.Stop(context.Background()))
		if err := wait(r, ended, "the end of the job"); !errors.Is(err, context.Canceled) {
			r.Errorf("the job ended with %v", err)
		}
	})
}

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestAFailureIsLoggedAndAnOutcomeIsNot(t *testing.T) {
	each(t, func(r *rig) {
		log := &lines{}
		j := r.process("one", func(o *Options) {
			o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
		})
		work := idle()
		work.Crawl = func(_ context.Context, source, _ string) error {
			switch source {
			case "taken":
				return fault.New(fault.Conflict, "another has it")
			case "left":
				return fault.New(fault.Gone, "it is no more")
			case "mad":
				panic("at its wits' end")
			}
			return fault.New(fault.Temporary, "the site is down")
		}
		r.ok(j.Start(r.Context(), false, work))
		r.ok(j.EnqueueCrawls(r.Context(), "", "taken", "left", "down", "mad"))
		r.until("all four have run", func() bool {
			return r.count("crawl", "completed") == 2 && r.count("crawl", "discarded") == 2
		})
		for _, want := range []string{`level=WARN msg="job failed" kind=crawl`, "the site is down", `msg="job panicked" kind=crawl`} {
			if !strings.Contains(log.String(), want) {
				r.Errorf("the log lacks %q:\n%s", want, log)
			}
		}
		if strings.Contains(log.String(), "another has it") {
			r.Error("an outcome was logged as a failure")
		}
		r.ok(j.EnqueueCrawls(r.Context(), "", "down")) // what failed may be asked for again
		r.until("it has run again", func() bool { return r.count("crawl", "discarded") == 3 })
	})
}

// TestNoCrawlAskedForIsLost: what is asked for the moment a crawl ended, or while it runs, is crawled as well, whether
// that one failed or not.
func TestNoCrawlAskedForIsLost(t *testing.T) {
	each(t, func(r *rig) {
		r.source("oak")
		began, finish := make(chan string), make(chan error)
		work := idle()
		work.Crawl = func(_ context.Context, _, run string) error {
			began <- run
			return <-finish
		}
		j := r.process("one")
		r.ok(j.Start(r.Context(), false, work))
		ask := func(run string) { r.ok(j.EnqueueCrawls(r.Context(), run, "oak")) }
		expect := func(run string) {
			r.Helper()
			if got := wait(r, began, "the crawl of run "+run); got != run {
				r.Errorf("run %q, want %q", got, run)
			}
		}
		ask("first")
		expect("first")
		ask("while it runs")
		finish <- nil
		expect("while it runs")
		ask("while it fails")
		finish <- errUndo
		expect("while it fails")
		finish <- nil
		r.until("the crawl is over", func() bool { return r.count("crawl", "running") == 0 })
		ask("at its end")
		expect("at its end")
		finish <- nil
	})
}
