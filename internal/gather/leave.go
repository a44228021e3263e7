package gather

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// leave records what was not read: failures to be tried again; missing pages that are listed no more, and links that
// nobody asks for, never. complete says that the listing was read to its end.
func (p *pass) leave(ctx context.Context, tx *store.Tx, result crawl.Result, complete bool) error {
	settled := map[string]bool{} // URLs, by this pass
	for _, f := range result.Failed {
		settled[f.Link.URL] = true
		if err := p.fail(ctx, tx, f); err != nil {
			return err
		}
	}
	for _, l := range result.Unlisted {
		if err := tx.GiveUpPage(ctx, l.URL, "the listing names it no more", p.Now()); err != nil {
			return err
		}
	}
	for _, l := range result.Documents {
		settled[l.URL] = true
		if err := p.drop(ctx, tx, l, unread(l, false)); err != nil {
			return err
		}
	}
	if err := p.dropFresh(ctx, tx, result, complete, settled); err != nil || !complete {
		return err
	}
	v := result.Validators
	return tx.PutListing(ctx, p.source.ID, store.Listing{ETag: v.ETag, Modified: v.Modified, Hash: v.Hash})
}

// dropFresh records the fresh links that nobody asks for: files and other publishers' pages, and of the listing of a
// first crawl that came to its end what went beyond the limit, since it is history. What is settled stays as it is.
func (p *pass) dropFresh(
	ctx context.Context, tx *store.Tx, result crawl.Result, complete bool, settled map[string]bool,
) error {
	beyond := p.record.Baseline && complete && !result.Broken && result.Left > 0
	for _, l := range result.Fresh {
		reason := unread(l, beyond)
		if result.Left > 0 && !beyond && crawl.Readable(l, p.source.Attachments == news.AttachmentsRead) {
			continue // a file beyond the limit waits for the next run as pages do
		}
		if reason == "" || settled[l.URL] {
			continue
		}
		_, err := tx.PageByURL(ctx, l.URL)
		if err == nil {
			continue // it was read
		}
		if fault.Is(err, fault.NotFound) {
			err = p.drop(ctx, tx, l, reason)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unread says why a fresh link is not asked for, "" when it is.
func unread(l news.Link, beyond bool) string {
	switch {
	case l.Kind == news.LinkDocument:
		return "a file: named, not read"
	case l.Kind == news.LinkExternal:
		return "another publisher's page: named, not read"
	case l.Kind == news.LinkInline:
		return "a line of the listing: named, not read"
	case beyond:
		return "older than the baseline"
	}
	return ""
}

// drop records a link that is never asked for again, and why.
func (p *pass) drop(ctx context.Context, tx *store.Tx, l news.Link, reason string) error {
	page := news.Page{SourceID: p.source.ID, URL: l.URL, Link: l, FetchedAt: p.Now(), Err: reason}
	_, err := tx.PutPage(ctx, page)
	return err
}

// fail records a page that could not be read and when it is tried again.
func (p *pass) fail(ctx context.Context, tx *store.Tx, f crawl.Failure) error {
	f.Link.Baseline = p.baseline(f.Link)
	page := news.Page{
		SourceID: p.source.ID, URL: f.Link.URL, Status: f.Status, Link: f.Link, FetchedAt: p.Now(), Err: fmt.Sprint(f.Err),
	}
	if f.Missing {
		at := p.awaited(f.Link)
		if !at.IsZero() {
			at = later(at, f.RetryAt)
		}
		_, err := tx.PutMissingPage(ctx, page, at)
		return err
	}
	attempts := p.again[f.Link.URL].Attempts
	var at time.Time
	if !f.Permanent && attempts < retries {
		at = later(p.Now().Add(retryPause<<attempts), f.RetryAt)
	}
	_, err := tx.PutFailedPage(ctx, page, at)
	return err
}

// later gives the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
