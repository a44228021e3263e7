package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/robfig/cron/v3"

	"tidings/internal/store"
)

// dueBatch bounds what one tick inserts; the rest is due at the next.
const dueBatch = 500

// enqueueTick inserts this minute's tick; another replica may have done so already.
func (j *Jobs) enqueueTick(ctx context.Context) {
	now := j.opt.Now()
	err := j.store.Write(ctx, func(tx *store.Tx) error {
		return j.insert(ctx, tx, tickArgs{At: now.UTC().Truncate(grain(j.opt.Tick, now))})
	})
	if err != nil && ctx.Err() == nil {
		j.opt.Log.Error("tick not inserted; the next one tries again", "error", err)
	}
}

// grain is how far apart ticks are at least: a minute, or less for an expression such as "@every 5s".
func grain(expr string, now time.Time) time.Duration {
	schedule, err := cron.ParseStandard(expr)
	if err != nil {
		return time.Minute
	}
	next := schedule.Next(now)
	return min(time.Minute, schedule.Next(next).Sub(next))
}

// tick computes from rows what is due and inserts it. Whatever got lost between a stage and the next one (a process
// killed, a job discarded) is due here again.
func (j *Jobs) tick(ctx context.Context) error {
	now := j.opt.Now()
	due, err := j.due(ctx, now)
	if err != nil {
		return err
	}
	if j.shows != nil {
		wanted, err := j.shows.Wanted(ctx)
		if err != nil {
			return err
		}
		if wanted {
			due = append(due, picturesArgs{})
		}
	}
	due = append(due, watchArgs{Hour: now.UTC().Truncate(time.Hour)})
	return j.store.Write(ctx, func(tx *store.Tx) error {
		if err := j.insert(ctx, tx, due...); err != nil {
			return err
		}
		read, err := j.readNow(ctx, tx, now)
		if err != nil {
			return err
		}
		if read {
			if err := j.insert(ctx, tx, returnsArgs{}); err != nil {
				return err
			}
		}
		// The queue forgets completed jobs after an hour, so it cannot tell that a day's tidying is done.
		if daily, err := tx.TouchThrottle(ctx, "tidy", now, 24*time.Hour); err != nil || !daily {
			return err
		}
		return j.insert(ctx, tx, tidyArgs{Day: now.UTC().Truncate(24 * time.Hour)})
	})
}

// readEvery is how often the mailbox of bounces is read.
const readEvery = 5 * time.Minute

// readNow reports whether it is time to read the mailbox of bounces, if there is one.
func (j *Jobs) readNow(ctx context.Context, tx *store.Tx, now time.Time) (bool, error) {
	if !j.reads {
		return false, nil
	}
	return tx.TouchThrottle(ctx, "returns", now, readEvery)
}

// due lists the jobs that rows call for at now.
func (j *Jobs) due(ctx context.Context, now time.Time) ([]river.JobArgs, error) {
	var out []river.JobArgs
	sources, err := j.store.DueSources(ctx, now, dueBatch)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		out = append(out, crawlArgs{SourceID: s.ID, silent: s.Silent})
	}
	pending, err := j.store.Pending(ctx, now)
	if err != nil {
		return nil, err
	}
	return append(out, called(pending)...), nil
}

// called lists the jobs that pending rows call for.
func called(pending store.Pending) []river.JobArgs {
	var out []river.JobArgs
	if pending.Articles > 0 {
		out = append(out, clusterArgs{})
	}
	if pending.Editions {
		out = append(out, editionsArgs{})
	}
	if pending.Stories > 0 {
		out = append(out, summarizeArgs{})
	}
	if pending.Deliveries > 0 {
		out = append(out, deliverArgs{})
	}
	return out
}

// beat says this process lives and takes up what dead ones left.
func (j *Jobs) beat(ctx context.Context) error {
	return j.store.Write(ctx, func(tx *store.Tx) error {
		rescued, err := tx.Beat(ctx, j.opt.Worker, j.opt.Now(), j.opt.Stale)
		if err == nil && rescued.Workers > 0 {
			j.opt.Log.Warn("took up the work of a dead process", "processes", rescued.Workers, "jobs", rescued.Jobs,
				"crawls", rescued.Sources, "deliveries_unknown", rescued.Deliveries)
		}
		if err != nil {
			return err
		}
		return j.reclaim(ctx, tx)
	})
}

// beatUntil beats three times in Options.Stale until ctx ends, then says goodbye so that nobody waits for this process.
func (j *Jobs) beatUntil(ctx context.Context) {
	every := time.NewTicker(j.opt.Stale / 3)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			j.goodbye(context.WithoutCancel(ctx))
			return
		case <-every.C:
			if err := j.beat(ctx); err != nil && ctx.Err() == nil {
				j.opt.Log.Error("heartbeat failed", "error", err)
			}
		}
	}
}

// goodbye takes this process off the record, in order: what it could not write down of its work is freed with it, to be
// done again.
func (j *Jobs) goodbye(ctx context.Context) {
	err := j.store.Write(ctx, func(tx *store.Tx) error {
		left, err := tx.RemoveWorker(ctx, j.opt.Worker, j.opt.Now())
		if left != (store.Rescued{}) {
			j.opt.Log.Warn("the end of some work could not be written down: it is done again", "jobs", left.Jobs,
				"crawls", left.Sources, "deliveries_unknown", left.Deliveries)
		}
		return err
	})
	if err != nil {
		j.opt.Log.Error("heartbeat not removed", "error", err)
	}
}

// Settle waits until nothing is left to cluster, summarize or send now, as after a one-off crawl. It inserts what is
// due at each look, so it ends even if jobs got lost; the work may be done by any process.
func (j *Jobs) Settle(ctx context.Context, every time.Duration) error {
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		pending, err := j.store.Pending(ctx, j.opt.Now())
		if err != nil {
			return err
		}
		if pending.Articles == 0 && pending.Stories == 0 && pending.Deliveries == 0 {
			return nil
		}
		insert := func(tx *store.Tx) error { return j.insert(ctx, tx, called(pending)...) }
		if err := j.store.Write(ctx, insert); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}
