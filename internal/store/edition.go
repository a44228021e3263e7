package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// EditionFilter narrows Editions; zero fields let everything pass.
type EditionFilter struct {
	SubscriptionID int64
	DigestID       string
	StoryID        int64 // which told this story
	Limit          int   // 0 = no limit
}

// AddEdition is PlanEditions for one edition without a mail; where its window was told before, the id of that edition
// is given, nothing is changed and added is false.
func (tx *Tx) AddEdition(ctx context.Context, e news.Edition) (id int64, added bool, err error) {
	ids, err := tx.addEditions(ctx, []news.Edition{e})
	if err != nil || ids[0] != 0 {
		return ids[0], err == nil, err
	}
	id, err = one(ctx, tx.queries, "edition of that window", scanID, `SELECT id FROM editions
		WHERE subscription_id = $1 AND window_start = $2`, e.SubscriptionID, column.Instant(e.Start))
	return id, false, err
}

const selectEdition = `SELECT e.id, e.digest_id, e.subscription_id, e.window_start, e.window_end, e.subject, e.skipped,
	e.made_at, e.zone, e.next_at`

func scanEdition(r scanner) (e news.Edition, err error) {
	err = r.Scan(&e.ID, &e.DigestID, &e.SubscriptionID, column.Time(&e.Start), column.Time(&e.End), &e.Subject,
		&e.Skipped, column.Time(&e.MadeAt), &e.Zone, column.Time(&e.Next))
	return e, err
}

// Edition gives one edition with what it told, in its order.
func (q queries) Edition(ctx context.Context, id int64) (news.Edition, error) {
	e, err := one(ctx, q, fmt.Sprintf("edition %d", id), func(r scanner) (e news.Edition, err error) {
		var issue []byte
		if err = r.Scan(&e.ID, &e.DigestID, &e.SubscriptionID, column.Time(&e.Start), column.Time(&e.End), &e.Subject,
			&e.Skipped, column.Time(&e.MadeAt), &e.Zone, column.Time(&e.Next), &issue); err == nil {
			e.Issue, err = q.zip.Unpack(issue)
		}
		return e, err
	}, selectEdition+`, i.body FROM editions e LEFT JOIN issues i ON i.id = e.issue_id WHERE e.id = $1`, id)
	if err != nil {
		return e, err
	}
	e.Stories, err = all(ctx, q, scanTold, `SELECT story_id, place, news, left_out, articles FROM told
		WHERE edition_id = $1 ORDER BY place, story_id`, id)
	return e, fault.Wrap(err, "read edition %d", id)
}

// Editions gives editions, newest first, without their issues and stories: Edition has those.
func (q queries) Editions(ctx context.Context, f EditionFilter) ([]news.Edition, error) {
	out, err := all(ctx, q, scanEdition, selectEdition+` FROM editions e
		WHERE (CAST($1 AS BIGINT) = 0 OR e.subscription_id = $1) AND ($2 = '' OR e.digest_id = $2)
		AND (CAST($3 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM told t WHERE t.edition_id = e.id AND t.story_id = $3))
		ORDER BY e.id DESC LIMIT $4`, f.SubscriptionID, f.DigestID, f.StoryID, limit(f.Limit))
	return out, fault.Wrap(err, "read editions")
}

// Mailed gives when the mails of a subscription's editions made since were planned, the first first.
func (q queries) Mailed(ctx context.Context, subscriptionID int64, since time.Time) ([]time.Time, error) {
	out, err := all(ctx, q, scanTime, `SELECT made_at FROM editions WHERE subscription_id = $1 AND skipped = ''
		AND made_at > $2 ORDER BY made_at`, subscriptionID, column.Instant(since))
	return out, fault.Wrap(err, "read mails of subscription %d", subscriptionID)
}

// LastMailed gives when the last mails of subscriptions were planned; those never mailed are left out.
func (q queries) LastMailed(ctx context.Context, subscriptionIDs []int64) (map[int64]time.Time, error) {
	out := map[int64]time.Time{}
	for part := range slices.Chunk(subscriptionIDs, batch) {
		var args []any
		err := q.each(ctx, func(r scanner) error {
			var id int64
			var at time.Time
			err := r.Scan(&id, column.Time(&at))
			out[id] = at
			return err
		}, `SELECT subscription_id, made_at FROM editions WHERE id IN (SELECT max(id) FROM editions
			WHERE skipped = '' AND subscription_id IN `+in(&args, part)+` GROUP BY subscription_id)`, args...)
		if err != nil {
			return nil, fault.Wrap(err, "read last mails")
		}
	}
	return out, nil
}
