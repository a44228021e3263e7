package store

import (
	"context"
	"reflect"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// Origin says where a source's definition comes from.
type Origin string

// The origins.
const (
	Configured Origin = "config"  // the configuration, which is the master of it
	Added      Origin = "added"   // AddSource
	Removed    Origin = "removed" // RemoveSource: no longer shown; what it brought stays
)

const upsertSource = `INSERT INTO sources (id, definition, origin, enabled, next_at) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, origin = excluded.origin,
		enabled = excluded.enabled, next_at = COALESCE(sources.next_at, excluded.next_at)`

// SyncSources makes the configured sources known: definitions are brought up to date, new sources are due at now, and
// those that are no longer configured are disabled, never deleted. Sources added with AddSource stay as they are,
// unless one is configured under the same id by now: the configuration is its master from then on.
func (tx *Tx) SyncSources(ctx context.Context, sources []news.Source, now time.Time) error {
	if _, err := tx.exec(ctx, `UPDATE sources SET enabled = FALSE WHERE origin = 'config'`); err != nil {
		return fault.Wrap(err, "sync sources")
	}
	for _, s := range sources {
		_, err := tx.exec(ctx, upsertSource, s.ID, column.JSON(&s), Configured, s.Enabled, column.At(now))
		if err != nil {
			return fault.Wrap(err, "sync source %s", s.ID)
		}
	}
	return nil
}

// AddSource makes a source known that is not in the configuration, due at now; fault.Conflict when its id is taken.
// One that was removed may come back, with what it brought before.
func (tx *Tx) AddSource(ctx context.Context, s news.Source, now time.Time) error {
	n, err := tx.exec(ctx, `INSERT INTO sources (id, definition, origin, enabled, next_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET definition = excluded.definition,
		origin = excluded.origin, enabled = excluded.enabled, next_at = excluded.next_at
		WHERE sources.origin = 'removed'`, s.ID, column.JSON(&s), Added, s.Enabled, column.At(now))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "add source %s: the id is taken", s.ID)
	}
	return fault.Wrap(err, "add source %s", s.ID)
}

// ReplaceSource gives an added source another definition and makes it due at now. When it starts from another address
// or by another way, what was found is forgotten, so that the ladder is climbed anew; what it brought stays.
func (tx *Tx) ReplaceSource(ctx context.Context, s news.Source, now time.Time) error {
	old, err := tx.ownSource(ctx, s.ID, "replace")
	if err != nil {
		return err
	}
	if old.URL != s.URL || old.Way != s.Way || !sameRule(old.Rule, s.Rule) {
		err = tx.change(ctx, "source "+s.ID, `UPDATE sources SET way = '', listing_url = '', links = 0,
			listing_etag = '', listing_modified = '', listing_hash = '' WHERE id = $1`, s.ID)
	}
	if err == nil {
		err = tx.change(ctx, "source "+s.ID, `UPDATE sources SET definition = $2, enabled = $3, next_at = $4
			WHERE id = $1`, s.ID, column.JSON(&s), s.Enabled, column.At(now))
	}
	return fault.Wrap(err, "replace source %s", s.ID)
}

// RemoveSource takes an added source away. Its articles and stories stay, and so does its row, for their sake.
func (tx *Tx) RemoveSource(ctx context.Context, id string) error {
	if _, err := tx.ownSource(ctx, id, "remove"); err != nil {
		return err
	}
	return tx.change(ctx, "source "+id, `UPDATE sources SET origin = $2, enabled = FALSE WHERE id = $1`, id, Removed)
}

// EnableSource lets an added source be crawled, from now on, or not.
func (tx *Tx) EnableSource(ctx context.Context, id string, enabled bool, now time.Time) error {
	s, err := tx.ownSource(ctx, id, "enable or disable")
	if err != nil {
		return err
	}
	s.Enabled = enabled
	return tx.change(ctx, "source "+id, `UPDATE sources SET enabled = $2, next_at = $3, definition = $4 WHERE id = $1`,
		id, enabled, column.At(now), column.JSON(&s))
}

// ownSource gives a source that was added; fault.Conflict when the configuration is its master.
func (tx *Tx) ownSource(ctx context.Context, id, verb string) (news.Source, error) {
	s, err := tx.Source(ctx, id)
	if err != nil {
		return s, err
	}
	origins, err := tx.Origins(ctx)
	switch {
	case err == nil && origins[id] == Configured:
		err = fault.New(fault.Conflict, "%s source %s: it is in the configuration, which is where to change it", verb, id)
	case err == nil && origins[id] == Removed:
		err = fault.New(fault.NotFound, "%s source %s: it was removed", verb, id)
	}
	return s, err
}

func sameRule(a, b *news.Rule) bool { return reflect.DeepEqual(a, b) }

// scanSource reads a source. Whether it is enabled the column says: SyncSources disables what is configured no more, and
// leaves the definition as it was.
func scanSource(r scanner) (s news.Source, err error) {
	var enabled bool
	err = r.Scan(column.JSON(&s), &enabled)
	s.Enabled = enabled
	return s, err
}

// Sources gives all sources by id: disabled ones too, and those that were removed, as their articles have need of them.
func (q queries) Sources(ctx context.Context) ([]news.Source, error) {
	out, err := all(ctx, q, scanSource, `SELECT definition, enabled FROM sources ORDER BY id`)
	return out, fault.Wrap(err, "read sources")
}

// Source gives one source.
func (q queries) Source(ctx context.Context, id string) (news.Source, error) {
	return one(ctx, q, "source "+id, scanSource, `SELECT definition, enabled FROM sources WHERE id = $1`, id)
}

// Origins says for each source where its definition comes from.
func (q queries) Origins(ctx context.Context) (map[string]Origin, error) {
	type row struct {
		id string
		Origin
	}
	rows, err := all(ctx, q, func(r scanner) (o row, err error) {
		err = r.Scan(&o.id, &o.Origin)
		return o, err
	}, `SELECT id, origin FROM sources`)
	out := make(map[string]Origin, len(rows))
	for _, o := range rows {
		out[o.id] = o.Origin
	}
	return out, fault.Wrap(err, "read origins of sources")
}
