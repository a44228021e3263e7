package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// AddReturned keeps that something came back. added is false, and nothing changed, when its key is known already.
func (tx *Tx) AddReturned(ctx context.Context, r audience.Returned) (added bool, err error) {
	n, err := tx.exec(ctx, `INSERT INTO returned (channel, key, class, recipient, raw, at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING`,
		r.Channel, r.Key, r.Class, r.Recipient, tx.zip.Pack(r.Raw), column.Instant(r.At))
	return n == 1, fault.Wrap(err, "keep what came back to %s", r.Recipient)
}

const selectReturned = `SELECT id, channel, key, class, recipient, raw, at FROM returned `

func (q queries) scanReturned(r scanner) (v audience.Returned, err error) {
	var raw []byte
	if err = r.Scan(&v.ID, &v.Channel, &v.Key, &v.Class, &v.Recipient, &raw, column.Time(&v.At)); err == nil {
		v.Raw, err = q.zip.Unpack(raw)
	}
	return v, err
}

// Returned gives one thing that came back, with its bytes if they were kept.
func (q queries) Returned(ctx context.Context, id int64) (audience.Returned, error) {
	return one(ctx, q, fmt.Sprintf("returned mail %d", id), q.scanReturned, selectReturned+`WHERE id = $1`, id)
}

// ReturnedSince gives at most n things that came back since a time, newest first; all when n is 0. An empty class lets
// every class pass.
func (q queries) ReturnedSince(ctx context.Context, since time.Time, class string, n int) ([]audience.Returned, error) {
	out, err := all(ctx, q, q.scanReturned, selectReturned+`WHERE at >= $1 AND ($2 = '' OR class = $2)
		ORDER BY id DESC LIMIT $3`, column.Instant(since), class, limit(n))
	return out, fault.Wrap(err, "read returned mail")
}
