package store

import (
	"context"
	"fmt"
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
	out := make([]news.FullStory, len(stories))
	for i, s := range stories {
		s.Members = members[s.ID]
		out[i] = news.FullStory{Story: s, Summary: summaries[s.ID], Articles: articlesOf(s, articles)}
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
		if (a.ID == s.Representative) != (b.ID == s.Representative) {
			if a.ID == s.Representative {
				return -1
			}
			return 1
		}
		x, _ := a.When()
		y, _ := b.When()
		return x.Time.Compare(y.Time)
	})
	return out
}

// stale picks stories s that have no summary, or changed since it was made.
const stale = `s.merged_into IS NULL AND (s.summarized IS NULL OR s.summarized <> s.changed)
		AND EXISTS (SELECT 1 FROM story_members x WHERE x.story_id = s.id)`

// StoriesToSummarize gives the ids of at most n stories that have no summary, or changed since it was made, longest
// waiting first.
func (q queries) StoriesToSummarize(ctx context.Context, n int) ([]int64, error) {
	out, err := all(ctx, q, scanID, `SELECT s.id FROM stories s WHERE `+stale+`
		ORDER BY s.changed, s.id LIMIT $1`, limit(n))
	return out, fault.Wrap(err, "read stories to summarize")
}

// PutSummary keeps a story's summary in place of an earlier one. of is the story's Changed as it was when the summary
// was made from it: when the story has changed since, it is summarized again.
func (tx *Tx) PutSummary(ctx context.Context, s news.Summary, of news.Story) error {
	_, err := tx.exec(ctx, `INSERT INTO summaries (story_id, headline, sentences, method, lang, made_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (story_id) DO UPDATE SET headline = excluded.headline,
		sentences = excluded.sentences, method = excluded.method, lang = excluded.lang, made_at = excluded.made_at`,
		s.StoryID, s.Headline, jsonColumn{&s.Sentences}, s.Method, s.Lang, instant(s.MadeAt))
	if err == nil {
		_, err = tx.exec(ctx, `UPDATE stories SET summarized = $2 WHERE id = $1`, s.StoryID, instant(of.Changed))
	}
	return fault.Wrap(err, "put summary of story %d", s.StoryID)
}

const selectSummary = `SELECT story_id, headline, sentences, method, lang, made_at FROM summaries WHERE story_id `

func scanSummary(r scanner) (s news.Summary, err error) {
	err = r.Scan(&s.StoryID, &s.Headline, jsonColumn{&s.Sentences}, &s.Method, &s.Lang, stamp(&s.MadeAt))
	return s, err
}

// Summary gives a story's summary.
func (q queries) Summary(ctx context.Context, storyID int64) (news.Summary, error) {
	return one(ctx, q, fmt.Sprintf("summary of story %d", storyID), scanSummary, selectSummary+`= $1`, storyID)
}

func (q queries) summaries(ctx context.Context, storyIDs []int64) (map[int64]news.Summary, error) {
	var args []any
	found, err := all(ctx, q, scanSummary, selectSummary+`IN `+in(&args, storyIDs), args...)
	out := make(map[int64]news.Summary, len(found))
	for _, s := range found {
		out[s.StoryID] = s
	}
	return out, fault.Wrap(err, "read summaries")
}
