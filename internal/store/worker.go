package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Rescued counts what was taken up from dead processes.
type Rescued struct {
	Workers, Sources, Deliveries, Jobs int64
}

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
