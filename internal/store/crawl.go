package store

import (
	"context"
	"fmt"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// CrawlFilter narrows Crawls; empty fields let everything pass.
type CrawlFilter struct {
	RunID    string
	SourceID string
	Limit    int // 0 = no limit
}

const crawlColumns = `run_id, source_id, started_at, finished_at, way, links, fresh, pages, articles, failed, baseline,
	state, err`

func scanCrawl(r scanner) (c news.Crawl, err error) {
	err = r.Scan(&c.ID, &c.RunID, &c.SourceID, column.Time(&c.StartedAt), column.Time(&c.FinishedAt), &c.Way, &c.Links,
		&c.New, &c.Pages, &c.Articles, &c.Failed, &c.Baseline, &c.State, &c.Err)
	return c, err
}

// AddCrawl records a crawl that begins and gives its id.
func (tx *Tx) AddCrawl(ctx context.Context, c news.Crawl) (int64, error) {
	id, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO crawls (`+crawlColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
		c.RunID, c.SourceID, column.At(c.StartedAt), column.At(c.FinishedAt), c.Way, c.Links, c.New, c.Pages,
		c.Articles, c.Failed, c.Baseline, c.State, c.Err))
	return id, fault.Wrap(err, "add crawl of %s", c.SourceID)
}

// FinishCrawl records how the crawl c.ID went. Run, source and start stay as they were.
func (tx *Tx) FinishCrawl(ctx context.Context, c news.Crawl) error {
	return tx.change(ctx, fmt.Sprintf("crawl %d", c.ID), `UPDATE crawls SET finished_at = $2, way = $3, links = $4,
		fresh = $5, pages = $6, articles = $7, failed = $8, baseline = $9, state = $10, err = $11 WHERE id = $1`,
		c.ID, column.At(c.FinishedAt), c.Way, c.Links, c.New, c.Pages, c.Articles, c.Failed, c.Baseline, c.State, c.Err)
}

// Crawls gives crawls, newest first.
func (q queries) Crawls(ctx context.Context, f CrawlFilter) ([]news.Crawl, error) {
	out, err := all(ctx, q, scanCrawl, `SELECT id, `+crawlColumns+` FROM crawls
		WHERE ($1 = '' OR run_id = $1) AND ($2 = '' OR source_id = $2) ORDER BY id DESC LIMIT $3`,
		f.RunID, f.SourceID, limit(f.Limit))
	return out, fault.Wrap(err, "read crawls")
}
