package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

const subscriptionColumns = `subscriber_id, digest_id, filter, frequency, hour, minute, schedule, zone, language,
	stories, active, window_start, next_at, pictures, ended_at, ended_by`

const selectSubscription = `SELECT x.id, x.subscriber_id, x.digest_id, x.filter, x.frequency, x.hour, x.minute,
	x.schedule, x.zone, x.language, x.stories, x.active, x.window_start, x.next_at, x.pictures,
	x.ended_at, x.ended_by FROM subscriptions x `

func scanSubscription(r scanner) (s audience.Subscription, err error) {
	err = r.Scan(&s.ID, &s.SubscriberID, &s.DigestID, column.JSON(&s.Filter), &s.Frequency, &s.Hour, &s.Minute,
		&s.Schedule, &s.Zone, &s.Language, &s.Stories, &s.Active, column.Time(&s.WindowStart), column.Time(&s.NextAt),
		&s.Pictures, column.Time(&s.EndedAt), &s.EndedBy)
	return s, err
}

// PutSubscription keeps a subscriber's subscription to a digest and gives its id; there is one for each pair. The
// window of an active one moves only by AdvanceSubscription, so that nothing is skipped or told twice; one that was
// inactive takes s.WindowStart. When and how a reader left stays on record until the subscription is active again.
func (tx *Tx) PutSubscription(ctx context.Context, s audience.Subscription) (int64, error) {
	id, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO subscriptions (`+subscriptionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (subscriber_id, digest_id) DO UPDATE SET filter = excluded.filter, frequency = excluded.frequency,
			hour = excluded.hour, minute = excluded.minute, schedule = excluded.schedule, zone = excluded.zone,
			language = excluded.language, stories = excluded.stories, active = excluded.active,
			next_at = excluded.next_at, pictures = excluded.pictures,
			ended_at = CASE WHEN excluded.active THEN NULL ELSE COALESCE(excluded.ended_at, subscriptions.ended_at) END,
			ended_by = CASE WHEN excluded.active THEN '' WHEN excluded.ended_by <> '' THEN excluded.ended_by
				ELSE subscriptions.ended_by END,
			window_start = CASE WHEN subscriptions.active THEN subscriptions.window_start ELSE excluded.window_start END
		RETURNING id`,
		s.SubscriberID, s.DigestID, column.JSON(&s.Filter), s.Frequency, s.Hour, s.Minute, s.Schedule, s.Zone,
		s.Language, s.Stories, s.Active, column.At(s.WindowStart), column.At(s.NextAt), s.Pictures,
		column.At(s.EndedAt), s.EndedBy))
	return id, fault.Wrap(err, "put subscription of subscriber %d to %s", s.SubscriberID, s.DigestID)
}

// Subscription gives one subscription.
func (q queries) Subscription(ctx context.Context, id int64) (audience.Subscription, error) {
	return one(ctx, q, fmt.Sprintf("subscription %d", id), scanSubscription, selectSubscription+`WHERE x.id = $1`, id)
}

// SubscriptionsOf gives a subscriber's subscriptions, inactive ones too.
func (q queries) SubscriptionsOf(ctx context.Context, subscriberID int64) ([]audience.Subscription, error) {
	out, err := all(ctx, q, scanSubscription, selectSubscription+`WHERE x.subscriber_id = $1 ORDER BY x.id`,
		subscriberID)
	return out, fault.Wrap(err, "read subscriptions of subscriber %d", subscriberID)
}

// DueSubscriptions gives at most n subscriptions whose edition is due: active, of an active subscriber who is not
// paused; longest due first. After, the last of the page before, begins behind it; its zero value at the beginning.
func (q queries) DueSubscriptions(
	ctx context.Context, now time.Time, after audience.Subscription, n int,
) ([]audience.Subscription, error) {
	out, err := all(ctx, q, scanSubscription, selectSubscription+`JOIN subscribers s ON s.id = x.subscriber_id
		WHERE x.active AND x.next_at <= $1 AND x.next_at >= $2 AND (x.next_at > $2 OR x.id > $3) AND s.status = 'active'
		AND (s.paused_until IS NULL OR s.paused_until <= $1) ORDER BY x.next_at, x.id LIMIT $4`,
		column.At(now), column.Instant(after.NextAt), after.ID, limit(n))
	return out, fault.Wrap(err, "read due subscriptions")
}

// AheadSubscriptions gives the active subscriptions whose window begins after now: a clock that had run ahead was set
// back.
func (q queries) AheadSubscriptions(ctx context.Context, now time.Time) ([]audience.Subscription, error) {
	out, err := all(ctx, q, scanSubscription, selectSubscription+`WHERE x.active AND x.window_start > $1 ORDER BY x.id`,
		column.Instant(now))
	return out, fault.Wrap(err, "read subscriptions ahead of the clock")
}

// RewindSubscription sets a window back to where the clock now is; AdvanceSubscription never does.
func (tx *Tx) RewindSubscription(ctx context.Context, id int64, windowStart, next time.Time) error {
	return tx.change(ctx, fmt.Sprintf("subscription %d", id), `UPDATE subscriptions SET window_start = $2, next_at = $3
		WHERE id = $1`, id, column.Instant(windowStart), column.At(next))
}

// AdvanceSubscription moves a subscription to its next window, never back: a repeated call changes nothing.
func (tx *Tx) AdvanceSubscription(ctx context.Context, id int64, windowStart, nextAt time.Time) error {
	return tx.advance(ctx, []int64{id}, windowStart, nextAt)
}

// SetNextEdition changes nothing but when a subscription is due.
func (tx *Tx) SetNextEdition(ctx context.Context, id int64, next time.Time) error {
	return tx.change(ctx, fmt.Sprintf("subscription %d", id), `UPDATE subscriptions SET next_at = $2 WHERE id = $1`,
		id, column.At(next))
}
