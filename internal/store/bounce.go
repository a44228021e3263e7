package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// BounceFilter narrows Bounces; zero fields let everything pass.
type BounceFilter struct {
	Address    string
	DeliveryID int64
	Kind       audience.BounceKind
	Since      time.Time
	Limit      int // 0 = no limit
}

// AddBounce keeps a returned failure and gives its id. b.DeliveryID may be 0 when the delivery is not known.
func (tx *Tx) AddBounce(ctx context.Context, b audience.Bounce) (int64, error) {
	id, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO bounces (delivery_id, address, kind, status, detail, at)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		column.Ref(b.DeliveryID), b.Address, b.Kind, b.Status, b.Detail, column.Instant(b.At)))
	return id, fault.Wrap(err, "add bounce of %s", b.Address)
}

// Bounces gives bounces, newest first.
func (q queries) Bounces(ctx context.Context, f BounceFilter) ([]audience.Bounce, error) {
	out, err := all(ctx, q, func(r scanner) (b audience.Bounce, err error) {
		err = r.Scan(&b.ID, &b.DeliveryID, &b.Address, &b.Kind, &b.Status, &b.Detail, column.Time(&b.At))
		return b, err
	}, `SELECT id, COALESCE(delivery_id, 0), address, kind, status, detail, at FROM bounces
		WHERE ($1 = '' OR address = $1) AND (CAST($2 AS BIGINT) = 0 OR delivery_id = $2) AND ($3 = '' OR kind = $3)
		AND at >= $4 ORDER BY id DESC LIMIT $5`,
		f.Address, f.DeliveryID, string(f.Kind), column.Instant(f.Since), limit(f.Limit))
	return out, fault.Wrap(err, "read bounces")
}
