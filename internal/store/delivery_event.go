package store

import (
	"context"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// addEvent keeps a change in a delivery's life.
func (tx *Tx) addEvent(ctx context.Context, id int64, e audience.DeliveryEvent) error {
	_, err := tx.exec(ctx, `INSERT INTO delivery_events (delivery_id, at, state, code, reply, connection)
		VALUES ($1, $2, $3, $4, $5, $6)`, id, column.Instant(e.At), e.State, e.Code, e.Reply, e.Connection)
	return fault.Wrap(err, "keep what became of delivery %d", id)
}

// DeliveryEvents gives what became of a delivery, oldest first.
func (q queries) DeliveryEvents(ctx context.Context, id int64) ([]audience.DeliveryEvent, error) {
	out, err := all(ctx, q, func(r scanner) (e audience.DeliveryEvent, err error) {
		err = r.Scan(column.Time(&e.At), &e.State, &e.Code, &e.Reply, &e.Connection)
		return e, err
	}, `SELECT at, state, code, reply, connection FROM delivery_events WHERE delivery_id = $1 ORDER BY id`, id)
	return out, fault.Wrap(err, "read what became of delivery %d", id)
}

// Taken counts the mails each relay took, or may have taken, since a time. A relay is the part of a connection's name
// before the #.
func (q queries) Taken(ctx context.Context, since time.Time) (map[string]int, error) {
	out := make(map[string]int)
	err := q.each(ctx, func(r scanner) error {
		var connection string
		var n int
		err := r.Scan(&connection, &n)
		relay, _, _ := strings.Cut(connection, "#")
		out[relay] += n
		return err
	}, `SELECT connection, count(*) FROM delivery_events WHERE state IN ('sent', 'unknown') AND at >= $1
		GROUP BY connection`, column.Instant(since))
	return out, fault.Wrap(err, "count mails taken")
}
