package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
	"github.com/robfig/cron/v3"

	"tidings/internal/fault"
	"tidings/internal/store"
)

// Start works the queues until Stop, beats this process's heart and, with tick, looks for due work by Options.Tick. A
// cancelled ctx cancels the running jobs; to let them finish, call Stop instead.
func (j *Jobs) Start(ctx context.Context, tick bool, work Work) error {
	if err := j.beat(ctx); err != nil {
		return err
	}
	j.reads, j.shows = work.Returns != nil, work.Pictures
	running, err := j.engine.start(ctx, j.workers(work), j.queues(), river.WorkerMiddlewareFunc(j.hands.work))
	if err != nil {
		return fault.Wrap(err, "start job workers")
	}
	beatCtx, endBeat := context.WithCancel(context.WithoutCancel(ctx))
	var beating sync.WaitGroup
	beating.Go(func() { j.beatUntil(beatCtx) })
	clock := cron.New()
	if tick {
		if _, err := clock.AddFunc(j.opt.Tick, func() { j.enqueueTick(beatCtx) }); err != nil {
			endBeat()
			return fault.As(fault.Invalid, err)
		}
		clock.Start()
		j.enqueueTick(ctx)
	}
	j.stop = func(ctx context.Context) error {
		<-clock.Stop().Done()
		err := running.Stop(ctx)
		if err != nil {
			err = running.StopAndCancel(context.WithoutCancel(ctx))
		}
		endBeat()
		beating.Wait()
		return err
	}
	return nil
}

// Stop ends ticking, lets running jobs finish until ctx or Options.Shutdown ends, and cancels those that did not.
func (j *Jobs) Stop(ctx context.Context) error {
	if j.stop == nil {
		return nil
	}
	stop := j.stop
	j.stop = nil
	return fault.Wrap(stop(ctx), "stop job workers")
}

// queues gives each queue its number of workers. One story job at a time keeps stories in order.
func (j *Jobs) queues() map[string]river.QueueConfig {
	return map[string]river.QueueConfig{
		queueCrawl: {MaxWorkers: max(1, j.opt.Crawls)}, queueSilent: {MaxWorkers: max(1, j.opt.Silent)}, queueStory: {MaxWorkers: 1}, queueSummary: {MaxWorkers: 1},
		queueEdition: {MaxWorkers: 2}, queueMail: {MaxWorkers: 2}, queueCare: {MaxWorkers: 1},
		queuePicture: {MaxWorkers: 1},
	}
}

// worker makes a river worker of a function, with an honest time-out.
type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	timeout time.Duration
	do      func(context.Context, T) error
}

// Work runs the job. A conflict (its source is being crawled elsewhere) is an outcome, not a failure.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	err := w.do(ctx, job.Args)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Gone) {
		return nil
	}
	return err
}

func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.timeout }

// sweeper works a kind that takes all that waits, whatever it was inserted for. What is committed after its last look,
// while it still counts as running, could not insert a job of its own, being a second of its kind; so the sweeper looks
// once more in the transaction that completes it.
type sweeper[T river.JobArgs] struct {
	jobs *Jobs
	worker[T]
}

// Work runs the job and completes it.
func (s *sweeper[T]) Work(ctx context.Context, job *river.Job[T]) error {
	if err := s.worker.Work(ctx, job); err != nil {
		return err
	}
	return s.jobs.store.Write(ctx, func(tx *store.Tx) error {
		if err := complete(ctx, tx, job); err != nil {
			return err
		}
		pending, err := tx.Pending(ctx, s.jobs.opt.Now())
		if err != nil {
			return err
		}
		pending.Deliveries -= pending.Claimed // another process has those
		for _, args := range called(pending) {
			if args.Kind() == job.Kind {
				return s.jobs.insert(ctx, tx, args)
			}
		}
		return nil
	})
}

// complete marks a job as done in tx.
func complete[T river.JobArgs](ctx context.Context, tx *store.Tx, job *river.Job[T]) (err error) {
	if tx.Pgx() != nil {
		_, err = river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx.Pgx(), job)
	} else {
		_, err = river.JobCompleteTx[*riversqlite.Driver](ctx, tx.SQL(), job)
	}
	return fault.Wrap(err, "complete %s job", job.Kind)
}

func add[T river.JobArgs](ws *river.Workers, timeout time.Duration, do func(context.Context, T) error) {
	river.AddWorker(ws, &worker[T]{timeout: timeout, do: do})
}

// workers says by which function each kind is done, and how long that may take: longer than it ever should, since a job
// that times out counts as failed.
func (j *Jobs) workers(work Work) *river.Workers {
	ws := river.NewWorkers()
	add(ws, time.Minute, func(ctx context.Context, a tickArgs) error { return j.tick(ctx) })
	river.AddWorker(ws, &crawler{j, worker[crawlArgs]{timeout: 15 * time.Minute,
		do: func(ctx context.Context, a crawlArgs) error { return work.Crawl(ctx, a.SourceID, a.RunID) }}})
	river.AddWorker(ws, &sweeper[clusterArgs]{j, worker[clusterArgs]{timeout: 5 * time.Minute,
		do: func(ctx context.Context, _ clusterArgs) error { return work.Cluster(ctx) }}})
	river.AddWorker(ws, &sweeper[summarizeArgs]{j, worker[summarizeArgs]{timeout: 15 * time.Minute,
		do: func(ctx context.Context, _ summarizeArgs) error { return work.Summarize(ctx) }}})
	river.AddWorker(ws, &sweeper[editionsArgs]{j, worker[editionsArgs]{timeout: 15 * time.Minute,
		do: func(ctx context.Context, _ editionsArgs) error { return work.Editions(ctx) }}})
	river.AddWorker(ws, &sweeper[deliverArgs]{j, worker[deliverArgs]{timeout: 30 * time.Minute,
		do: func(ctx context.Context, _ deliverArgs) error { return work.Deliver(ctx) }}})
	add(ws, time.Minute, func(ctx context.Context, _ watchArgs) error { return work.Watch(ctx) })
	add(ws, 5*time.Minute, func(ctx context.Context, _ tidyArgs) error { return work.Tidy(ctx) })
	add(ws, 10*time.Minute, func(ctx context.Context, _ returnsArgs) error { return work.Returns(ctx) })
	add(ws, 10*time.Minute, func(ctx context.Context, _ picturesArgs) error { return work.Pictures.Fetch(ctx) })
	return ws
}

// errorLog reports failed jobs once each. A site that is down or refuses is no error of ours: a warning.
type errorLog struct{ log *slog.Logger }

func (e errorLog) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelError
	if job.Kind == (crawlArgs{}).Kind() && fault.KindOf(err) != fault.Internal {
		level = slog.LevelWarn
	}
	e.log.Log(ctx, level, "job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts,
		"error", err)
	return nil
}

func (e errorLog) HandlePanic(
	_ context.Context, job *rivertype.JobRow, value any, trace string,
) *river.ErrorHandlerResult {
	e.log.Error("job panicked", "kind", job.Kind, "job", job.ID, "panic", value, "trace", trace)
	return nil
}
