package store

import (
	"context"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// SplitStory keeps that an operator took the story off out of the story from, once PutMembers has parted the members:
// off stays apart from it, and from every story that from is apart from. What readers were told of from counts only
// the articles it has left, and its summary, which may speak of the others, goes.
func (tx *Tx) SplitStory(ctx context.Context, from, off int64, now time.Time) error {
	pairs, err := tx.Apart(ctx)
	if err != nil {
		return err
	}
	others := []int64{from}
	for _, p := range pairs {
		switch from {
		case p[0]:
			others = append(others, p[1])
		case p[1]:
			others = append(others, p[0])
		}
	}
	for _, other := range others {
		if _, err := tx.exec(ctx, `INSERT INTO stories_apart (one, other, split_at) VALUES ($1, $2, $3)
			ON CONFLICT (one, other) DO NOTHING`, min(off, other), max(off, other), column.Instant(now)); err != nil {
			return fault.Wrap(err, "keep stories %d and %d apart", off, other)
		}
	}
	for _, query := range []string{
		`UPDATE told SET articles = (SELECT count(*) FROM story_members m WHERE m.story_id = $1)
			WHERE story_id = $1 AND articles > (SELECT count(*) FROM story_members m WHERE m.story_id = $1)`,
		`DELETE FROM summaries WHERE story_id = $1`,
		`DELETE FROM translations WHERE story_id = $1`,
	} {
		if _, err := tx.exec(ctx, query, from); err != nil {
			return fault.Wrap(err, "split story %d", from)
		}
	}
	return nil
}

// ForgetApart lets go of the pairs of which both are the story id by now: an operator has joined them again.
func (tx *Tx) ForgetApart(ctx context.Context, id int64) error {
	const now = `(SELECT id FROM stories WHERE id = $1 OR merged_into = $1)`
	_, err := tx.exec(ctx, `DELETE FROM stories_apart WHERE one IN `+now+` AND other IN `+now, id)
	return fault.Wrap(err, "forget what story %d was apart from", id)
}

// Apart gives the pairs of stories that an operator split, the lower id first, as the stories they are by now: where
// one was merged into another since, that other stays apart.
func (q queries) Apart(ctx context.Context) ([][2]int64, error) {
	out, err := all(ctx, q, func(r scanner) (p [2]int64, err error) {
		err = r.Scan(&p[0], &p[1])
		return [2]int64{min(p[0], p[1]), max(p[0], p[1])}, err
	}, `SELECT COALESCE(x.merged_into, x.id), COALESCE(y.merged_into, y.id) FROM stories_apart p
		JOIN stories x ON x.id = p.one JOIN stories y ON y.id = p.other
		WHERE COALESCE(x.merged_into, x.id) <> COALESCE(y.merged_into, y.id)`)
	slices.SortFunc(out, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out), fault.Wrap(err, "read stories apart")
}
