package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Answer gives a language model's answer by the hash of what was asked, nil when it is not known.
func (q queries) Answer(ctx context.Context, hash string) ([]byte, error) {
	answer, err := first(ctx, q, func(r scanner) (b []byte, err error) {
		var packed []byte
		if err = r.Scan(&packed); err == nil {
			b, err = q.zip.Unpack(packed)
		}
		return b, err
	}, `SELECT answer FROM answers WHERE hash = $1`, hash)
	return answer, fault.Wrap(err, "read answer")
}

// PutAnswer keeps a language model's answer, at a time by which [Tx.Tidy] lets go of it.
func (s *Store) PutAnswer(ctx context.Context, hash string, answer []byte, now time.Time) error {
	return fault.Wrap(s.Write(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO answers (hash, answer, at) VALUES ($1, $2, $3)
			ON CONFLICT (hash) DO UPDATE SET answer = excluded.answer, at = excluded.at`,
			hash, tx.zip.Pack(answer), column.Instant(now))
		return err
	}), "keep answer")
}
