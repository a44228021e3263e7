package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"tidings/internal/store"
)

// again is where it is kept, per source, which run wants it crawled once more when its crawl is done.
func again(sourceID string) string { return "crawl again: " + sourceID }

// EnqueueCrawls inserts crawls of the sources, joined by runID. A source whose crawl is waiting keeps that one. One that
// is being crawled may have been read before it was asked for, so it is crawled once more when that is done.
func (j *Jobs) EnqueueCrawls(ctx context.Context, runID string, sourceIDs ...string) error {
	return j.store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range sourceIDs {
			running, err := j.engine.insert(ctx, tx, []river.InsertManyParams{{Args: crawlArgs{SourceID: id, RunID: runID}}})
			if err == nil && running {
				err = tx.PutMeta(ctx, again(id), runID)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// crawler works crawls. The queue would note a crawl's end some time after it, and take what is asked for meanwhile for
// a second crawl at once; so the crawler completes its job itself.
type crawler struct {
	jobs *Jobs
	worker[crawlArgs]
}

// Work runs the job and completes it, and inserts the crawl that was asked for while it ran.
func (c *crawler) Work(ctx context.Context, job *river.Job[crawlArgs]) error {
	failure := c.worker.Work(ctx, job)
	key, wanted := again(job.Args.SourceID), ""
	err := c.jobs.store.Write(ctx, func(tx *store.Tx) (err error) {
		if wanted, err = tx.Meta(ctx, key); err != nil || failure != nil && wanted == "" {
			return err
		}
		if err = complete(ctx, tx, job); err != nil || wanted == "" {
			return err
		}
		if err = tx.PutMeta(ctx, key, ""); err != nil {
			return err
		}
		return c.jobs.insert(ctx, tx, crawlArgs{SourceID: job.Args.SourceID, RunID: wanted})
	})
	if failure != nil && err == nil && wanted != "" { // completed, so the queue will not report it
		errorLog{c.jobs.opt.Log}.HandleError(ctx, job.JobRow, failure)
		return nil
	}
	if failure != nil {
		return failure
	}
	return err
}
