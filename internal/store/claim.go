package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// claimable are the deliveries an attempt may be made of: they have their bytes, and one whose fate is unknown is among
// them only by its policy. The first term is the condition of the index deliveries_due, word for word.
const claimable = `d.state IN ('pending', 'deferred', 'unknown') AND (d.state <> 'unknown' OR d.policy = 'resend')
	AND d.message IS NOT NULL`

// Claim says which deliveries to lease.
type Claim struct {
	Holder string // of the lease; an outcome is taken from the holder only, so give each batch one of its own
	Now    time.Time
	Until  time.Time // the lease ends
	Limit  int       // at most so many; 0 = no limit
	Except []string  // recipient domains to leave alone
}

// ClaimDeliveries leases deliveries that may be tried now and gives them with their bytes, longest waiting first. Two
// claims never get the same one while its lease lasts. What rests is left alone. Those that must not be made any more
// (the reader has left, the address is suppressed) end as suppressed here, so that no relay is asked about them.
func (tx *Tx) ClaimDeliveries(ctx context.Context, c Claim) ([]audience.Delivery, error) {
	args := []any{c.Holder, column.At(c.Until), column.At(c.Now), limit(c.Limit)}
	except := ""
	if len(c.Except) > 0 {
		except = " AND d.domain NOT IN " + in(&args, c.Except)
	}
	ids, err := all(ctx, tx.queries, scanID, `WITH due AS MATERIALIZED (SELECT d.id FROM deliveries d
			WHERE `+claimable+` AND d.next_try <= $3 AND (d.lease_until IS NULL OR d.lease_until <= $3)
			AND NOT `+resting("$3")+except+` ORDER BY d.next_try, d.id LIMIT $4`+tx.dialect.skipLocked+`)
		UPDATE deliveries SET lease_holder = $1, lease_until = $2 WHERE id IN (SELECT id FROM due) RETURNING id`, args...)
	if err != nil || len(ids) == 0 {
		return nil, fault.Wrap(err, "claim deliveries")
	}
	why, err := tx.forbidden(ctx, c.Now, ids)
	if err != nil {
		return nil, err
	}
	for id, reason := range why {
		if err := tx.SuppressDelivery(ctx, id, c.Holder, reason, c.Now); err != nil {
			return nil, err
		}
	}
	args = []any{c.Holder}
	out, err := all(ctx, tx.queries, tx.scanDelivery, selectDelivery+`WHERE d.lease_holder = $1 AND d.id IN `+
		in(&args, ids)+` ORDER BY d.next_try, d.id`, args...)
	return out, fault.Wrap(err, "claim deliveries")
}

// ExtendDeliveries prolongs all leases of holder that are still its own.
func (tx *Tx) ExtendDeliveries(ctx context.Context, holder string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE deliveries SET lease_until = $2 WHERE lease_holder = $1
		AND lease_until IS NOT NULL`, holder, column.At(until))
	return fault.Wrap(err, "extend leases of deliveries")
}

// ReleaseDeliveries gives back what holder claimed and did not begin to send.
func (tx *Tx) ReleaseDeliveries(ctx context.Context, holder string) error {
	_, err := tx.exec(ctx, `UPDATE deliveries SET lease_holder = '', lease_until = NULL WHERE lease_holder = $1
		AND state IN ('pending', 'deferred', 'unknown')`, holder)
	return fault.Wrap(err, "release deliveries")
}

// PostponeDelivery gives back a delivery that holder claimed and is not to try before a time. It counts as no attempt.
func (tx *Tx) PostponeDelivery(ctx context.Context, id int64, holder string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE deliveries SET next_try = $3, lease_holder = '', lease_until = NULL WHERE id = $1
		AND lease_holder = $2 AND state IN ('pending', 'deferred', 'unknown')`, id, holder, column.At(until))
	return fault.Wrap(err, "postpone delivery %d", id)
}

// SuppressDelivery ends a delivery that holder has, and that must not be made, with the reason.
func (tx *Tx) SuppressDelivery(ctx context.Context, id int64, holder, why string, now time.Time) error {
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = 'suppressed', reply = $3, lease_holder = '', lease_until = NULL
		WHERE id = $1 AND lease_holder = $2 AND state IN ('pending', 'deferred', 'unknown', 'sending')`, id, holder, why)
	if err != nil || n == 0 {
		return fault.Wrap(err, "suppress delivery %d", id)
	}
	return tx.addEvent(ctx, id, audience.DeliveryEvent{At: now, State: audience.DeliverySuppressed, Reply: why})
}
