// Package jobs drives the stages: it is the only package that knows River, the job engine.
//
// A stage commits its result and the next job in one transaction: the rooms that do the work (gather, tell, send) are
// handed the Then… methods of [Jobs], which insert into the transaction they are given. Due work is computed from
// rows by the tick, never from a timer, so a job that was lost or never inserted is found again within a minute.
// Every job is idempotent, since it runs at least once across a crash. What a dead process left half done is taken
// up by any living one as soon as its heartbeat is stale.
//
// Order of calls: [New], then [Jobs.Start] with the [Work], then [Jobs.Stop]. The Then… and Enqueue… methods work
// from New on, so a one-off process can insert jobs without working any.
package jobs

import (
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"tidings/internal/fault"
	"tidings/internal/store"
)

// Options say how a process takes part.
type Options struct {
	Tick     string        // cron expression of the tick
	Crawls   int           // sources crawled at once
	Silent   int           // and of those that could not be reached the last time
	Poll     time.Duration // how often queues are looked at unasked: an inserted job is announced to every process
	Stale    time.Duration // a process silent for so long is dead
	Worker   string        // this process's name, unique among living ones
	Log      *slog.Logger
	Now      func() time.Time
	Shutdown time.Duration // how long Stop lets running jobs finish
}

// Work is what the jobs do; each function belongs to one kind.
type Work struct {
	Crawl     func(ctx context.Context, sourceID, runID string) error
	Cluster   func(ctx context.Context) error
	Summarize func(ctx context.Context) error
	Editions  func(ctx context.Context) error
	Deliver   func(ctx context.Context) error
	Watch     func(ctx context.Context) error
	Tidy      func(ctx context.Context) error
	Returns   func(ctx context.Context) error // nil = there is no mailbox to read
	Pictures  Pictures                        // nil = none are fetched
}

// Pictures fetches the pictures of stories.
type Pictures interface {
	Wanted(ctx context.Context) (bool, error)
	Fetch(ctx context.Context) error
}

// Jobs inserts jobs and, once started, works them.
type Jobs struct {
	store  *store.Store
	opt    Options
	engine engine
	stop   func(context.Context) error
	hands  hands    // what this process works on
	reads  bool     // there is a mailbox to read
	shows  Pictures // nil = none are fetched
}

// engine is River over one of its drivers, with the transaction type hidden.
type engine interface {
	migrate(ctx context.Context) error
	// insert reports whether one of the jobs was left out because its like is running.
	insert(ctx context.Context, tx *store.Tx, jobs []river.InsertManyParams) (running bool, err error)
	start(
		ctx context.Context, workers *river.Workers, queues map[string]river.QueueConfig, around rivertype.Middleware,
	) (stopper, error)
	close()
}

// stopper is the part of a running client we hold on to.
type stopper interface {
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// New prepares River beside st, running River's own migrations when migrate is set.
func New(ctx context.Context, st *store.Store, opt Options, migrate bool) (*Jobs, error) {
	e, err := open(ctx, st, opt)
	if err != nil {
		return nil, fault.Wrap(err, "open job queue")
	}
	j := &Jobs{store: st, opt: opt, engine: e}
	if migrate {
		if err := e.migrate(ctx); err != nil {
			e.close()
			return nil, fault.Wrap(err, "migrate job queue")
		}
	}
	return j, nil
}

// Worker gives this process's name among the workers.
func (j *Jobs) Worker() string { return j.opt.Worker }

// Close frees what New opened. Stop first.
func (j *Jobs) Close() { j.engine.close() }

// open picks the driver that matches the store.
func open(ctx context.Context, st *store.Store, opt Options) (engine, error) {
	if st.Dialect() == "sqlite" {
		e := &riverEngine[*sql.Tx]{
			driver: riversqlite.New(st.DB()), opt: opt,
			unwrap: func(tx *store.Tx) *sql.Tx { return tx.SQL() },
		}
		return e, e.open()
	}
	pool, err := pgxpool.New(ctx, st.DSN())
	if err != nil {
		return nil, err
	}
	e := &riverEngine[pgx.Tx]{
		driver: riverpgxv5.New(pool), opt: opt, closePool: pool.Close,
		unwrap: func(tx *store.Tx) pgx.Tx { return tx.Pgx() },
	}
	return e, e.open()
}

// riverEngine is the engine over one driver.
type riverEngine[T any] struct {
	driver    riverdriver.Driver[T]
	opt       Options
	unwrap    func(*store.Tx) T
	inserter  *river.Client[T]
	closePool func()
}

// open makes the client that only inserts.
func (e *riverEngine[T]) open() (err error) {
	e.inserter, err = river.NewClient(e.driver, &river.Config{Logger: queueLog(e.opt.Log)})
	return err
}

func (e *riverEngine[T]) close() {
	if e.closePool != nil {
		e.closePool()
	}
}

func (e *riverEngine[T]) migrate(ctx context.Context) error {
	m, err := rivermigrate.New(e.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// insert inserts jobs in the transaction. It reports whether one was left out as a double of a job that runs: that one
// may have looked already at what the transaction commits.
func (e *riverEngine[T]) insert(ctx context.Context, tx *store.Tx, jobs []river.InsertManyParams) (bool, error) {
	results, err := e.inserter.InsertManyTx(ctx, e.unwrap(tx), jobs)
	return slices.ContainsFunc(results, func(r *rivertype.JobInsertResult) bool {
		return r.UniqueSkippedAsDuplicate && r.Job.State == rivertype.JobStateRunning
	}), err
}

// start makes and starts a client that works the queues.
func (e *riverEngine[T]) start(
	ctx context.Context, workers *river.Workers, queues map[string]river.QueueConfig, around rivertype.Middleware,
) (stopper, error) {
	client, err := river.NewClient(e.driver, &river.Config{
		ID: e.opt.Worker, Logger: queueLog(e.opt.Log), Workers: workers, Queues: queues,
		FetchPollInterval: e.opt.Poll, FetchCooldown: min(e.opt.Poll, 50*time.Millisecond),
		JobTimeout: time.Minute, RescueStuckJobsAfter: 20 * time.Minute,
		CompletedJobRetentionPeriod: time.Hour, ErrorHandler: errorLog{e.opt.Log},
		SoftStopTimeout: e.opt.Shutdown, Middleware: []rivertype.Middleware{around},
	})
	if err != nil {
		return nil, err
	}
	return client, client.Start(ctx)
}
