package store

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/store/column"
)

// Pending is what waits for the stages after the crawl.
type Pending struct {
	Articles   int64 // to be clustered
	Stories    int64 // to be summarized
	Deliveries int64 // to be sent now, those that somebody has claimed included
	Claimed    int64 // of them, those that somebody has claimed
	Editions   bool  // whether an edition is due, or the mail of one is not made yet
}

// Pending tells what rows call for at now.
func (q queries) Pending(ctx context.Context, now time.Time) (Pending, error) {
	p, err := one(ctx, q, "what is pending", func(r scanner) (p Pending, err error) {
		err = r.Scan(&p.Articles, &p.Stories, &p.Deliveries, &p.Claimed)
		return p, err
	}, `SELECT (SELECT count(*) FROM articles WHERE to_cluster), (SELECT count(*) FROM stories s WHERE `+stale+`),
		count(*), COALESCE(SUM(CASE WHEN d.lease_until > $1 THEN 1 ELSE 0 END), 0)
		FROM deliveries d WHERE `+claimable+` AND d.next_try <= $1
		AND NOT `+resting("$1"), column.At(now))
	if err == nil {
		p.Editions, err = q.editionsPending(ctx, now)
	}
	return p, err
}

// editionsPending reports whether the editions job has work: a window that ended, or a planned mail that is not made.
func (q queries) editionsPending(ctx context.Context, now time.Time) (bool, error) {
	due, err := q.DueSubscriptions(ctx, now, audience.Subscription{}, 1)
	if err != nil || len(due) > 0 {
		return len(due) > 0, err
	}
	unmade, err := q.Unmade(ctx, now, 0, 1)
	return len(unmade) > 0, err
}
