package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// Due is a source whose crawl is due.
type Due struct {
	ID     string
	Silent bool // it could not be reached the last time
}

// DueSources gives at most n enabled sources whose crawl is due and that nobody crawls: those that could be reached the
// last time first, and of them the longest due.
func (q queries) DueSources(ctx context.Context, now time.Time, n int) ([]Due, error) {
	out, err := all(ctx, q, func(r scanner) (d Due, err error) { return d, r.Scan(&d.ID, &d.Silent) },
		`SELECT id, state = $3 FROM sources WHERE enabled AND next_at <= $1
		AND (lease_until IS NULL OR lease_until <= $1) ORDER BY state = $3, next_at, id LIMIT $2`,
		column.At(now), limit(n), news.StateUnreachable)
	return out, fault.Wrap(err, "read due sources")
}

// TakeSource leases a source to holder until the given time, so that nobody else crawls it. While a lease lasts it
// cannot be taken, not even by its own holder: fault.Conflict, naming the holder.
func (tx *Tx) TakeSource(ctx context.Context, id, holder string, now, until time.Time) error {
	n, err := tx.exec(ctx, `UPDATE sources SET lease_holder = $2, lease_until = $3
		WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $4)`, id, holder, column.At(until), column.At(now))
	if err != nil || n == 1 {
		return fault.Wrap(err, "take source %s", id)
	}
	taken, err := one(ctx, tx.queries, "source "+id, func(r scanner) (string, error) {
		var by string
		var ends time.Time
		err := r.Scan(&by, column.Time(&ends))
		return by + " has it until " + ends.Format(time.RFC3339), err
	}, `SELECT lease_holder, lease_until FROM sources WHERE id = $1`, id)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "take source %s: %s", id, taken)
}

// ExtendSource prolongs holder's lease; fault.Conflict when holder no longer has it.
func (tx *Tx) ExtendSource(ctx context.Context, id, holder string, until time.Time) error {
	n, err := tx.exec(ctx, `UPDATE sources SET lease_until = $3 WHERE id = $1 AND lease_holder = $2
		AND lease_until IS NOT NULL`, id, holder, column.At(until))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "extend lease of source %s: %s does not have it", id, holder)
	}
	return fault.Wrap(err, "extend lease of source %s", id)
}

// ReleaseSource ends holder's lease. When another has it by now, it stays with that one.
func (tx *Tx) ReleaseSource(ctx context.Context, id, holder string) error {
	_, err := tx.exec(ctx, `UPDATE sources SET lease_holder = '', lease_until = NULL
		WHERE id = $1 AND lease_holder = $2`, id, holder)
	return fault.Wrap(err, "release source %s", id)
}

// SetNextCrawl changes nothing but when a source is due.
func (tx *Tx) SetNextCrawl(ctx context.Context, id string, next time.Time) error {
	return tx.change(ctx, "source "+id, `UPDATE sources SET next_at = $2 WHERE id = $1`, id, column.At(next))
}
