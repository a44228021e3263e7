package send

import (
	"context"
	"slices"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store"
)

// retriable are the states from which an operator may have a delivery tried again.
var retriable = []audience.DeliveryState{
	audience.DeliveryDeferred, audience.DeliveryFailed, audience.DeliveryUnknown,
}

// Retry makes deliveries due now, all or none, and inserts the job that sends them. One that is not deferred, failed or
// of unknown fate, or is being tried, is a fault.Conflict.
func (r *Room) Retry(ctx context.Context, ids ...int64) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := r.retry(ctx, tx, id); err != nil {
				return err
			}
		}
		return r.ThenDeliver(ctx, tx)
	})
}

// RetryAll is Retry for all that a filter lets pass and that may be tried again. It gives how many that are: those that
// move on meanwhile are left out.
func (r *Room) RetryAll(ctx context.Context, f store.DeliveryFilter) (n int, err error) {
	found, err := r.Store.Deliveries(ctx, f)
	if err != nil {
		return 0, err
	}
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		n = 0
		for _, d := range found {
			if !slices.Contains(retriable, d.State) {
				continue
			}
			err := r.retry(ctx, tx, d.ID)
			if err == nil {
				n++
			} else if !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		return r.ThenDeliver(ctx, tx)
	})
	return n, err
}

func (r *Room) retry(ctx context.Context, tx *store.Tx, id int64) error {
	return tx.RetryDelivery(ctx, id, "tried again by the operator", r.Now())
}

// Resume lets sending go on at once to what it leaves alone, by scopes as in store.Rest; fault.NotFound, and nothing is
// changed, when one of them does not rest.
func (r *Room) Resume(ctx context.Context, scopes ...string) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		for _, scope := range scopes {
			if err := tx.RemoveRest(ctx, scope); err != nil {
				return err
			}
		}
		return r.ThenDeliver(ctx, tx)
	})
}
