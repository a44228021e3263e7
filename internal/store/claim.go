package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
)

// Outcome is how an attempt to deliver ended.
type Outcome struct {
	State   audience.DeliveryState // sent, deferred, failed or unknown
	Code    int                    // SMTP reply code, 0 = none
	Reply   string                 // SMTP reply or error
	NextTry time.Time              // for deferred and unknown
	At      time.Time
}

// claimable are the deliveries an attempt may be made of: they have their bytes, and one whose fate is unknown is among
// them only by its policy. The first term is the condition of the index deliveries_due, word for word.
const claimable = `d.state IN ('pending', 'deferred', 'unknown') AND (d.state <> 'unknown' OR d.policy = 'resend')
	AND d.message IS NOT NULL`

// ClaimDeliveries leases at most n deliveries that may be tried now to holder and gives them with their bytes, longest
// waiting first. Two claims never get the same one while its lease lasts. Give each batch a holder of its own: an
// outcome is taken from the holder only.
func (tx *Tx) ClaimDeliveries(
	ctx context.Context, holder string, now, until time.Time, n int,
) ([]audience.Delivery, error) {
	ids, err := all(ctx, tx.queries, scanID, `WITH due AS MATERIALIZED (SELECT d.id FROM deliveries d
			WHERE `+claimable+` AND d.next_try <= $3 AND (d.lease_until IS NULL OR d.lease_until <= $3)
			ORDER BY d.next_try, d.id LIMIT $4`+tx.dialect.skipLocked+`)
		UPDATE deliveries SET lease_holder = $1, lease_until = $2 WHERE id IN (SELECT id FROM due) RETURNING id`,
		holder, at(until), at(now), limit(n))
	if err != nil {
		return nil, fault.Wrap(err, "claim deliveries")
	}
	var args []any
	out, err := all(ctx, tx.queries, tx.scanDelivery,
		selectDelivery+`WHERE d.id IN `+in(&args, ids)+` ORDER BY d.next_try, d.id`, args...)
	return out, fault.Wrap(err, "claim deliveries")
}

// ExtendDeliveries prolongs all leases of holder that are still its own.
func (tx *Tx) ExtendDeliveries(ctx context.Context, holder string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE deliveries SET lease_until = $2 WHERE lease_holder = $1
		AND lease_until IS NOT NULL`, holder, at(until))
	return fault.Wrap(err, "extend leases of deliveries")
}

// ReleaseDeliveries gives back what holder claimed and did not begin to send.
func (tx *Tx) ReleaseDeliveries(ctx context.Context, holder string) error {
	_, err := tx.exec(ctx, `UPDATE deliveries SET lease_holder = '', lease_until = NULL WHERE lease_holder = $1
		AND state IN ('pending', 'deferred', 'unknown')`, holder)
	return fault.Wrap(err, "release deliveries")
}

// BeginSending commits, in a transaction of its own, that the last byte of a delivery is about to go out on a
// connection: from here on a crash leaves its fate unknown. It checks at this last moment that the recipient may be
// mailed; where not, the delivery ends as suppressed and the error is fault.Gone with the reason. When holder no
// longer has the delivery: fault.Conflict. In both cases nothing may be sent.
func (s *Store) BeginSending(ctx context.Context, id int64, holder, connection string, now time.Time) error {
	var why string
	err := s.Write(ctx, func(tx *Tx) (err error) {
		why, err = tx.beginSending(ctx, id, holder, connection, now)
		return err
	})
	if err == nil && why != "" {
		return fault.New(fault.Gone, "send delivery %d: %s", id, why)
	}
	return err
}

// beginSending gives the reason why the delivery ended as suppressed, "" when it may go.
func (tx *Tx) beginSending(ctx context.Context, id int64, holder, connection string, now time.Time) (string, error) {
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = 'sending', connection = $3 WHERE id = $1 AND lease_holder = $2
		AND lease_until > $4 AND state IN ('pending', 'deferred', 'unknown') AND message IS NOT NULL`,
		id, holder, connection, at(now))
	if err != nil {
		return "", fault.Wrap(err, "begin sending delivery %d", id)
	}
	if n == 0 {
		return "", fault.New(fault.Conflict, "begin sending delivery %d: %s does not have it", id, holder)
	}
	why, err := tx.forbidden(ctx, id, now)
	if err != nil || why == "" {
		return "", err
	}
	_, err = tx.exec(ctx, `UPDATE deliveries SET state = 'suppressed', reply = $2, lease_holder = '', lease_until = NULL
		WHERE id = $1`, id, why)
	return why, fault.Wrap(err, "suppress delivery %d", id)
}

