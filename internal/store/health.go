package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

const healthColumns = `id, state, since, last_read, last_new, next_at, baselined, way, links, failures, err,
	listing_url, troubled, notified, notified_at, notified_way, notified_url`

func scanHealth(r scanner) (h news.Health, err error) {
	err = r.Scan(&h.SourceID, &h.State, column.Time(&h.Since), column.Time(&h.LastRead), column.Time(&h.LastNew),
		column.Time(&h.NextAt), &h.Baselined, &h.Way, &h.Links, &h.Failures, &h.Err, &h.ListingURL,
		column.Time(&h.Troubled), &h.Notified, column.Time(&h.NotifiedAt), &h.NotifiedWay, &h.NotifiedURL)
	return h, err
}

// Health gives a source's health.
func (q queries) Health(ctx context.Context, id string) (news.Health, error) {
	return one(ctx, q, "source "+id, scanHealth, `SELECT `+healthColumns+` FROM sources WHERE id = $1`, id)
}

// Healths gives the health of all enabled sources, by id.
func (q queries) Healths(ctx context.Context) ([]news.Health, error) {
	out, err := all(ctx, q, scanHealth, `SELECT `+healthColumns+` FROM sources WHERE enabled ORDER BY id`)
	return out, fault.Wrap(err, "read health of sources")
}

// PutHealth replaces a source's health, the time of its next crawl included, but for what the operator was told.
func (tx *Tx) PutHealth(ctx context.Context, h news.Health) error {
	return tx.change(ctx, "source "+h.SourceID, `UPDATE sources SET state = $2, since = $3, last_read = $4,
		last_new = $5, next_at = $6, baselined = $7, way = $8, links = $9, failures = $10, err = $11,
		listing_url = $12, troubled = $13 WHERE id = $1`,
		h.SourceID, h.State, column.At(h.Since), column.At(h.LastRead), column.At(h.LastNew), column.At(h.NextAt),
		h.Baselined, h.Way, h.Links, h.Failures, h.Err, h.ListingURL, column.At(h.Troubled))
}

// PutNotified remembers what the operator was told of a source: the Notified fields, nothing else of h.
func (tx *Tx) PutNotified(ctx context.Context, h news.Health) error {
	return tx.change(ctx, "source "+h.SourceID, `UPDATE sources SET notified = $2, notified_at = $3,
		notified_way = $4, notified_url = $5 WHERE id = $1`,
		h.SourceID, h.Notified, column.At(h.NotifiedAt), h.NotifiedWay, h.NotifiedURL)
}

// HealthsAt gives the state each source was in at a time, and since when, as its crawls on record tell.
func (q queries) HealthsAt(ctx context.Context, at time.Time) ([]news.Health, error) {
	byID := map[string]*news.Health{}
	var order []string
	err := q.each(ctx, func(r scanner) error {
		var h news.Health
		if err := r.Scan(&h.SourceID, &h.State, column.Time(&h.Since)); err != nil {
			return err
		}
		known := byID[h.SourceID]
		switch {
		case known == nil:
			byID[h.SourceID], order = &h, append(order, h.SourceID)
		case known.State != h.State:
			*known = h
		}
		return nil
	}, `SELECT source_id, state, finished_at FROM crawls WHERE finished_at <= $1 ORDER BY id`, column.Instant(at))
	out := make([]news.Health, len(order))
	for i, id := range order {
		out[i] = *byID[id]
	}
	return out, fault.Wrap(err, "read states as of %s", at)
}
