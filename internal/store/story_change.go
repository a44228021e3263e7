package store

import (
	"context"
	"strconv"

	"tidings/internal/fault"
)

// changes is the meta key under which it is counted how often stories were changed.
const changes = "changes of stories"

// HoldStories makes the transaction wait until no other one changes stories, and keeps others waiting until it ends:
// call it first. It gives how often stories were changed before.
func (tx *Tx) HoldStories(ctx context.Context) (int64, error) {
	return tx.countChanges(ctx, 0)
}

// StoriesChange counts a change of stories: who decided by what it read before has to decide anew.
func (tx *Tx) StoriesChange(ctx context.Context) error {
	_, err := tx.countChanges(ctx, 1)
	return err
}

// countChanges adds to the count and gives it. Writing the row, with more 0 too, is what locks it on PostgreSQL.
func (tx *Tx) countChanges(ctx context.Context, more int64) (int64, error) {
	n, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + $3 AS TEXT)
		RETURNING CAST(value AS BIGINT)`, changes, strconv.FormatInt(more, 10), more))
	return n, fault.Wrap(err, "hold stories")
}

// StoriesChanged gives how often stories were changed, without waiting.
func (q queries) StoriesChanged(ctx context.Context) (int64, error) {
	v, err := q.Meta(ctx, changes)
	if err != nil || v == "" {
		return 0, err
	}
	n, err := strconv.ParseInt(v, 10, 64)
	return n, fault.Wrap(err, "count changes of stories")
}
