package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// PutStory keeps a story's own fields, its Members aside (see PutMembers), and gives its id: a new one when s.ID is 0.
func (tx *Tx) PutStory(ctx context.Context, s news.Story) (int64, error) {
	if s.ID != 0 {
		return s.ID, tx.change(ctx, fmt.Sprintf("story %d", s.ID), `UPDATE stories SET town = $2, representative = $3,
			first_published = $4, last_published = $5, changed = $6 WHERE id = $1`,
			s.ID, s.Town, s.Representative, column.At(s.FirstPublished), column.At(s.LastPublished),
			column.Instant(s.Changed))
	}
	id, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO stories (town, representative, first_published,
		last_published, changed) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		s.Town, s.Representative, column.At(s.FirstPublished), column.At(s.LastPublished), column.Instant(s.Changed)))
	return id, fault.Wrap(err, "add story")
}

// PutMembers puts articles into a story, out of any other they were in, and takes them off ArticlesToCluster. An
// article that is in a story already keeps the time it first joined one: moving it is no news to readers.
func (tx *Tx) PutMembers(ctx context.Context, storyID int64, members []news.Member, joined time.Time) error {
	ids := make([]int64, len(members))
	for i, m := range members {
		_, err := tx.exec(ctx, `INSERT INTO story_members (article_id, story_id, canonical, reason, score, joined_at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id,
			canonical = excluded.canonical, reason = excluded.reason, score = excluded.score`,
			m.ArticleID, storyID, m.Canonical, m.Reason, m.Score, column.Instant(joined))
		if err != nil {
			return fault.Wrap(err, "put article %d into story %d", m.ArticleID, storyID)
		}
		ids[i] = m.ArticleID
	}
	return tx.MarkClustered(ctx, ids...)
}

// MergeStories moves the members of the other stories, and what readers were told of them, to the story into. The
// emptied stories stay as signposts: asking for one gives into. into's own fields are left to PutStory.
func (tx *Tx) MergeStories(ctx context.Context, into int64, from ...int64) error {
	for _, old := range from {
		if old == into {
			continue
		}
		for _, query := range mergeSteps {
			if _, err := tx.exec(ctx, query, into, old); err != nil {
				return fault.Wrap(err, "merge story %d into %d", old, into)
			}
		}
	}
	return nil
}

// mergeSteps move story $2 into story $1. Where one edition told both, the telling of $1 stays and counts the
// articles of both.
var mergeSteps = []string{
	`UPDATE story_members SET story_id = $1 WHERE story_id = $2`,
	`UPDATE told SET articles = articles + (SELECT o.articles FROM told o
			WHERE o.edition_id = told.edition_id AND o.story_id = $2)
		WHERE story_id = $1 AND edition_id IN (SELECT edition_id FROM told WHERE story_id = $2)`,
	`DELETE FROM told WHERE story_id = $2 AND edition_id IN (SELECT edition_id FROM told WHERE story_id = $1)`,
	`UPDATE told SET story_id = $1 WHERE story_id = $2`,
	`DELETE FROM summaries WHERE story_id = $2 AND story_id <> $1`,
	`DELETE FROM translations WHERE story_id = $2 AND story_id <> $1`,
	`DELETE FROM story_search WHERE rowid = $2 AND rowid <> $1`,
	`UPDATE stories SET merged_into = $1 WHERE id = $2 OR merged_into = $2`,
}

// scanStory reads a story without its members.
func scanStory(r scanner) (s news.Story, err error) {
	err = r.Scan(&s.ID, &s.Town, &s.Representative, column.Time(&s.FirstPublished), column.Time(&s.LastPublished),
		column.Time(&s.Changed))
	return s, err
}

const selectStory = `SELECT s.id, s.town, s.representative, s.first_published, s.last_published, s.changed
	FROM stories s `

