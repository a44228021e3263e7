package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// Listing is what a source's listing page said of itself when it was read last, to ask for it conditionally.
type Listing struct {
	ETag     string
	Modified string // Last-Modified as sent
	Hash     string // of the links on it
}

const upsertSource = `INSERT INTO sources (id, definition, origin, enabled, next_at) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, origin = excluded.origin,
		enabled = excluded.enabled, next_at = COALESCE(sources.next_at, excluded.next_at)`

// SyncSources makes the configured sources known: definitions are brought up to date, new sources are due at now, and
// those that are no longer configured are disabled, never deleted. Sources added with AddSource stay as they are.
func (tx *Tx) SyncSources(ctx context.Context, sources []news.Source, now time.Time) error {
	if _, err := tx.exec(ctx, `UPDATE sources SET enabled = FALSE WHERE origin = 'config'`); err != nil {
		return fault.Wrap(err, "sync sources")
	}
	for _, s := range sources {
		if _, err := tx.exec(ctx, upsertSource, s.ID, jsonColumn{&s}, "config", s.Enabled, at(now)); err != nil {
			return fault.Wrap(err, "sync source %s", s.ID)
		}
	}
	return nil
}

// AddSource makes a source known that is not in the configuration, due at now; fault.Conflict when its id is taken.
func (tx *Tx) AddSource(ctx context.Context, s news.Source, now time.Time) error {
	n, err := tx.exec(ctx, `INSERT INTO sources (id, definition, origin, enabled, next_at)
		VALUES ($1, $2, 'added', $3, $4) ON CONFLICT (id) DO NOTHING`, s.ID, jsonColumn{&s}, s.Enabled, at(now))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "add source %s: the id is taken", s.ID)
	}
	return fault.Wrap(err, "add source %s", s.ID)
}

func scanSource(r scanner) (s news.Source, err error) {
	var enabled bool
	err = r.Scan(jsonColumn{&s}, &enabled)
	s.Enabled = enabled
	return s, err
}

// Sources gives all sources, disabled ones too, by id.
func (q queries) Sources(ctx context.Context) ([]news.Source, error) {
	out, err := all(ctx, q, scanSource, `SELECT definition, enabled FROM sources ORDER BY id`)
	return out, fault.Wrap(err, "read sources")
}

// Source gives one source.
func (q queries) Source(ctx context.Context, id string) (news.Source, error) {
	return one(ctx, q, "source "+id, scanSource, `SELECT definition, enabled FROM sources WHERE id = $1`, id)
}

const healthColumns = `id, state, since, last_read, last_new, next_at, baselined, way, links, failures, err,
	listing_url, notified`

func scanHealth(r scanner) (h news.Health, err error) {
	err = r.Scan(&h.SourceID, &h.State, stamp(&h.Since), stamp(&h.LastRead), stamp(&h.LastNew), stamp(&h.NextAt),
		&h.Baselined, &h.Way, &h.Links, &h.Failures, &h.Err, &h.ListingURL, &h.Notified)
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

// PutHealth replaces a source's health, the time of its next crawl included.
func (tx *Tx) PutHealth(ctx context.Context, h news.Health) error {
	return tx.change(ctx, "source "+h.SourceID, `UPDATE sources SET state = $2, since = $3, last_read = $4,
		last_new = $5, next_at = $6, baselined = $7, way = $8, links = $9, failures = $10, err = $11,
		listing_url = $12, notified = $13 WHERE id = $1`,
		h.SourceID, h.State, at(h.Since), at(h.LastRead), at(h.LastNew), at(h.NextAt), h.Baselined, h.Way, h.Links,
		h.Failures, h.Err, h.ListingURL, h.Notified)
}

// SetNextCrawl changes nothing but when a source is due.
func (tx *Tx) SetNextCrawl(ctx context.Context, id string, next time.Time) error {
	return tx.change(ctx, "source "+id, `UPDATE sources SET next_at = $2 WHERE id = $1`, id, at(next))
}

// Listing gives what is remembered of a source's listing page.
func (q queries) Listing(ctx context.Context, id string) (Listing, error) {
	return one(ctx, q, "source "+id, func(r scanner) (l Listing, err error) {
		err = r.Scan(&l.ETag, &l.Modified, &l.Hash)
		return l, err
	}, `SELECT listing_etag, listing_modified, listing_hash FROM sources WHERE id = $1`, id)
}

// PutListing remembers what a source's listing page said of itself.
func (tx *Tx) PutListing(ctx context.Context, id string, l Listing) error {
	return tx.change(ctx, "source "+id, `UPDATE sources SET listing_etag = $2, listing_modified = $3,
		listing_hash = $4 WHERE id = $1`, id, l.ETag, l.Modified, l.Hash)
}
