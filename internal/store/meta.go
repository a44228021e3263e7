package store

import (
	"context"

	"tidings/internal/fault"
)

// Meta gives the value kept under key, "" when there is none.
func (q queries) Meta(ctx context.Context, key string) (string, error) {
	v, err := first(ctx, q, scanText, `SELECT value FROM meta WHERE key = $1`, key)
	return v, fault.Wrap(err, "read meta %s", key)
}

// PutMeta keeps a value under key.
func (tx *Tx) PutMeta(ctx context.Context, key, value string) error {
	_, err := tx.exec(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return fault.Wrap(err, "put meta %s", key)
}
