package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// scanTold reads how an edition told a story.
func scanTold(r scanner) (t news.Told, err error) {
	err = r.Scan(&t.StoryID, &t.Rank, &t.Update, &t.Left, &t.Articles)
	return t, err
}

// Told gives, for those of the stories a subscription was told, how it was told them last.
func (q queries) Told(ctx context.Context, subscriptionID int64, storyIDs []int64) (map[int64]news.Told, error) {
	all, err := q.ToldTo(ctx, []int64{subscriptionID}, storyIDs, time.Time{})
	if err != nil || all[subscriptionID] == nil {
		return map[int64]news.Told{}, err
	}
	return all[subscriptionID], nil
}

// ToldTo is Told for many subscriptions, by subscription and story. With a time, only what editions told whose windows
// had ended by then.
func (q queries) ToldTo(
	ctx context.Context, subscriptionIDs, storyIDs []int64, by time.Time,
) (map[int64]map[int64]news.Told, error) {
	out := map[int64]map[int64]news.Told{}
	for subscriptions := range slices.Chunk(subscriptionIDs, batch) {
		for stories := range slices.Chunk(storyIDs, batch) {
			if err := q.readTold(ctx, out, subscriptions, stories, by); err != nil {
				return nil, fault.Wrap(err, "read what subscriptions were told")
			}
		}
	}
	return out, nil
}

// readTold adds to out what ToldTo asks for, of no more subscriptions and stories than one query can name. Of several
// editions that told one story the last is kept, as it is read last.
func (q queries) readTold(
	ctx context.Context, out map[int64]map[int64]news.Told, subscriptionIDs, storyIDs []int64, by time.Time,
) error {
	var args []any
	query := `SELECT t.subscription_id, t.story_id, t.place, t.news, t.left_out, t.articles FROM told t
		WHERE t.story_id IN ` + in(&args, storyIDs) + ` AND t.subscription_id IN ` + in(&args, subscriptionIDs)
	if !by.IsZero() {
		args = append(args, column.Instant(by))
		query += ` AND EXISTS (SELECT 1 FROM editions e WHERE e.id = t.edition_id
			AND e.window_end <= $` + strconv.Itoa(len(args)) + `)`
	}
	return q.each(ctx, func(r scanner) error {
		var subscription int64
		var t news.Told
		err := r.Scan(&subscription, &t.StoryID, &t.Rank, &t.Update, &t.Left, &t.Articles)
		if out[subscription] == nil {
			out[subscription] = map[int64]news.Told{}
		}
		out[subscription][t.StoryID] = t
		return err
	}, query+` ORDER BY t.edition_id`, args...)
}
