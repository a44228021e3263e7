package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// Retry is a page that could not be read and is to be asked for again.
type Retry struct {
	Link     news.Link
	Attempts int  // failures so far
	Missing  bool // its site said that it is not there
}

// Failing is how a page stands that could not be read. Without attempts it was never to be read.
type Failing struct {
	Attempts  int       // failures in a row
	Since     time.Time // the first of them; zero when that was not noted
	RetryAt   time.Time // from when on it is asked for again; zero for never
	GivenUpAt time.Time // when it was settled that it is not
	Missing   bool      // its site said that it is not there
}

// keepPage is for a page that was not read: what was read before then stays.
const keepPage = insertPage + `failing_since = COALESCE(pages.failing_since, excluded.failing_since),
	given_up_at = excluded.given_up_at, missing = excluded.missing, attempts = pages.attempts + 1 RETURNING id`

// PutFailedPage keeps that a page could not be read (p.Err) and counts the failure; PagesToRetry gives it again from
// retry on, never when retry is zero. A body read earlier stays.
func (tx *Tx) PutFailedPage(ctx context.Context, p news.Page, retry time.Time) (int64, error) {
	return tx.putFailed(ctx, p, retry, false)
}

// PutMissingPage is PutFailedPage for a page whose site says that it is not there.
func (tx *Tx) PutMissingPage(ctx context.Context, p news.Page, retry time.Time) (int64, error) {
	return tx.putFailed(ctx, p, retry, true)
}

func (tx *Tx) putFailed(ctx context.Context, p news.Page, retry time.Time, missing bool) (int64, error) {
	f := Failing{Attempts: 1, Since: p.FetchedAt, RetryAt: retry, Missing: missing}
	if retry.IsZero() {
		f.GivenUpAt = p.FetchedAt
	}
	return tx.putPage(ctx, keepPage, p, f)
}

// GiveUpPage ends that a page is asked for again; why follows the reason of its last failure. The failures stay
// counted. fault.NotFound when there is no such page.
func (tx *Tx) GiveUpPage(ctx context.Context, url, why string, now time.Time) error {
	return tx.change(ctx, "page "+url, `UPDATE pages SET retry_at = NULL, given_up_at = $2, err = err || $3
		WHERE url = $1`, url, column.At(now), "; "+why)
}

// Failing gives how a page stands that could not be read.
func (q queries) Failing(ctx context.Context, pageID int64) (Failing, error) {
	return one(ctx, q, fmt.Sprintf("page %d", pageID), func(r scanner) (f Failing, err error) {
		err = r.Scan(&f.Attempts, column.Time(&f.Since), column.Time(&f.RetryAt), column.Time(&f.GivenUpAt), &f.Missing)
		return f, err
	}, `SELECT attempts, failing_since, retry_at, given_up_at, missing FROM pages WHERE id = $1`, pageID)
}

// PagesToRetry gives at most n failed pages of a source that are to be asked for again by now, longest due first.
func (q queries) PagesToRetry(ctx context.Context, sourceID string, now time.Time, n int) ([]Retry, error) {
	out, err := all(ctx, q, func(r scanner) (v Retry, err error) {
		err = r.Scan(column.JSON(&v.Link), &v.Link.URL, &v.Attempts, &v.Missing)
		return v, err
	}, `SELECT link, url, attempts, missing FROM pages WHERE source_id = $1 AND retry_at <= $2
		ORDER BY retry_at, id LIMIT $3`, sourceID, column.At(now), limit(n))
	return out, fault.Wrap(err, "read pages of %s to retry", sourceID)
}
