package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// keptLinks is how many of a listing's links are kept as evidence: what a person looks at.
const keptLinks = 20

// PutEvidence keeps what a source's listing answered, in place of what was kept of the same outcome.
func (tx *Tx) PutEvidence(ctx context.Context, e news.Evidence) error {
	links := e.Links[:min(len(e.Links), keptLinks)]
	_, err := tx.exec(ctx, `INSERT INTO evidence (source_id, good, at, way, url, final_url, status, content_type, body,
			links, count, wall, err) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (source_id, good) DO UPDATE SET at = excluded.at, way = excluded.way, url = excluded.url,
			final_url = excluded.final_url, status = excluded.status, content_type = excluded.content_type,
			body = excluded.body, links = excluded.links, count = excluded.count, wall = excluded.wall,
			err = excluded.err`,
		e.SourceID, e.Good, column.At(e.At), e.Way, e.Page.URL, e.Page.FinalURL, e.Page.Status, e.Page.ContentType,
		tx.zip.Pack(e.Page.Body), column.JSON(&links), e.Count, e.Wall, e.Err)
	return fault.Wrap(err, "put evidence of %s", e.SourceID)
}

// TouchEvidence says that the last good answer of a source's listing still held at a time. No evidence is no error.
func (tx *Tx) TouchEvidence(ctx context.Context, sourceID string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE evidence SET at = $2 WHERE source_id = $1 AND good`, sourceID, column.At(now))
	return fault.Wrap(err, "touch evidence of %s", sourceID)
}

// Evidence gives what a source's listing answered when it was read well last, or when it failed last; fault.NotFound
// when that never happened.
func (q queries) Evidence(ctx context.Context, sourceID string, good bool) (news.Evidence, error) {
	return one(ctx, q, "evidence of "+sourceID, q.scanEvidence, `SELECT source_id, good, at, way, url, final_url, status,
		content_type, body, links, count, wall, err FROM evidence WHERE source_id = $1 AND good = $2`, sourceID, good)
}

func (q queries) scanEvidence(r scanner) (e news.Evidence, err error) {
	var body []byte
	if err = r.Scan(&e.SourceID, &e.Good, column.Time(&e.At), &e.Way, &e.Page.URL, &e.Page.FinalURL, &e.Page.Status,
		&e.Page.ContentType, &body, column.JSON(&e.Links), &e.Count, &e.Wall, &e.Err); err == nil {
		e.Page.Body, err = q.zip.Unpack(body)
	}
	return e, err
}
