package store

import (
	"context"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
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

// NewestArticlePages gives at most n pages of a source that are articles and whose bodies are kept, newest first.
func (q queries) NewestArticlePages(ctx context.Context, sourceID string, n int) ([]news.Page, error) {
	columns := "p." + strings.ReplaceAll(pageColumns, ", ", ", p.")
	out, err := all(ctx, q, q.scanPage, `SELECT p.id, `+columns+` FROM pages p JOIN articles a ON a.page_id = p.id
		WHERE p.source_id = $1 AND a.kind = 'article' AND p.body IS NOT NULL ORDER BY p.id DESC LIMIT $2`,
		sourceID, limit(n))
	return out, fault.Wrap(err, "read newest pages of %s", sourceID)
}