// Story gives a story with its members; for one that was merged into another, that other.
func (q queries) Story(ctx context.Context, id int64) (news.Story, error) {
	s, err := one(ctx, q, fmt.Sprintf("story %d", id), scanStory,
		selectStory+`WHERE s.id = COALESCE((SELECT merged_into FROM stories WHERE id = $1), $1)`, id)
	if err != nil {
		return s, err
	}
	members, err := q.members(ctx, []int64{s.ID})
	s.Members = members[s.ID]
	return s, err
}

// StoryOf gives the id of the story an article is in, 0 when it is in none.
func (q queries) StoryOf(ctx context.Context, articleID int64) (int64, error) {
	id, err := first(ctx, q, scanID, `SELECT story_id FROM story_members WHERE article_id = $1`, articleID)
	return id, fault.Wrap(err, "read story of article %d", articleID)
}

// StoriesJoined gives the ids of stories that got an article of one of the sources in [since, until), leaving out
// articles of a source's first crawl. CROSS JOIN tells SQLite to begin with the window, not with all of a source's
// articles.
func (q queries) StoriesJoined(ctx context.Context, sourceIDs []string, since, until time.Time) ([]int64, error) {
	if len(sourceIDs) == 0 {
		return nil, nil
	}
	args := []any{column.Instant(since), column.Instant(until)}
	out, err := all(ctx, q, scanID, `SELECT DISTINCT m.story_id FROM story_members m CROSS JOIN articles a
		WHERE a.id = m.article_id AND m.joined_at >= $1 AND m.joined_at < $2 AND NOT a.baseline
		AND a.source_id IN `+in(&args, sourceIDs)+` ORDER BY m.story_id`, args...)
	return out, fault.Wrap(err, "read stories joined")
}

// FirstJoined gives when the first article of one of the sources, its first crawl left out, joined a story; the zero
// time when none did.
func (q queries) FirstJoined(ctx context.Context, sourceIDs []string) (time.Time, error) {
	var args []any
	at, err := first(ctx, q, scanTime, `SELECT m.joined_at FROM story_members m CROSS JOIN articles a
		WHERE a.id = m.article_id AND NOT a.baseline AND a.source_id IN `+in(&args, sourceIDs)+`
		ORDER BY m.joined_at LIMIT 1`, args...)
	return at, fault.Wrap(err, "read first story")
}

// StoryFilter narrows StoriesFiltered; zero fields let everything pass.
type StoryFilter struct {
	Since  time.Time // by the date of its last article
	Town   string    // of the story
	Joined bool      // only stories of more than one article
	Limit  int       // 0 = no limit
}

// StoriesFiltered gives stories without their members, the one with the latest article first.
func (q queries) StoriesFiltered(ctx context.Context, f StoryFilter) ([]news.Story, error) {
	out, err := all(ctx, q, scanStory, selectStory+`WHERE s.merged_into IS NULL AND s.last_published >= $1
		AND ($2 = '' OR s.town = $2)
		AND (SELECT count(*) FROM story_members m WHERE m.story_id = s.id) > CASE WHEN $3 THEN 1 ELSE 0 END
		ORDER BY s.last_published DESC, s.id DESC LIMIT $4`, column.Instant(f.Since), f.Town, f.Joined, limit(f.Limit))
	return out, fault.Wrap(err, "read stories")
}

// members gives the members of stories in the order they joined.
func (q queries) members(ctx context.Context, storyIDs []int64) (map[int64][]news.Member, error) {
	out := make(map[int64][]news.Member)
	var args []any
	err := q.each(ctx, func(r scanner) error {
		var story int64
		var m news.Member
		err := r.Scan(&story, &m.ArticleID, &m.Canonical, &m.Reason, &m.Score)
		out[story] = append(out[story], m)
		return err
	}, `SELECT story_id, article_id, canonical, reason, score FROM story_members
		WHERE story_id IN `+in(&args, storyIDs)+` ORDER BY joined_at, article_id`, args...)
	return out, fault.Wrap(err, "read members of stories")
}
