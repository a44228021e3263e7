package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// TouchThrottle allows what key names once within a span: it reports whether now is at least within after the last
// time it was allowed, and if so remembers now.
func (tx *Tx) TouchThrottle(ctx context.Context, key string, now time.Time, within time.Duration) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO throttles (key, at) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET at = excluded.at WHERE throttles.at <= $3`,
		key, column.Instant(now), column.Instant(now.Add(-within)))
	return n == 1, fault.Wrap(err, "throttle %s", key)
}
