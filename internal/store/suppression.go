package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// PutSuppression keeps that an address must not be mailed, in place of what was kept of it before; see also Suppress.
func (tx *Tx) PutSuppression(ctx context.Context, s audience.Suppression) error {
	_, err := tx.exec(ctx, `INSERT INTO suppressions (address, reason, at, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, at = excluded.at, expires = excluded.expires`,
		s.Address, s.Reason, column.Instant(s.At), column.At(s.Expires))
	return fault.Wrap(err, "suppress %s", s.Address)
}

// RemoveSuppression lets an address be mailed again; fault.NotFound when it was not suppressed.
func (tx *Tx) RemoveSuppression(ctx context.Context, address string) error {
	return tx.change(ctx, "suppression of "+address, `DELETE FROM suppressions WHERE address = $1`, address)
}

func scanSuppression(r scanner) (s audience.Suppression, err error) {
	err = r.Scan(&s.Address, &s.Reason, column.Time(&s.At), column.Time(&s.Expires))
	return s, err
}

const selectSuppression = `SELECT address, reason, at, expires FROM suppressions `

// Suppression gives what is kept of a suppressed address, expired or not.
func (q queries) Suppression(ctx context.Context, address string) (audience.Suppression, error) {
	return one(ctx, q, "suppression of "+address, scanSuppression, selectSuppression+`WHERE address = $1`, address)
}

// Suppressed reports whether an address must not be mailed now.
func (q queries) Suppressed(ctx context.Context, address string, now time.Time) (bool, error) {
	found, err := all(ctx, q, scanText, `SELECT address FROM suppressions
		WHERE address = $1 AND (expires IS NULL OR expires > $2)`, address, column.At(now))
	return len(found) > 0, fault.Wrap(err, "read suppression of %s", address)
}

// Suppressions gives at most n suppressions, newest first; all when n is 0.
func (q queries) Suppressions(ctx context.Context, n int) ([]audience.Suppression, error) {
	out, err := all(ctx, q, scanSuppression, selectSuppression+`ORDER BY at DESC, address LIMIT $1`, limit(n))
	return out, fault.Wrap(err, "read suppressions")
}

// Suppress keeps that an address must not be mailed, unless what is kept of it already lasts longer. It reports whether
// it changed anything.
func (tx *Tx) Suppress(ctx context.Context, s audience.Suppression) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO suppressions (address, reason, at, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, at = excluded.at, expires = excluded.expires
		WHERE suppressions.expires IS NOT NULL AND (excluded.expires IS NULL OR excluded.expires > suppressions.expires)`,
		s.Address, s.Reason, column.Instant(s.At), column.At(s.Expires))
	return n == 1, fault.Wrap(err, "suppress %s", s.Address)
}
