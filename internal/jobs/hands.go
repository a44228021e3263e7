package jobs

import (
	"context"
	"sync"
	"time"

	"github.com/riverqueue/river/rivertype"

	"tidings/internal/store"
)

// hands knows which jobs this process works on, and since when others are on record as its own. The job queue tries for
// some seconds to write down how a job ended, then lets it be: on a full disk that leaves jobs that run for ever, beside
// which no second one of their kind can be inserted.
type hands struct {
	mu   sync.Mutex
	at   map[int64]bool
	lost map[int64]time.Time // not worked on, first seen so at
}

// work is called around each job.
func (h *hands) work(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) error {
	h.take(job.ID, true)
	defer h.take(job.ID, false)
	return do(ctx)
}

func (h *hands) take(id int64, taken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at == nil {
		h.at = map[int64]bool{}
	}
	if delete(h.at, id); taken {
		h.at[id] = true
	}
}

// forgotten gives those of the recorded jobs that nobody has worked on for so long.
func (h *hands) forgotten(recorded []int64, now time.Time, since time.Duration) (out []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	lost := map[int64]time.Time{}
	for _, id := range recorded {
		if h.at[id] {
			continue
		}
		first, known := h.lost[id]
		if !known {
			first = now
		}
		if lost[id] = first; now.Sub(first) >= since {
			out = append(out, id)
		}
	}
	h.lost = lost
	return out
}

// reclaim makes jobs available again whose end this process could not write down. It waits for longer than the queue
// tries to: four times [Options.Stale].
func (j *Jobs) reclaim(ctx context.Context, tx *store.Tx) error {
	recorded, err := tx.RunningJobs(ctx, j.opt.Worker)
	if err != nil {
		return err
	}
	ids := j.hands.forgotten(recorded, j.opt.Now(), 4*j.opt.Stale)
	if len(ids) == 0 {
		return nil
	}
	j.opt.Log.Warn("the end of jobs could not be written down: they run again", "jobs", len(ids))
	return tx.ReleaseJobs(ctx, ids)
}
