package store

import (
	"context"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

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
	out.Index, err = tx.exec(ctx, `DELETE FROM fingerprint_keys WHERE key < $1`, b.Index.Unix()/(24*60*60)<<dayBits)
	return out, fault.Wrap(err, "tidy index")
}