// forbidden gives the reason why a delivery must not be made, "" when it may. Editions go to active subscribers whose
// subscription is active, confirmation requests also to pending ones, other notices to whoever is not suppressed.
func (tx *Tx) forbidden(ctx context.Context, id int64, now time.Time) (string, error) {
	var kind, recipient string
	var status audience.Status
	var subscribed bool
	_, err := one(ctx, tx.queries, fmt.Sprintf("delivery %d", id), func(r scanner) (struct{}, error) {
		return struct{}{}, r.Scan(&kind, &recipient, &status, &subscribed)
	}, `SELECT d.kind, d.recipient, COALESCE(s.status, ''), COALESCE(x.active, FALSE) FROM deliveries d
		LEFT JOIN subscribers s ON s.id = d.subscriber_id LEFT JOIN editions e ON e.id = d.edition_id
		LEFT JOIN subscriptions x ON x.id = e.subscription_id WHERE d.id = $1`, id)
	if err != nil {
		return "", err
	}
	suppressed, err := tx.Suppressed(ctx, recipient, now)
	switch {
	case err != nil:
		return "", err
	case suppressed:
		return "the address is suppressed", nil
	case status == audience.Suppressed:
		return "the subscriber is suppressed", nil
	case kind == "edition" && status != audience.Active:
		return "the subscriber is " + string(status), nil
	case kind == "edition" && !subscribed:
		return "the subscription has ended", nil
	case kind == "confirm" && status != audience.Pending && status != audience.Active:
		return "the subscriber is " + string(status), nil
	}
	return "", nil
}

// finishable names the states from which an outcome may be recorded. A reply that comes after the lease ran out and
// the delivery was taken for unknown still counts: it is the truth.
var finishable = map[audience.DeliveryState]string{
	audience.DeliverySent:     `('sending', 'unknown')`,
	audience.DeliveryUnknown:  `('sending')`,
	audience.DeliveryDeferred: `('pending', 'deferred', 'sending', 'unknown')`,
	audience.DeliveryFailed:   `('pending', 'deferred', 'sending', 'unknown')`,
}

// FinishDelivery records the outcome of holder's attempt, counts it and ends the lease. fault.Conflict when another
// holder has the delivery by now, or its state does not allow the outcome; fault.Invalid for a state that is none.
func (tx *Tx) FinishDelivery(ctx context.Context, id int64, holder string, o Outcome) error {
	from, ok := finishable[o.State]
	if !ok {
		return fault.New(fault.Invalid, "finish delivery %d: %q is no outcome", id, o.State)
	}
	var sent, next any
	switch o.State {
	case audience.DeliverySent:
		sent = at(o.At)
	case audience.DeliveryDeferred, audience.DeliveryUnknown:
		if next = at(o.NextTry); next == nil {
			next = at(o.At)
		}
	}
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = $3, code = $4, reply = $5, next_try = $6, sent_at = $7,
		uncertain = (uncertain OR $8), attempts = attempts + 1, lease_holder = '', lease_until = NULL
		WHERE id = $1 AND lease_holder = $2 AND state IN `+from,
		id, holder, o.State, o.Code, o.Reply, next, sent, o.State == audience.DeliveryUnknown)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "finish delivery %d as %s: %s does not have it", id, o.State, holder)
	}
	return fault.Wrap(err, "finish delivery %d", id)
}

// RecoverSending takes for unknown every delivery that was being sent when its holder's lease ran out, and gives how
// many there were. The holder's name stays on them, so that a reply that comes late after all is still taken.
func (tx *Tx) RecoverSending(ctx context.Context, now time.Time) (int64, error) {
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = 'unknown', uncertain = TRUE, attempts = attempts + 1,
		next_try = $1, lease_until = NULL, reply = 'no word from the sender'
		WHERE state = 'sending' AND lease_until <= $1`, at(now))
	return n, fault.Wrap(err, "recover deliveries")
}

// ResolveDelivery lets the operator settle a held delivery whose fate is unknown: sent, failed, or deferred (to be
// tried again at now). fault.Conflict when it is not unknown.
func (tx *Tx) ResolveDelivery(ctx context.Context, id int64, to audience.DeliveryState, now time.Time) error {
	if to != audience.DeliverySent && to != audience.DeliveryFailed && to != audience.DeliveryDeferred {
		return fault.New(fault.Invalid, "resolve delivery %d: %q is no outcome", id, to)
	}
	n, err := tx.exec(ctx, `UPDATE deliveries SET state = $2, next_try = $3, lease_holder = '', lease_until = NULL
		WHERE id = $1 AND state = 'unknown' AND (lease_until IS NULL OR lease_until <= $3)`, id, to, at(now))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "resolve delivery %d: its fate is not unknown, or it is being tried", id)
	}
	return fault.Wrap(err, "resolve delivery %d", id)
}
