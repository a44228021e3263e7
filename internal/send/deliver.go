package send

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/store"
)

const (
	lease      = 12 * time.Minute // how long a claimed batch is ours; prolonged while it is in work
	turn       = 10 * time.Minute // how long one call of Deliver claims more; the next job goes on
	perWorker  = 8                // waiting deliveries that are worth one more connection
	aheadLimit = 4                // batches that may wait in memory for their domains' pace
)

// Deliver sends every delivery that is due, batch after batch, over several connections. It ends when nothing is due,
// after ten minutes, when ctx ends (the mails in hand are finished first), or when no relay takes us.
func (r *Room) Deliver(ctx context.Context) error {
	if err := r.recover(ctx); err != nil {
		return err
	}
	run, err := r.newRun(ctx)
	if err != nil || run == nil {
		return err
	}
	return run.all(ctx)
}

// recover takes deliveries that somebody began to send and never finished for unknown.
func (r *Room) recover(ctx context.Context) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.RecoverSending(ctx, r.Now())
		if n > 0 {
			r.Log.Warn("deliveries of unknown fate", "count", n)
		}
		return err
	})
}

// run is one call of Deliver: it claims deliveries and hands them to workers, each with a connection of its own.
type run struct {
	*Room
	*rests
	ledger *ledger
	pace   *pace
	queue  chan claimed
	halted chan struct{} // closed when no more may be handed out

	workers sync.WaitGroup
	batches int
	waiting []claimed // handed to nobody yet

	mu     sync.Mutex
	random *rand.Rand // jitter
	active int        // workers
	held   map[*batch]bool
	err    error
	ending sync.Once
}

// batch is one claim of deliveries, with a holder of its own.
type batch struct {
	holder  string
	left    atomic.Int64 // not done yet
	untried atomic.Bool  // some are to be given back
}

// claimed is one delivery of a batch.
type claimed struct {
	audience.Delivery
	batch *batch
}

// newRun gives nil when all mail rests.
func (r *Room) newRun(ctx context.Context) (*run, error) {
	rests, err := r.loadRests(ctx)
	if err != nil || rests == nil {
		return nil, err
	}
	return &run{
		Room: r, rests: rests, ledger: newLedger(ctx, r), pace: newPace(r.Pace, r.Now), queue: make(chan claimed),
		halted: make(chan struct{}), held: make(map[*batch]bool),
		random: rand.New(rand.NewPCG(uint64(r.Now().UnixNano()), 0)), //nolint:gosec // jitter needs no secrecy
	}, nil
}

// all dispatches until nothing is left, waits for the workers and gives back what was not tried.
func (r *run) all(ctx context.Context) error {
	prolonging, stop := context.WithCancel(context.WithoutCancel(ctx))
	var prolonger sync.WaitGroup
	prolonger.Go(func() { r.prolong(prolonging) })
	err := r.dispatch(ctx)
	close(r.queue)
	r.workers.Wait()
	for _, d := range r.waiting {
		err = errors.Join(err, r.done(context.WithoutCancel(ctx), d, false))
	}
	stop()
	prolonger.Wait()
	r.ledger.close()
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(err, r.err)
}

// dispatch claims and hands out. What must wait for its domain's pace waits here, while others go first.
func (r *run) dispatch(ctx context.Context) error {
	for end := r.Now().Add(turn); r.Now().Before(end) && r.goesOn(ctx); {
		d, ok, err := r.next(ctx)
		if err != nil {
			return err
		}
		if ok {
			r.handOut(ctx, d)
			continue
		}
		found, err := r.claimMore(ctx)
		if err != nil {
			return err
		}
		if !found && !r.pace.wait(ctx, r.halted) {
			break
		}
	}
	return ctx.Err()
}

// goesOn reports whether more may be handed out.
func (r *run) goesOn(ctx context.Context) bool {
	select {
	case <-r.halted:
		return false
	default:
		return ctx.Err() == nil
	}
}

// halt lets no more be handed out. The first error counts.
func (r *run) halt(err error) {
	r.ending.Do(func() {
		r.mu.Lock()
		r.err = err
		r.mu.Unlock()
		close(r.halted)
	})
}

// next takes the first waiting delivery that may go now. Those of a digest that was stopped meanwhile are given back.
func (r *run) next(ctx context.Context) (d claimed, ok bool, err error) {
	for i := 0; i < len(r.waiting); i++ {
		d := r.waiting[i]
		if r.stopped(d.Delivery) {
			r.waiting = slices.Delete(r.waiting, i, i+1)
			i--
			if err := r.done(ctx, d, false); err != nil {
				return claimed{}, false, err
			}
			continue
		}
		if r.pace.take(d.Domain()) {
			r.waiting = slices.Delete(r.waiting, i, i+1)
			return d, true, nil
		}
	}
	return claimed{}, false, nil
}

