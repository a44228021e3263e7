package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Rescued counts what was taken up from dead processes.
type Rescued struct {
	Workers, Sources, Deliveries, Jobs int64
}

// maxRescues bounds how often a job is taken up from a dead process: one that keeps killing its process is left to the
// job queue's own, slower rescue. The queue remembers a hundred attempts.
const maxRescues = 90

// Beat records that worker lives at now, and takes up what processes silent for longer than stale held: their sources
// may be crawled, their claimed deliveries sent, their running jobs run again. A delivery they were sending becomes
// unknown: nobody can tell whether the receiver has it.
func (tx *Tx) Beat(ctx context.Context, worker string, now time.Time, stale time.Duration) (Rescued, error) {
	var r Rescued
	_, err := tx.exec(ctx, `INSERT INTO workers (id, seen_at) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`, worker, column.At(now))
	if err != nil {
		return r, fault.Wrap(err, "beat")
	}
	dead, err := all(ctx, tx.queries, scanText, `SELECT id FROM workers WHERE seen_at < $1 ORDER BY id`,
		column.At(now.Add(-stale)))
	for _, id := range dead {
		one, err := tx.RemoveWorker(ctx, id, now)
		if err != nil {
			return r, fault.Wrap(err, "take up the work of %s", id)
		}
		r.Workers++
		r.Sources, r.Deliveries, r.Jobs = r.Sources+one.Sources, r.Deliveries+one.Deliveries, r.Jobs+one.Jobs
	}
	return r, fault.Wrap(err, "find dead processes")
}

// RemoveWorker forgets a process that works no more, and frees what is still on record as its own: it died, or could
// not write down how its work ended. It gives what that was.
func (tx *Tx) RemoveWorker(ctx context.Context, worker string, now time.Time) (r Rescued, err error) {
	r.Sources, err = tx.exec(ctx, `UPDATE sources SET lease_holder = '', lease_until = NULL WHERE lease_holder = $1`, worker)
	if err != nil {
		return r, fault.Wrap(err, "free sources")
	}
	batches := worker + "/" // each batch of deliveries is held by worker/number
	_, err = tx.exec(ctx, `UPDATE deliveries SET lease_until = $1 WHERE lease_holder <> ''
		AND substr(lease_holder, 1, CAST($2 AS INTEGER)) = $3`, column.At(now), len(batches), batches)
	if err != nil {
		return r, fault.Wrap(err, "free deliveries")
	}
	if r.Deliveries, err = tx.RecoverSending(ctx, now); err != nil {
		return r, err
	}
	jobs, err := tx.RunningJobs(ctx, worker)
	if err == nil {
		err = tx.ReleaseJobs(ctx, jobs)
	}
	if err != nil {
		return r, err
	}
	r.Jobs = int64(len(jobs))
	_, err = tx.exec(ctx, `DELETE FROM workers WHERE id = $1`, worker)
	return r, fault.Wrap(err, "remove worker")
}

// RunningJobs gives the jobs on record as run by worker. The table is the job queue's own, whose API can only wait for
// a time-out; where it is not installed there are none.
func (q queries) RunningJobs(ctx context.Context, worker string) ([]int64, error) {
	var installed bool
	if err := q.ex.QueryRowContext(ctx, q.dialect.hasJobs).Scan(&installed); err != nil || !installed {
		return nil, fault.Wrap(err, "look for the job queue")
	}
	out, err := all(ctx, q, scanID, `SELECT id FROM river_job WHERE state = 'running' AND attempt > 0 AND `+
		q.dialect.lastAttempt+` ORDER BY id`, worker, maxRescues)
	return out, fault.Wrap(err, "read running jobs")
}

// ReleaseJobs makes running jobs available again, as if they had not been begun.
func (tx *Tx) ReleaseJobs(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		_, err := tx.exec(ctx, `UPDATE river_job SET state = 'available', attempt = attempt - 1
			WHERE id = $1 AND state = 'running'`, id)
		if err != nil {
			return fault.Wrap(err, "release job %d", id)
		}
	}
	return nil
}

// QueueWaits reports whether the queue has a job that is not finished, and keeps such a job from being finished before
// the transaction is: what it commits, that job still sees. Only where the job queue is installed.
func (tx *Tx) QueueWaits(ctx context.Context, queue string) (bool, error) {
	ids, err := all(ctx, tx.queries, scanID, `SELECT id FROM river_job WHERE queue = $1
		AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled') LIMIT 1`+tx.dialect.share, queue)
	return len(ids) > 0, fault.Wrap(err, "look for jobs of queue %s", queue)
}

// Pending is what waits for the stages after the crawl.
type Pending struct {
	Articles   int64 // to be clustered
	Stories    int64 // to be summarized
	Deliveries int64 // to be sent now, those that somebody has claimed included
	Claimed    int64 // of them, those that somebody has claimed
	Editions   bool  // whether an edition is due, or the mail of one is not made yet
}

// Pending tells what rows call for at now.
func (q queries) Pending(ctx context.Context, now time.Time) (Pending, error) {
	p, err := one(ctx, q, "what is pending", func(r scanner) (p Pending, err error) {
		err = r.Scan(&p.Articles, &p.Stories, &p.Deliveries, &p.Claimed)
		return p, err
	}, `SELECT (SELECT count(*) FROM articles WHERE to_cluster), (SELECT count(*) FROM stories s WHERE `+stale+`),
		count(*), COALESCE(SUM(CASE WHEN d.lease_until > $1 THEN 1 ELSE 0 END), 0)
		FROM deliveries d WHERE `+claimable+` AND d.next_try <= $1
		AND NOT `+resting("$1"), column.At(now))
	if err == nil {
		p.Editions, err = q.editionsPending(ctx, now)
	}
	return p, err
}

func (q queries) editionsPending(ctx context.Context, now time.Time) (bool, error) {
	due, err := q.DueSubscriptions(ctx, now, audience.Subscription{}, 1)
	if err != nil || len(due) > 0 {
		return len(due) > 0, err
	}
	unmade, err := q.Unmade(ctx, now, 0, 1)
	return len(unmade) > 0, err
}
