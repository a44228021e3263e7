package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Meta gives the value kept under key, "" when there is none.
func (q queries) Meta(ctx context.Context, key string) (string, error) {
	v, err := one(ctx, q, "meta "+key, scanText, `SELECT value FROM meta WHERE key = $1`, key)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return v, err
}

// PutMeta keeps a value under key.
func (tx *Tx) PutMeta(ctx context.Context, key, value string) error {
	_, err := tx.exec(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return fault.Wrap(err, "put meta %s", key)
}

// TouchThrottle allows what key names once within a span: it reports whether now is at least within after the last
// time it was allowed, and if so remembers now.
func (tx *Tx) TouchThrottle(ctx context.Context, key string, now time.Time, within time.Duration) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO throttles (key, at) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET at = excluded.at WHERE throttles.at <= $3`,
		key, column.Instant(now), column.Instant(now.Add(-within)))
	return n == 1, fault.Wrap(err, "throttle %s", key)
}

// Totals is how much the database holds.
type Totals struct {
	Sources, Pages, Articles, Stories, Subscribers, Subscriptions, Editions, Deliveries int
}

// Totals counts the rows readers and operators care for: enabled sources, stories not merged away, all the rest.
func (q queries) Totals(ctx context.Context) (Totals, error) {
	return one(ctx, q, "totals", func(r scanner) (t Totals, err error) {
		err = r.Scan(&t.Sources, &t.Pages, &t.Articles, &t.Stories, &t.Subscribers, &t.Subscriptions, &t.Editions,
			&t.Deliveries)
		return t, err
	}, `SELECT (SELECT count(*) FROM sources WHERE enabled), (SELECT count(*) FROM pages),
		(SELECT count(*) FROM articles), (SELECT count(*) FROM stories WHERE merged_into IS NULL),
		(SELECT count(*) FROM subscribers), (SELECT count(*) FROM subscriptions WHERE active),
		(SELECT count(*) FROM editions), (SELECT count(*) FROM deliveries)`)
}

// TidyBefore says how old what may go must be. A zero time keeps everything of its kind.
type TidyBefore struct {
	Bodies    time.Time // bodies of pages, which stay known, and small pictures
	Messages  time.Time // bytes of deliveries that are done; their hashes stay
	Crawls    time.Time // records of crawls
	Index     time.Time // keys of fingerprints by the day in their upper half: older articles are no longer candidates
	Editions  time.Time // windows that had nothing to tell, and notes of editions passed over
	Answers   time.Time // a language model's answers
	Returned  time.Time // what came back, with the mails kept for a person
	Throttles time.Time // throttles last allowed, and suppressions expired, before then
}

// Tidied is how many rows Tidy changed or removed.
type Tidied struct{ Bodies, Messages, Crawls, Index, Editions, Answers, Returned, Throttles, Pictures int64 }

// Tidy lets go of what has served its time.
func (tx *Tx) Tidy(ctx context.Context, b TidyBefore) (Tidied, error) {
	var out Tidied
	for _, step := range []struct {
		before time.Time
		n      *int64
		query  string
	}{
		{b.Bodies, &out.Bodies, `UPDATE pages SET body = NULL WHERE body IS NOT NULL AND fetched_at < $1`},
		{b.Bodies, &out.Pictures, `DELETE FROM pictures WHERE at < $1`},
		{b.Messages, &out.Messages, `UPDATE deliveries SET message = NULL WHERE message IS NOT NULL
			AND created_at < $1 AND state IN ('sent', 'failed', 'suppressed')`},
		{b.Crawls, &out.Crawls, `DELETE FROM crawls WHERE started_at < $1`},
		{b.Editions, &out.Editions, `DELETE FROM editions WHERE skipped <> '' AND made_at < $1`},
		{b.Editions, &out.Editions, `DELETE FROM passed_over WHERE at < $1`},
		{b.Editions, &out.Editions, `DELETE FROM issues WHERE made_at < $1
			AND id NOT IN (SELECT issue_id FROM editions WHERE issue_id IS NOT NULL)`},
		{b.Returned, &out.Returned, `DELETE FROM returned WHERE at < $1`},
		{b.Answers, &out.Answers, `DELETE FROM answers WHERE at < $1`},
		{b.Throttles, &out.Throttles, `DELETE FROM throttles WHERE at < $1`},
		{b.Throttles, &out.Throttles, `DELETE FROM suppressions WHERE expires < $1`},
	} {
		if step.before.IsZero() {
			continue
		}
		n, err := tx.exec(ctx, step.query, column.Instant(step.before))
		if err != nil {
			return out, fault.Wrap(err, "tidy")
		}
		*step.n += n
	}
	if b.Index.IsZero() {
		return out, nil
	}
	var err error
	out.Index, err = tx.exec(ctx, `DELETE FROM fingerprint_keys WHERE key < $1`, b.Index.Unix()/(24*60*60)<<32)
	return out, fault.Wrap(err, "tidy index")
}
