package store

import (
	"context"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

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
	ended := ""
	if !by.IsZero() {
		ended = `AND EXISTS (SELECT 1 FROM editions e WHERE e.id = t.edition_id AND e.window_end <= $1)`
	}
	for subscriptions := range slices.Chunk(subscriptionIDs, batch) {
		for stories := range slices.Chunk(storyIDs, batch) {
			args := []any{column.Instant(by)}
			if ended == "" {
				args = nil
			}
			_, err := all(ctx, q, func(r scanner) (t news.Told, err error) {
				var subscription int64
				err = r.Scan(&subscription, &t.StoryID, &t.Rank, &t.Update, &t.Left, &t.Articles)
				if out[subscription] == nil {
					out[subscription] = map[int64]news.Told{}
				}
				out[subscription][t.StoryID] = t
				return t, err
			}, `SELECT t.subscription_id, t.story_id, t.place, t.news, t.left_out, t.articles FROM told t
				WHERE t.story_id IN `+in(&args, stories)+` AND t.subscription_id IN `+in(&args, subscriptions)+ended+`
				ORDER BY t.edition_id`, args...)
			if err != nil {
				return nil, fault.Wrap(err, "read what subscriptions were told")
			}
		}
	}
	return out, nil
}
