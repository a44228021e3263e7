package store

import "context"

// Listing is what a source's listing page said of itself when it was read last, to ask for it conditionally.
type Listing struct {
	ETag     string
	Modified string // Last-Modified as sent
	Hash     string // of the links on it
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
