package store

import (
	"context"

	"tidings/internal/fault"
)

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

// maxRescues bounds how often a job is taken up from a dead process: one that keeps killing its process is left to the
// job queue's own, slower rescue. The queue remembers a hundred attempts.
const maxRescues = 90
