package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// ResolveDelivery lets the operator settle a delivery whose fate is unknown, as sent or as failed, with a note that
// stays on record. fault.Conflict when it is not unknown, or somebody is trying it.
func (tx *Tx) ResolveDelivery(
	ctx context.Context, id int64, to audience.DeliveryState, note string, now time.Time,
) error {
	var sent any
	switch to {
	case audience.DeliverySent:
		sent = column.At(now)
	case audience.DeliveryFailed:
	default:
		return fault.New(fault.Invalid, "resolve delivery %d: %q is neither sent nor failed", id, to)
	}
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = $2, sent_at = $3, reply = $5, next_try = NULL, lease_holder = '',
		lease_until = NULL WHERE id = $1 AND state = 'unknown' AND (lease_until IS NULL OR lease_until <= $4)`,
		id, to, sent, column.At(now), note)
	if err == nil && n == 0 {
		return tx.notSo(ctx, id, "resolve", "its fate is not unknown")
	}
	if err != nil {
		return fault.Wrap(err, "resolve delivery %d", id)
	}
	return tx.addEvent(ctx, id, audience.DeliveryEvent{At: now, State: to, Reply: note})
}

// RetryDelivery makes a delivery that is deferred, failed or of unknown fate due now, its attempts counted anew.
// fault.Conflict when it is none of these, or somebody is trying it.
func (tx *Tx) RetryDelivery(ctx context.Context, id int64, note string, now time.Time) error {
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = 'deferred', attempts = 0, next_try = $2, lease_holder = '',
		lease_until = NULL WHERE id = $1 AND state IN ('deferred', 'failed', 'unknown') AND message IS NOT NULL
		AND (lease_until IS NULL OR lease_until <= $2)`, id, column.At(now))
	if err == nil && n == 0 {
		return tx.notSo(ctx, id, "retry", "it is neither deferred, failed nor unknown")
	}
	if err != nil {
		return fault.Wrap(err, "retry delivery %d", id)
	}
	return tx.addEvent(ctx, id, audience.DeliveryEvent{At: now, State: audience.DeliveryDeferred, Reply: note})
}

// notSo says why nothing was changed: the delivery is not there, being tried, or not in the state it must be in.
func (tx *Tx) notSo(ctx context.Context, id int64, verb, why string) error {
	d, err := tx.Delivery(ctx, id)
	if err != nil {
		return err
	}
	if len(d.Message) == 0 {
		why = "its bytes are no longer kept"
	}
	return fault.New(fault.Conflict, "%s delivery %d: it is %s: %s, or it is being tried", verb, id, d.State, why)
}
