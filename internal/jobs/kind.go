package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tidings/internal/fault"
	"tidings/internal/store"
)

// The queues. Each has its own number of workers, so that slow sites hold up neither stories nor mail.
const (
	queueCrawl   = "crawl"
	queueSilent  = "crawl_silent" // of sources that could not be reached the last time
	queueStory   = "story"
	queueSummary = "summary"
	queueEdition = "edition"
	queueMail    = "mail"
	queueCare    = "care"
	queuePicture = "picture"
)

// unfinished are the states in which a second job of the same kind and arguments is refused.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

// tickArgs is unique by the instant at which the tick is due, over all replicas.
type tickArgs struct {
	At time.Time `json:"at" river:"unique"`
}

func (tickArgs) Kind() string { return "tick" }
func (tickArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueCare, MaxAttempts: 1, Priority: 1, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// crawlArgs is unique by source while not finished. What failed is written in the source's health, which says when
// to try again; River does not retry it.
type crawlArgs struct {
	SourceID string `json:"source_id" river:"unique"`
	RunID    string `json:"run_id"`
	silent   bool
}

func (crawlArgs) Kind() string { return "crawl" }
func (a crawlArgs) InsertOpts() river.InsertOpts {
	queue := queueCrawl
	if a.silent {
		queue = queueSilent
	}
	return river.InsertOpts{Queue: queue, MaxAttempts: 1, UniqueOpts: once(true)}
}

type clusterArgs struct{}

func (clusterArgs) Kind() string { return "cluster" }
func (clusterArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueStory, MaxAttempts: 3, UniqueOpts: once(false)}
}

type summarizeArgs struct{}

func (summarizeArgs) Kind() string { return "summarize" }
func (summarizeArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueSummary, MaxAttempts: 3, UniqueOpts: once(false)}
}

// editionsArgs takes every edition that is due: what many readers are told the same is chosen once.
type editionsArgs struct{}

func (editionsArgs) Kind() string { return "editions" }
func (editionsArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueEdition, MaxAttempts: 3, UniqueOpts: once(false)}
}

type deliverArgs struct{}

func (deliverArgs) Kind() string { return "deliver" }
func (deliverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueMail, MaxAttempts: 1, UniqueOpts: once(false)}
}

type watchArgs struct {
	Hour time.Time `json:"hour" river:"unique"`
}

func (watchArgs) Kind() string { return "watch" }
func (watchArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueCare, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

type tidyArgs struct {
	Day time.Time `json:"day" river:"unique"`
}

func (tidyArgs) Kind() string { return "tidy" }
func (tidyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueCare, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// returnsArgs is unique by kind while not finished: one process reads the mailbox.
type returnsArgs struct{}

func (returnsArgs) Kind() string { return "returns" }
func (returnsArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueCare, MaxAttempts: 1, UniqueOpts: once(false)}
}

// picturesArgs is unique by kind while not finished; what one leaves the next tick asks for again.
type picturesArgs struct{}

func (picturesArgs) Kind() string { return "pictures" }
func (picturesArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queuePicture, MaxAttempts: 1, UniqueOpts: once(false)}
}

// once allows one unfinished job of a kind, or of a kind and its arguments.
func once(byArgs bool) river.UniqueOpts {
	return river.UniqueOpts{ByArgs: byArgs, ByState: unfinished}
}

// insert adds jobs to tx; one that is already waiting is left alone.
func (j *Jobs) insert(ctx context.Context, tx *store.Tx, args ...river.JobArgs) error {
	if len(args) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(args))
	for i, a := range args {
		params[i] = river.InsertManyParams{Args: a}
	}
	_, err := j.engine.insert(ctx, tx, params)
	return fault.Wrap(err, "insert %s job", args[0].Kind())
}

// ThenCluster inserts the job that puts new articles into stories. Nearly every article of a crawl finds it there, and
// to look costs a tenth of being refused. One that is running serves too: it looks once more as it completes.
func (j *Jobs) ThenCluster(ctx context.Context, tx *store.Tx) error {
	if waits, err := tx.QueueWaits(ctx, queueStory); err != nil || waits {
		return err
	}
	return j.insert(ctx, tx, clusterArgs{})
}

// ThenSummarize inserts the job that summarizes changed stories.
func (j *Jobs) ThenSummarize(ctx context.Context, tx *store.Tx) error {
	return j.insert(ctx, tx, summarizeArgs{})
}

// ThenDeliver inserts the job that sends waiting deliveries.
func (j *Jobs) ThenDeliver(ctx context.Context, tx *store.Tx) error {
	return j.insert(ctx, tx, deliverArgs{})
}
