package gather

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// lookAgain is how often it is looked whether a source that another process has is free.
const lookAgain = 500 * time.Millisecond

// Lanes says how sources are crawled side by side.
type Lanes struct {
	Quick  int           // at once, of those that could be reached the last time
	Silent int           // at once, of those that could not: beside the others, so that they hold none of them up
	Stale  time.Duration // a process silent for so long is dead, and its sources are free
}

// CrawlAll crawls sources side by side as the daemon does, each host at its own pace. What became of one, as Crawl gives
// it, is handed to ended with its place in sources: once for each, from several goroutines; one whose turn had not come
// when ctx ended has ctx's error. CrawlAll returns when all have ended. Its own error means that none was begun.
func (r *Room) CrawlAll(
	ctx context.Context, sources []news.Source, lanes Lanes, ended func(i int, record news.Crawl, err error),
) error {
	var quick, silent []int
	for i, source := range sources {
		health, err := r.Store.Health(ctx, source.ID)
		switch {
		case err != nil:
			return err
		case health.State == news.StateUnreachable:
			silent = append(silent, i)
		default:
			quick = append(quick, i)
		}
	}
	run := rand.Text()
	lane := func(places []int, atOnce int) {
		var group errgroup.Group
		group.SetLimit(atOnce)
		for _, i := range places {
			group.Go(func() error {
				record, err := r.crawlWhenFree(ctx, sources[i].ID, run, lanes.Stale)
				ended(i, record, err)
				return nil
			})
		}
		group.Wait() //nolint:errcheck // ended has the failures
	}
	var both sync.WaitGroup
	both.Go(func() { lane(quick, lanes.Quick) })
	both.Go(func() { lane(silent, lanes.Silent) })
	both.Wait()
	return nil
}

// crawlWhenFree is Crawl, unless ctx has ended, for a source that another process may have. It is waited for until that
// process would be known to be dead and its sources free: a crawl that was killed must not keep the next one from work.
// A living process keeps the source longer: fault.Conflict, which names it.
func (r *Room) crawlWhenFree(ctx context.Context, id, run string, stale time.Duration) (news.Crawl, error) {
	if err := ctx.Err(); err != nil {
		return news.Crawl{SourceID: id}, err
	}
	wait, cancel := context.WithTimeout(ctx, 2*stale)
	defer cancel()
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	for {
		record, err := r.Crawl(ctx, id, run)
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