// handOut gives a delivery to a worker; when it is too late for that, it waits again and is given back at the end.
func (r *run) handOut(ctx context.Context, d claimed) {
	select {
	case r.queue <- d:
	case <-r.halted:
		r.waiting = append(r.waiting, d)
	case <-ctx.Done():
		r.waiting = append(r.waiting, d)
	}
}

// claimMore claims a batch, unless too many wait already, and sees to it that there are workers for them. It reports
// whether there may be more to claim.
func (r *run) claimMore(ctx context.Context) (bool, error) {
	if len(r.waiting) >= aheadLimit*max(1, r.Batch) {
		return false, nil
	}
	r.batches++
	b := &batch{holder: fmt.Sprintf("%s/%d-%d", r.Worker, r.Now().UnixNano(), r.batches)}
	got, any, err := r.claim(ctx, b.holder, r.full())
	if err != nil || !any {
		return false, err
	}
	b.left.Store(int64(len(got)))
	for _, d := range got {
		r.waiting = append(r.waiting, claimed{d, b})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[b] = len(got) > 0
	for r.active < min(max(1, r.Connections), (len(r.waiting)+perWorker-1)/perWorker) {
		r.active++
		r.workers.Go(func() { r.work(ctx) })
	}
	return true, nil
}

// full lists the recipient domains of which enough wait already.
func (r *run) full() []string {
	out := r.pace.busy()
	for _, d := range r.waiting {
		if !slices.Contains(out, d.Domain()) {
			out = append(out, d.Domain())
		}
	}
	return out
}

// claim leases a batch. What may not or need not go now is put aside in the same transaction; any tells whether there
// was something at all.
func (r *run) claim(ctx context.Context, holder string, except []string) (got []audience.Delivery, any bool, err error) {
	now := r.Now()
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		found, err := tx.ClaimDeliveries(ctx, store.Claim{
			Holder: holder, Now: now, Until: now.Add(lease), Limit: max(1, r.Batch), Except: except,
		})
		got, any = nil, len(found) > 0
		for _, d := range found {
			aside, aerr := r.putAside(ctx, tx, holder, d, now)
			if !aside {
				got = append(got, d)
			}
			err = errors.Join(err, aerr)
		}
		return err
	})
	return got, any, err
}

// putAside keeps back what the allow-list or the quiet hours do.
func (r *run) putAside(
	ctx context.Context, tx *store.Tx, holder string, d audience.Delivery, now time.Time,
) (bool, error) {
	if !r.allowed(d.Recipient) {
		return true, tx.SuppressDelivery(ctx, d.ID, holder, "mail.only_to keeps it back", now)
	}
	if until := r.Quiet.until(d, now); !until.IsZero() {
		return true, tx.PostponeDelivery(ctx, d.ID, holder, until)
	}
	return false, nil
}

// done ends a delivery's part in its batch. What was not tried is given back once nothing of the batch is in work.
func (r *run) done(ctx context.Context, d claimed, tried bool) error {
	if !tried {
		d.batch.untried.Store(true)
	}
	if d.batch.left.Add(-1) > 0 {
		return nil
	}
	r.mu.Lock()
	delete(r.held, d.batch)
	r.mu.Unlock()
	if !d.batch.untried.Load() {
		return nil
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return tx.ReleaseDeliveries(ctx, d.batch.holder) })
}

// prolong keeps the batches in work ours until ctx ends.
func (r *run) prolong(ctx context.Context) {
	every := time.NewTicker(lease / 6)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if err := r.prolongAll(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("leases of deliveries not prolonged", "error", err)
		}
	}
}

// prolongAll keeps the leases of all batches in hand from running out.
func (r *run) prolongAll(ctx context.Context) error {
	r.mu.Lock()
	var holders []string
	for b := range r.held {
		holders = append(holders, b.holder)
	}
	r.mu.Unlock()
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		for _, h := range holders {
			if err := tx.ExtendDeliveries(ctx, h, r.Now().Add(lease)); err != nil {
				return err
			}
		}
		return nil
	})
}

// decide is mail.Decide with the run's chance.
func (r *run) decide(reply mail.Reply, err error, d claimed) mail.Verdict {
	r.mu.Lock()
	defer r.mu.Unlock()
	attempt := mail.Attempt{Attempts: d.Attempts + 1, Created: d.CreatedAt, Now: r.Now()}
	return mail.Decide(reply, err, attempt, r.Retries, r.random)
}

// retire reports whether a worker may go: all but the last.
func (r *run) retire() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.active < 2 {
		return false
	}
	r.active--
	return true
}
