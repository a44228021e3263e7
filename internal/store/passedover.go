package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// PassedOver is an edition that was due and not made. Its window stayed open: its stories come with the next one.
type PassedOver struct {
	SubscriptionID int64
	DueAt          time.Time
	At             time.Time // when that was decided
	Reason         string
}

// PutPassedOver keeps why no edition was made; a second time for the same due instant changes nothing.
func (tx *Tx) PutPassedOver(ctx context.Context, p PassedOver) error {
	_, err := tx.exec(ctx, `INSERT INTO passed_over (subscription_id, due_at, at, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (subscription_id, due_at) DO NOTHING`, p.SubscriptionID, column.Instant(p.DueAt),
		column.Instant(p.At), p.Reason)
	return fault.Wrap(err, "pass over subscription %d", p.SubscriptionID)
}

// PassedOver gives the editions of a subscription that were due since and not made, the first first.
func (q queries) PassedOver(ctx context.Context, subscriptionID int64, since time.Time) ([]PassedOver, error) {
	out, err := all(ctx, q, func(r scanner) (p PassedOver, err error) {
		err = r.Scan(&p.SubscriptionID, column.Time(&p.DueAt), column.Time(&p.At), &p.Reason)
		return p, err
	}, `SELECT subscription_id, due_at, at, reason FROM passed_over WHERE subscription_id = $1 AND at >= $2
		ORDER BY due_at`, subscriptionID, column.Instant(since))
	return out, fault.Wrap(err, "read what subscription %d was passed over for", subscriptionID)
}
