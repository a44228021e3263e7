package gather

import (
	"context"
	"errors"
	"net/http"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// witness keeps what the listing answered, for whoever is to find out what became of a source: the last good answer,
// and the last one that was none.
func (p *pass) witness(ctx context.Context, tx *store.Tx, result crawl.Result, failure error) error {
	if errors.Is(failure, context.Canceled) || fault.Is(failure, fault.Conflict) {
		return nil // says nothing about the source
	}
	e := Evidence(p.source.ID, result, failure)
	e.At = p.Now()
	if e.Good && (result.Listing.Status == http.StatusNotModified || len(result.Listing.Body) == 0) {
		return tx.TouchEvidence(ctx, p.source.ID, e.At)
	}
	return tx.PutEvidence(ctx, e)
}

// Evidence makes of a crawl's result what is kept of it; At is for the caller to set.
func Evidence(id string, r crawl.Result, failure error) news.Evidence {
	e := news.Evidence{
		SourceID: id, Good: failure == nil && r.Trouble == "", Way: r.Way, Page: r.Listing, Links: r.Links,
		Count: len(r.Links), Wall: r.Wall,
	}
	if failure != nil {
		e.Err = failure.Error()
	}
	return e
}

// putHealth keeps a source's health. How it is found first is what the operator knows of it: only a change is told.
func (p *pass) putHealth(ctx context.Context, tx *store.Tx, h news.Health) error {
	if err := tx.PutHealth(ctx, h); err != nil {
		return err
	}
	now, err := tx.Health(ctx, h.SourceID)
	if err != nil || now.NotifiedURL != "" || h.ListingURL == "" {
		return err
	}
	now.NotifiedWay, now.NotifiedURL = h.Way, h.ListingURL
	return tx.PutNotified(ctx, now)
}
