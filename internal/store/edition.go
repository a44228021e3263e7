package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// EditionFilter narrows Editions; zero fields let everything pass.
type EditionFilter struct {
	SubscriptionID int64
	DigestID       string
	StoryID        int64 // which told this story
	Limit          int   // 0 = no limit
}

// AddEdition keeps an edition and what it tells, and gives its id. There is one edition for a subscription and window
// start: where it is there already, its id is given, nothing is changed and added is false.
func (tx *Tx) AddEdition(ctx context.Context, e news.Edition) (id int64, added bool, err error) {
	id, err = scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO editions (digest_id, subscription_id, window_start,
		window_end, subject, html, text, skipped, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (subscription_id, window_start) DO NOTHING RETURNING id`,
		e.DigestID, e.SubscriptionID, instant(e.Start), instant(e.End), e.Subject, e.HTML, e.Text, e.Skipped,
		instant(e.MadeAt)))
	if errors.Is(err, sql.ErrNoRows) {
		id, err = scanID(tx.ex.QueryRowContext(ctx, `SELECT id FROM editions
			WHERE subscription_id = $1 AND window_start = $2`, e.SubscriptionID, instant(e.Start)))
		return id, false, fault.Wrap(err, "add edition of subscription %d", e.SubscriptionID)
	}
	for _, t := range e.Stories {
		if err != nil {
			break
		}
		_, err = tx.exec(ctx, `INSERT INTO told (edition_id, story_id, subscription_id, place, news, left_out, articles)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, t.StoryID, e.SubscriptionID, t.Rank, t.Update, t.Left, t.Articles)
	}
	return id, err == nil, fault.Wrap(err, "add edition of subscription %d", e.SubscriptionID)
}

const selectEdition = `SELECT e.id, e.digest_id, e.subscription_id, e.window_start, e.window_end, e.subject, e.skipped,
	e.made_at`

func scanEdition(r scanner) (e news.Edition, err error) {
	err = r.Scan(&e.ID, &e.DigestID, &e.SubscriptionID, stamp(&e.Start), stamp(&e.End), &e.Subject, &e.Skipped,
		stamp(&e.MadeAt))
	return e, err
}

// Edition gives one edition with what it told, in its order.
func (q queries) Edition(ctx context.Context, id int64) (news.Edition, error) {
	e, err := one(ctx, q, fmt.Sprintf("edition %d", id), func(r scanner) (e news.Edition, err error) {
		err = r.Scan(&e.ID, &e.DigestID, &e.SubscriptionID, stamp(&e.Start), stamp(&e.End), &e.Subject, &e.Skipped,
			stamp(&e.MadeAt), &e.HTML, &e.Text)
		return e, err
	}, selectEdition+`, e.html, e.text FROM editions e WHERE e.id = $1`, id)
	if err != nil {
		return e, err
	}
	e.Stories, err = all(ctx, q, scanTold, `SELECT story_id, place, news, left_out, articles FROM told
		WHERE edition_id = $1 ORDER BY place, story_id`, id)
	return e, fault.Wrap(err, "read edition %d", id)
}

// Editions gives editions, newest first, without their HTML, text and stories: Edition has those.
func (q queries) Editions(ctx context.Context, f EditionFilter) ([]news.Edition, error) {
	out, err := all(ctx, q, scanEdition, selectEdition+` FROM editions e
		WHERE (CAST($1 AS BIGINT) = 0 OR e.subscription_id = $1) AND ($2 = '' OR e.digest_id = $2)
		AND (CAST($3 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM told t WHERE t.edition_id = e.id AND t.story_id = $3))
		ORDER BY e.id DESC LIMIT $4`, f.SubscriptionID, f.DigestID, f.StoryID, limit(f.Limit))
	return out, fault.Wrap(err, "read editions")
}

func scanTold(r scanner) (t news.Told, err error) {
	err = r.Scan(&t.StoryID, &t.Rank, &t.Update, &t.Left, &t.Articles)
	return t, err
}

// Told gives, for those of the stories a subscription was told, how it was told them last.
func (q queries) Told(ctx context.Context, subscriptionID int64, storyIDs []int64) (map[int64]news.Told, error) {
	out := make(map[int64]news.Told)
	for len(storyIDs) > 0 {
		n := min(len(storyIDs), batch)
		args := []any{subscriptionID}
		found, err := all(ctx, q, scanTold, `SELECT story_id, place, news, left_out, articles FROM told
			WHERE subscription_id = $1 AND story_id IN `+in(&args, storyIDs[:n])+` ORDER BY edition_id`, args...)
		if err != nil {
			return nil, fault.Wrap(err, "read what subscription %d was told", subscriptionID)
		}
		for _, t := range found {
			out[t.StoryID] = t
		}
		storyIDs = storyIDs[n:]
	}
	return out, nil
}
