package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Begin names a delivery whose last byte is about to go out on a connection.
type Begin struct {
	ID         int64
	Holder     string
	Connection string
}

// BeginSending is [Tx.BeginSendings] for one delivery, in a transaction of its own.
func (s *Store) BeginSending(ctx context.Context, id int64, holder, connection string, now time.Time) error {
	var refused []error
	err := s.Write(ctx, func(tx *Tx) (err error) {
		refused, err = tx.BeginSendings(ctx, now, []Begin{{ID: id, Holder: holder, Connection: connection}})
		return err
	})
	if err != nil {
		return err
	}
	return refused[0]
}

// BeginSendings writes down that the last byte of each delivery is about to go out: once this is committed, a crash
// leaves their fate unknown. It checks at this last moment that each recipient may be mailed; where not, the delivery
// ends as suppressed and its error is fault.Gone with the reason. Where the holder no longer has the delivery, or its
// lease has run out, it is fault.Conflict. In both cases nothing may be sent. The errors are in the order of all.
func (tx *Tx) BeginSendings(ctx context.Context, now time.Time, all []Begin) ([]error, error) {
	refused := make([]error, len(all))
	var begun []int64
	for i, b := range all {
		n, err := tx.exec(ctx, `UPDATE deliveries SET state = 'sending', connection = $3 WHERE id = $1
			AND lease_holder = $2 AND lease_until > $4 AND state IN ('pending', 'deferred', 'unknown')
			AND message IS NOT NULL`, b.ID, b.Holder, b.Connection, column.At(now))
		if err != nil {
			return nil, fault.Wrap(err, "begin sending delivery %d", b.ID)
		}
		if n == 0 {
			refused[i] = fault.New(fault.Conflict, "begin sending delivery %d: %s does not have it", b.ID, b.Holder)
			continue
		}
		begun = append(begun, b.ID)
	}
	why, err := tx.forbidden(ctx, now, begun)
	if err != nil {
		return nil, err
	}
	for i, b := range all {
		if reason := why[b.ID]; reason != "" && refused[i] == nil {
			refused[i] = fault.New(fault.Gone, "send delivery %d: %s", b.ID, reason)
			if err := tx.SuppressDelivery(ctx, b.ID, b.Holder, reason, now); err != nil {
				return nil, err
			}
		}
	}
	return refused, nil
}

// forbidden gives the reasons why deliveries must not be made, nothing for those that may. Editions go to active
// subscribers whose subscription is active, confirmation requests also to pending ones, other notices to whoever is
// not suppressed.
func (q queries) forbidden(ctx context.Context, now time.Time, ids []int64) (map[int64]string, error) {
	out := make(map[int64]string)
	if len(ids) == 0 {
		return out, nil
	}
	args := []any{column.At(now)}
	err := q.each(ctx, func(r scanner) error {
		var id int64
		var kind string
		var status audience.Status
		var subscribed, suppressed bool
		if err := r.Scan(&id, &kind, &status, &subscribed, &suppressed); err != nil {
			return err
		}
		if why := reasonAgainst(kind, status, subscribed, suppressed); why != "" {
			out[id] = why
		}
		return nil
	}, `SELECT d.id, d.kind, COALESCE(s.status, ''), COALESCE(x.active, FALSE), EXISTS (SELECT 1 FROM suppressions p
			WHERE p.address IN (d.recipient, lower(d.recipient)) AND (p.expires IS NULL OR p.expires > $1))
		FROM deliveries d LEFT JOIN subscribers s ON s.id = d.subscriber_id LEFT JOIN editions e ON e.id = d.edition_id
		LEFT JOIN subscriptions x ON x.id = e.subscription_id WHERE d.id IN `+in(&args, ids), args...)
	return out, fault.Wrap(err, "check recipients of deliveries")
}

// reasonAgainst is forbidden's decision on one delivery: the first thing that speaks against it, as an operator reads
// it; "" where nothing does.
func reasonAgainst(kind string, status audience.Status, subscribed, suppressed bool) string {
	switch {
	case suppressed:
		return "the address is suppressed"
	case status == audience.Suppressed:
		return "the subscriber is suppressed"
	case kind == "edition" && status != audience.Active:
		return "the subscriber is " + string(status)
	case kind == "edition" && !subscribed:
		return "the subscription has ended"
	case kind == "confirm" && status != audience.Pending && status != audience.Active:
		return "the subscriber is " + string(status)
	}
	return ""
}

// Outcome is how an attempt to deliver ended.
type Outcome struct {
	State   audience.DeliveryState // sent, deferred, failed or unknown
	Code    int                    // SMTP reply code, 0 = none
	Reply   string                 // SMTP reply or error
	NextTry time.Time              // for deferred and unknown
	At      time.Time

	Connection string // that was used; "" = the one sending began on
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
// holder has the delivery by now, or its state does not allow the outcome; fault.Invalid for a state that is none. What
// may be tried again without saying when is due at once.
func (tx *Tx) FinishDelivery(ctx context.Context, id int64, holder string, o Outcome) error {
	from, ok := finishable[o.State]
	if !ok {
		return fault.New(fault.Invalid, "finish delivery %d: %q is no outcome", id, o.State)
	}
	var sent, next any
	switch o.State {
	case audience.DeliverySent:
		sent = column.At(o.At)
	case audience.DeliveryDeferred, audience.DeliveryUnknown:
		if next = column.At(o.NextTry); next == nil {
			next = column.At(o.At)
		}
	}
	connection, err := all(ctx, tx.queries, scanText, `UPDATE deliveries SET state = $3, code = $4, reply = $5,
		next_try = $6, sent_at = $7,
		uncertain = (uncertain OR $8), attempts = attempts + 1, lease_holder = '', lease_until = NULL,
		connection = CASE WHEN $9 = '' THEN connection ELSE $9 END
		WHERE id = $1 AND lease_holder = $2 AND state IN `+from+` RETURNING connection`,
		id, holder, o.State, o.Code, o.Reply, next, sent, o.State == audience.DeliveryUnknown, o.Connection)
	if err != nil {
		return fault.Wrap(err, "finish delivery %d", id)
	}
	if len(connection) == 0 {
		return fault.New(fault.Conflict, "finish delivery %d as %s: %s does not have it", id, o.State, holder)
	}
	return tx.addEvent(ctx, id, audience.DeliveryEvent{
		At: o.At, State: o.State, Code: o.Code, Reply: o.Reply, Connection: connection[0],
	})
}

// RecoverSending takes for unknown every delivery that was being sent when its holder's lease ran out, and gives how
// many there were. The holder's name stays on them, so that a reply that comes late after all is still taken.
func (tx *Tx) RecoverSending(ctx context.Context, now time.Time) (int64, error) {
	ids, err := all(ctx, tx.queries, scanID, `UPDATE deliveries SET state = 'unknown', uncertain = TRUE,
		attempts = attempts + 1, next_try = $1, lease_until = NULL, reply = 'no word from the sender'
		WHERE state = 'sending' AND lease_until <= $1 RETURNING id`, column.At(now))
	if err != nil || len(ids) == 0 {
		return 0, fault.Wrap(err, "recover deliveries")
	}
	args := []any{column.At(now)}
	_, err = tx.exec(ctx, `INSERT INTO delivery_events (delivery_id, at, state, code, reply, connection)
		SELECT id, $1, state, 0, reply, connection FROM deliveries WHERE id IN `+in(&args, ids), args...)
	return int64(len(ids)), fault.Wrap(err, "recover deliveries")
}
