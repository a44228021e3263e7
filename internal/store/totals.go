package store

import "context"

// Totals is how much the database holds.
type Totals struct {
	Sources, Pages, Articles, Stories, Subscribers, Subscriptions, Editions, Deliveries int
}

// Totals counts the rows readers and operators care for: enabled sources, stories not merged away, all the rest.
func (q queries) Totals(ctx context.Context) (Totals, error) {
	return one(ctx, q, "totals", func(r scanner) (t Totals, err error) {
		err = r.Scan(&t.Sources, &t.Pages, &t.Articles, &t.Stories, &t.Subscribers, &t.Subscriptions, &t.Editions,
			&t.Deliveries)
		return t, err
	}, `SELECT (SELECT count(*) FROM sources WHERE enabled), (SELECT count(*) FROM pages),
		(SELECT count(*) FROM articles), (SELECT count(*) FROM stories WHERE merged_into IS NULL),
		(SELECT count(*) FROM subscribers), (SELECT count(*) FROM subscriptions WHERE active),
		(SELECT count(*) FROM editions), (SELECT count(*) FROM deliveries)`)
}
