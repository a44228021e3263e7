package store

import (
	"context"
	"fmt"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// PutSummary keeps a story's summary in place of an earlier one. of is the story's Changed as it was when the summary
// was made from it: when the story has changed since, it is summarized again.
func (tx *Tx) PutSummary(ctx context.Context, s news.Summary, of news.Story) error {
	_, err := tx.exec(ctx, `INSERT INTO summaries (story_id, headline, sentences, facts, method, lang, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (story_id) DO UPDATE SET headline = excluded.headline,
		sentences = excluded.sentences, facts = excluded.facts, method = excluded.method, lang = excluded.lang,
		made_at = excluded.made_at`,
		s.StoryID, s.Headline, column.JSON(&s.Sentences), column.JSON(&s.Facts), s.Method, s.Lang,
		column.Instant(s.MadeAt))
	if err == nil {
		_, err = tx.exec(ctx, `UPDATE stories SET summarized = $2 WHERE id = $1`, s.StoryID, column.Instant(of.Changed))
	}
	return fault.Wrap(err, "put summary of story %d", s.StoryID)
}

const selectSummary = `SELECT story_id, headline, sentences, facts, method, lang, made_at FROM summaries WHERE story_id `

func scanSummary(r scanner) (s news.Summary, err error) {
	err = r.Scan(&s.StoryID, &s.Headline, column.JSON(&s.Sentences), column.JSON(&s.Facts), &s.Method, &s.Lang,
		column.Time(&s.MadeAt))
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

// PutTranslation keeps a story's summary in a further language, s.Lang, in place of an earlier one. of is the story as
// it was when the translation was made: when it has changed since, the translation is not given any more.
func (tx *Tx) PutTranslation(ctx context.Context, s news.Summary, of news.Story) error {
	_, err := tx.exec(ctx, `INSERT INTO translations (story_id, lang, headline, sentences, method, made_at, of_change)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (story_id, lang) DO UPDATE SET headline = excluded.headline,
		sentences = excluded.sentences, method = excluded.method, made_at = excluded.made_at,
		of_change = excluded.of_change`,
		s.StoryID, s.Lang, s.Headline, column.JSON(&s.Sentences), s.Method, column.Instant(s.MadeAt),
		column.Instant(of.Changed))
	return fault.Wrap(err, "put translation of story %d", s.StoryID)
}

// translations gives the summaries in further languages that are not stale, by language.
func (q queries) translations(ctx context.Context, storyIDs []int64) (map[int64][]news.Summary, error) {
	var args []any
	found, err := all(ctx, q, func(r scanner) (s news.Summary, err error) {
		err = r.Scan(&s.StoryID, &s.Headline, column.JSON(&s.Sentences), &s.Method, &s.Lang, column.Time(&s.MadeAt))
		return s, err
	}, `SELECT t.story_id, t.headline, t.sentences, t.method, t.lang, t.made_at FROM translations t
		JOIN stories s ON s.id = t.story_id AND s.changed = t.of_change
		WHERE t.story_id IN `+in(&args, storyIDs)+` ORDER BY t.story_id, t.lang`, args...)
	out := map[int64][]news.Summary{}
	for _, s := range found {
		out[s.StoryID] = append(out[s.StoryID], s)
	}
	return out, fault.Wrap(err, "read translations")
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
