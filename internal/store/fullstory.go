package store

import (
	"context"
	"slices"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// FullStory gives a story with its articles and summary; for one that was merged into another, that other.
func (q queries) FullStory(ctx context.Context, id int64) (news.FullStory, error) {
	s, err := q.Story(ctx, id)
	if err != nil {
		return news.FullStory{}, err
	}
	full, err := q.FullStories(ctx, []int64{s.ID})
	if err != nil || len(full) == 0 {
		return news.FullStory{}, fault.Wrap(err, "read story %d", id)
	}
	return full[0], nil
}

// FullStories gives the stories with these ids, by id, with articles and summaries; unknown and merged ones are left
// out. A story without a summary has a zero one.
func (q queries) FullStories(ctx context.Context, ids []int64) ([]news.FullStory, error) {
	var out []news.FullStory
	for part := range slices.Chunk(ids, batch) {
		found, err := q.fullStories(ctx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// fullStories is FullStories for so few ids that one query can name them: five queries, however many stories.
func (q queries) fullStories(ctx context.Context, ids []int64) ([]news.FullStory, error) {
	var args []any
	stories, err := all(ctx, q, scanStory,
		selectStory+`WHERE s.merged_into IS NULL AND s.id IN `+in(&args, ids)+` ORDER BY s.id`, args...)
	if err != nil {
		return nil, fault.Wrap(err, "read stories")
	}
	members, err := q.members(ctx, ids)
	if err != nil {
		return nil, err
	}
	articles, err := q.memberArticles(ctx, members)
	if err != nil {
		return nil, err
	}
	summaries, err := q.summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	translations, err := q.translations(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]news.FullStory, len(stories))
	for i, s := range stories {
		s.Members = members[s.ID]
		out[i] = news.FullStory{Story: s, Summary: summaries[s.ID], Articles: articlesOf(s, articles),
			Translations: translations[s.ID]}
	}
	return out, nil
}

// memberArticles reads the articles of all members at once.
func (q queries) memberArticles(
	ctx context.Context, members map[int64][]news.Member,
) (map[int64]news.Article, error) {
	var ids []int64
	for _, ms := range members {
		for _, m := range ms {
			ids = append(ids, m.ArticleID)
		}
	}
	found, err := q.Articles(ctx, ids)
	out := make(map[int64]news.Article, len(found))
	for _, a := range found {
		out[a.ID] = a
	}
	return out, err
}

// articlesOf picks a story's articles: its representative first, then by date.
func articlesOf(s news.Story, from map[int64]news.Article) []news.Article {
	out := make([]news.Article, 0, len(s.Members))
	for _, m := range s.Members {
		out = append(out, from[m.ArticleID])
	}
	slices.SortStableFunc(out, func(a, b news.Article) int {
		switch s.Representative {
		case a.ID:
			return -1
		case b.ID:
			return 1
		}
		x, _ := a.When()
		y, _ := b.When()
		return x.Time.Compare(y.Time)
	})
	return out
}
