package store

import (
	"context"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// FullStoriesAt gives stories as they stood at a time: with the articles that had joined them by then, and without a
// summary where it was made later. Stories that had none are left out. What the store does not keep cannot be undone:
// texts read again since are as they are now, and stories joined since are one.
func (q queries) FullStoriesAt(ctx context.Context, ids []int64, at time.Time) ([]news.FullStory, error) {
	full, err := q.FullStories(ctx, ids)
	if err != nil {
		return nil, err
	}
	later := map[int64]bool{}
	for part := range slices.Chunk(ids, batch) {
		args := []any{column.Instant(at)}
		found, err := all(ctx, q, scanID, `SELECT article_id FROM story_members WHERE joined_at >= $1 AND story_id IN `+
			in(&args, part), args...)
		if err != nil {
			return nil, fault.Wrap(err, "read stories as of %s", at)
		}
		for _, id := range found {
			later[id] = true
		}
	}
	out := full[:0]
	for _, f := range full {
		if f = before(f, later, at); len(f.Articles) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// before takes later articles off a story, and with them a summary that may speak of them.
func before(f news.FullStory, later map[int64]bool, at time.Time) news.FullStory {
	all := len(f.Articles)
	f.Articles = slices.DeleteFunc(slices.Clone(f.Articles), func(a news.Article) bool { return later[a.ID] })
	f.Story.Members = slices.DeleteFunc(slices.Clone(f.Story.Members), func(m news.Member) bool {
		return later[m.ArticleID]
	})
	if len(f.Articles) < all || f.Summary.MadeAt.After(at) {
		f.Summary, f.Translations = news.Summary{StoryID: f.Story.ID}, nil
	}
	if len(f.Articles) == 0 || len(f.Articles) == all {
		return f
	}
	if later[f.Story.Representative] {
		f.Story.Representative = f.Articles[0].ID
	}
	f.Story.FirstPublished, f.Story.LastPublished = time.Time{}, time.Time{}
	for _, a := range f.Articles {
		when, _ := a.When()
		if f.Story.FirstPublished.IsZero() || when.Time.Before(f.Story.FirstPublished) {
			f.Story.FirstPublished = when.Time
		}
		if when.Time.After(f.Story.LastPublished) {
			f.Story.LastPublished = when.Time
		}
	}
	return f
}
