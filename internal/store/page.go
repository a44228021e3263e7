package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

const pageColumns = `source_id, url, final_url, status, content_type, etag, modified, body, link, fetched_at, err`

const insertPage = `INSERT INTO pages (` + pageColumns + `, attempts, failing_since, retry_at, given_up_at, missing)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
	ON CONFLICT (url) DO UPDATE SET fetched_at = excluded.fetched_at, err = excluded.err, retry_at = excluded.retry_at,
		link = excluded.link, status = excluded.status, `

// replacePage is for a page that was read.
const replacePage = insertPage + `final_url = excluded.final_url, content_type = excluded.content_type,
	etag = excluded.etag, modified = excluded.modified, body = excluded.body, attempts = 0, failing_since = NULL,
	given_up_at = NULL, missing = FALSE RETURNING id`

// PutPage keeps a page that was read, or that will never be (Err set), replacing what is known of its URL. It gives the
// page's id, which stays the same for a URL. p.ID is not looked at.
func (tx *Tx) PutPage(ctx context.Context, p news.Page) (int64, error) {
	return tx.putPage(ctx, replacePage, p, Failing{})
}

func (tx *Tx) putPage(ctx context.Context, query string, p news.Page, f Failing) (int64, error) {
	id, err := scanID(tx.ex.QueryRowContext(ctx, query, p.SourceID, p.URL, p.FinalURL, p.Status, p.ContentType, p.ETag,
		p.Modified, tx.zip.Pack(p.Body), column.JSON(&p.Link), column.At(p.FetchedAt), p.Err, f.Attempts,
		column.At(f.Since), column.At(f.RetryAt), column.At(f.GivenUpAt), f.Missing))
	return id, fault.Wrap(err, "put page %s", p.URL)
}

func (q queries) scanPage(r scanner) (p news.Page, err error) {
	var body []byte
	if err = r.Scan(&p.ID, &p.SourceID, &p.URL, &p.FinalURL, &p.Status, &p.ContentType, &p.ETag, &p.Modified, &body,
		column.JSON(&p.Link), column.Time(&p.FetchedAt), &p.Err); err == nil {
		p.Body, err = q.zip.Unpack(body)
	}
	return p, err
}

// Page gives a page with its body.
func (q queries) Page(ctx context.Context, id int64) (news.Page, error) {
	return one(ctx, q, fmt.Sprintf("page %d", id), q.scanPage, `SELECT id, `+pageColumns+` FROM pages WHERE id = $1`, id)
}

// PageByURL gives the page asked for under url.
func (q queries) PageByURL(ctx context.Context, url string) (news.Page, error) {
	return one(ctx, q, "page "+url, q.scanPage, `SELECT id, `+pageColumns+` FROM pages WHERE url = $1`, url)
}

// PagesAfter gives at most n pages that have a body, bodies included, with ids above cursor in ascending order: the
// way to read all pages again. A page that is waited for is not among them: what it answered so far is no article.
func (q queries) PagesAfter(ctx context.Context, cursor int64, n int) ([]news.Page, error) {
	out, err := all(ctx, q, q.scanPage, `SELECT id, `+pageColumns+` FROM pages
		WHERE id > $1 AND body IS NOT NULL AND NOT (missing AND retry_at IS NOT NULL) ORDER BY id LIMIT $2`, cursor, limit(n))
	return out, fault.Wrap(err, "read pages after %d", cursor)
}

// KnownURLs tells which of the URLs have been asked for already. Failed ones count as known: PagesToRetry has them.
func (q queries) KnownURLs(ctx context.Context, urls []string) (map[string]bool, error) {
	known := make(map[string]bool)
	for part := range slices.Chunk(urls, batch) {
		var args []any
		err := q.each(ctx, func(r scanner) error {
			u, err := scanText(r)
			known[u] = true
			return err
		}, `SELECT url FROM pages WHERE url IN `+in(&args, part), args...)
		if err != nil {
			return nil, fault.Wrap(err, "read known URLs")
		}
	}
	return known, nil
}

// NewestArticlePages gives at most n pages of a source that are articles and whose bodies are kept, newest first.
func (q queries) NewestArticlePages(ctx context.Context, sourceID string, n int) ([]news.Page, error) {
	columns := "p." + strings.ReplaceAll(pageColumns, ", ", ", p.")
	out, err := all(ctx, q, q.scanPage, `SELECT p.id, `+columns+` FROM pages p JOIN articles a ON a.page_id = p.id
		WHERE p.source_id = $1 AND a.kind = 'article' AND p.body IS NOT NULL ORDER BY p.id DESC LIMIT $2`,
		sourceID, limit(n))
	return out, fault.Wrap(err, "read newest pages of %s", sourceID)
}
