package main

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/show"
)

// crawlAll crawls the sources side by side, each host at its own pace; those that could not be reached the last time in a
// lane of their own, as in the daemon. A process that was silent for stale is dead.
func crawlAll(ctx context.Context, a *app.App, sources []news.Source, stale time.Duration) ([]show.Crawled, error) {
	out := make([]show.Crawled, len(sources))
	lanes := map[bool][]*show.Crawled{}
	for i, source := range sources {
		health, err := a.Store.Health(ctx, source.ID)
		if err != nil {
			return nil, err
		}
		out[i].Source = source
		silent := health.State == news.StateUnreachable
		lanes[silent] = append(lanes[silent], &out[i])
	}
	run := rand.Text()
	var wg sync.WaitGroup
	wg.Go(func() { crawlLane(ctx, a, lanes[false], a.Config.Crawl.Sources(), run, stale) })
	wg.Go(func() { crawlLane(ctx, a, lanes[true], a.Config.Crawl.Silent(), run, stale) })
	wg.Wait()
	return out, nil
}

// crawlLane crawls sources, so many at once, and fills in how it went.
func crawlLane(ctx context.Context, a *app.App, sources []*show.Crawled, atOnce int, run string, stale time.Duration) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, c := range sources {
		group.Go(func() error {
			if c.Record.SourceID, c.Err = c.Source.ID, ctx.Err(); c.Err == nil {
				c.Record, c.Err = crawlOne(ctx, a, c.Source.ID, run, stale)
			}
			return nil
		})
	}
	group.Wait() //nolint:errcheck // failures are in the records
}

// crawlOne crawls a source. One that another process has is waited for until that process would be known to be dead and
// its sources free: a crawl that was killed must not keep the next one from work. A living one is named.
func crawlOne(ctx context.Context, a *app.App, id, run string, stale time.Duration) (news.Crawl, error) {
	wait, cancel := context.WithTimeout(ctx, 2*stale)
	defer cancel()
	look := time.NewTicker(500 * time.Millisecond)
	defer look.Stop()
	for {
		record, err := a.Gather.Crawl(ctx, id, run)
		if !fault.Is(err, fault.Conflict) {
			return record, err
		}
		select {
		case <-look.C:
		case <-wait.Done():
			return record, err
		}
	}
}

// settle lets stories and summaries be made of what was read. When we are told to stop, the daemon or the next crawl
// does the rest.
func settle(ctx context.Context, a *app.App) error {
	told := ctx
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	err := a.Jobs.Settle(ctx, 200*time.Millisecond)
	if told.Err() != nil {
		return nil
	}
	return fault.Wrap(err, "make stories of what was read")
}
