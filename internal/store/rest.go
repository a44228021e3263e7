package store

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// Rest is something that sending leaves alone for a while.
type Rest struct {
	Scope    string // RestMail, or as RestDomain and RestDigest make it
	Since    time.Time
	Until    time.Time
	Failures int // one after the other
	Reason   string
}

// RestMail is the scope of all mail: no relay works.
const RestMail = "mail"

// RestDomain is the scope of a recipient domain.
func RestDomain(domain string) string { return "domain:" + domain }

// RestDigest is the scope of a digest's editions; of all confirmations or notices when digest is empty.
func RestDigest(digestID, kind string) string {
	if digestID == "" {
		return "kind:" + kind
	}
	return "digest:" + digestID
}

// resting is true of a delivery d that sending leaves alone at the time bound as now ("$1").
func resting(now string) string {
	return fmt.Sprintf(`EXISTS (SELECT 1 FROM rests r WHERE r.until > %s AND r.scope IN ('%s', 'domain:' || d.domain,
		CASE WHEN d.edition_id IS NULL THEN 'kind:' || d.kind
		ELSE 'digest:' || (SELECT e.digest_id FROM editions e WHERE e.id = d.edition_id) END))`, now, RestMail)
}

// PutRest keeps a rest in place of the one of its scope; since when it lasts stays as it was.
func (tx *Tx) PutRest(ctx context.Context, r Rest) error {
	_, err := tx.exec(ctx, `INSERT INTO rests (scope, since, until, failures, reason) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (scope) DO UPDATE SET until = excluded.until, failures = excluded.failures, reason = excluded.reason`,
		r.Scope, column.Instant(r.Since), column.Instant(r.Until), r.Failures, r.Reason)
	return fault.Wrap(err, "let %s rest", r.Scope)
}

// RemoveRest lets sending go on; fault.NotFound when nothing of that scope rests.
func (tx *Tx) RemoveRest(ctx context.Context, scope string) error {
	return tx.change(ctx, "rest of "+scope, `DELETE FROM rests WHERE scope = $1`, scope)
}

// Rests gives all rests, the ones that are over included: they tell how often a scope failed.
func (q queries) Rests(ctx context.Context) ([]Rest, error) {
	out, err := all(ctx, q, func(r scanner) (v Rest, err error) {
		err = r.Scan(&v.Scope, column.Time(&v.Since), column.Time(&v.Until), &v.Failures, &v.Reason)
		return v, err
	}, `SELECT scope, since, until, failures, reason FROM rests ORDER BY scope`)
	return out, fault.Wrap(err, "read rests")
}
