package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Template is what was learned of a source's pages.
type Template struct {
	Data      string // as package extract writes it; empty where nothing could be learned
	LearnedAt time.Time
}

// Template gives what was learned of a source's pages; fault.NotFound before the first try.
func (q queries) Template(ctx context.Context, sourceID string) (Template, error) {
	return one(ctx, q, "template of "+sourceID, func(r scanner) (t Template, err error) {
		err = r.Scan(&t.Data, column.Time(&t.LearnedAt))
		return t, err
	}, `SELECT data, learned_at FROM templates WHERE source_id = $1`, sourceID)
}

// PutTemplate replaces what was learned of a source's pages.
func (tx *Tx) PutTemplate(ctx context.Context, sourceID string, t Template) error {
	_, err := tx.exec(ctx, `INSERT INTO templates (source_id, data, learned_at) VALUES ($1, $2, $3)
		ON CONFLICT (source_id) DO UPDATE SET data = excluded.data, learned_at = excluded.learned_at`,
		sourceID, t.Data, column.At(t.LearnedAt))
	return fault.Wrap(err, "put template of %s", sourceID)
}
