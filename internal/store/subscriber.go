package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// SubscriberFilter narrows Subscribers; empty fields let everything pass.
type SubscriberFilter struct {
	Status   audience.Status
	DigestID string // with an active subscription to it
	After    int64  // ids above it, to page
	Limit    int    // 0 = no limit
}

const subscriberColumns = `address, status, language, zone, consent_at, consent_from, created_at, paused_until`

const selectSubscriber = `SELECT s.id, s.address, s.status, s.language, s.zone, s.consent_at, s.consent_from,
	s.created_at, s.paused_until FROM subscribers s `

func scanSubscriber(r scanner) (s audience.Subscriber, err error) {
	err = r.Scan(&s.ID, &s.Address, &s.Status, &s.Language, &s.Zone, column.Time(&s.ConsentAt), &s.ConsentFrom,
		column.Time(&s.CreatedAt), column.Time(&s.PausedUntil))
	return s, err
}

// AddSubscriber keeps a new subscriber. Where the address is known already, the one who is there is given, unchanged,
// and added is false.
func (tx *Tx) AddSubscriber(
	ctx context.Context, s audience.Subscriber,
) (out audience.Subscriber, added bool, err error) {
	n, err := tx.exec(ctx, `INSERT INTO subscribers (`+subscriberColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (address) DO NOTHING`, s.Address, s.Status, s.Language, s.Zone, column.At(s.ConsentAt),
		s.ConsentFrom, column.Instant(s.CreatedAt), column.At(s.PausedUntil))
	if err != nil {
		return s, false, fault.Wrap(err, "add subscriber")
	}
	out, err = tx.SubscriberByAddress(ctx, s.Address)
	return out, n == 1, err
}

// Subscriber gives one subscriber.
func (q queries) Subscriber(ctx context.Context, id int64) (audience.Subscriber, error) {
	return one(ctx, q, fmt.Sprintf("subscriber %d", id), scanSubscriber, selectSubscriber+`WHERE s.id = $1`, id)
}

// SubscribersByID gives the subscribers with these ids; unknown ones are left out.
func (q queries) SubscribersByID(ctx context.Context, ids []int64) (map[int64]audience.Subscriber, error) {
	out := make(map[int64]audience.Subscriber, len(ids))
	for part := range slices.Chunk(ids, batch) {
		var args []any
		found, err := all(ctx, q, scanSubscriber, selectSubscriber+`WHERE s.id IN `+in(&args, part), args...)
		if err != nil {
			return nil, fault.Wrap(err, "read subscribers")
		}
		for _, s := range found {
			out[s.ID] = s
		}
	}
	return out, nil
}

// SubscriberByAddress gives the subscriber with that normalised address.
func (q queries) SubscriberByAddress(ctx context.Context, address string) (audience.Subscriber, error) {
	return one(ctx, q, "subscriber "+address, scanSubscriber, selectSubscriber+`WHERE s.address = $1`, address)
}

// Subscribers gives subscribers by id.
func (q queries) Subscribers(ctx context.Context, f SubscriberFilter) ([]audience.Subscriber, error) {
	out, err := all(ctx, q, scanSubscriber, selectSubscriber+`WHERE s.id > $1 AND ($2 = '' OR s.status = $2)
		AND ($3 = '' OR EXISTS (SELECT 1 FROM subscriptions x
			WHERE x.subscriber_id = s.id AND x.active AND x.digest_id = $3))
		ORDER BY s.id LIMIT $4`, f.After, string(f.Status), f.DigestID, limit(f.Limit))
	return out, fault.Wrap(err, "read subscribers")
}

// SetSubscriberStatus moves a subscriber to another status. Becoming active is consent: when and from where is kept.
func (tx *Tx) SetSubscriberStatus(
	ctx context.Context, id int64, status audience.Status, now time.Time, from string,
) error {
	if status != audience.Active {
		var left any
		if status == audience.Unsubscribed {
			left = column.At(now)
		}
		return tx.change(ctx, fmt.Sprintf("subscriber %d", id), `UPDATE subscribers SET status = $2, left_at = $3
			WHERE id = $1`, id, status, left)
	}
	return tx.change(ctx, fmt.Sprintf("subscriber %d", id), `UPDATE subscribers SET status = $2, consent_at = $3,
		consent_from = $4, left_at = NULL WHERE id = $1`, id, status, column.At(now), from)
}

// Departed gives the ids of at most n subscribers who left before a time, or asked before it and never confirmed.
func (q queries) Departed(ctx context.Context, before time.Time, n int) ([]int64, error) {
	out, err := all(ctx, q, scanID, `SELECT id FROM subscribers WHERE (status = 'unsubscribed' AND left_at < $1)
		OR (status = 'pending' AND created_at < $1) ORDER BY id LIMIT $2`, column.At(before), limit(n))
	return out, fault.Wrap(err, "read departed subscribers")
}

// PutPreferences keeps what a subscriber may choose: language, zone and pause.
func (tx *Tx) PutPreferences(ctx context.Context, s audience.Subscriber) error {
	return tx.change(ctx, fmt.Sprintf("subscriber %d", s.ID), `UPDATE subscribers SET language = $2, zone = $3,
		paused_until = $4 WHERE id = $1`, s.ID, s.Language, s.Zone, column.At(s.PausedUntil))
}

// EraseSubscriber removes a subscriber with everything that holds or hangs on the address: subscriptions, editions,
// deliveries, bounces and reports of them, suppression. What stays is the address's SHA-256, so that Erased knows it.
func (tx *Tx) EraseSubscriber(ctx context.Context, id int64, now time.Time) error {
	s, err := tx.Subscriber(ctx, id)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM bounces WHERE address = $1`,
		`DELETE FROM returned WHERE recipient = $1`,
		`DELETE FROM suppressions WHERE address = $1`,
		`DELETE FROM deliveries WHERE recipient = $1`,
		`DELETE FROM subscribers WHERE address = $1`, // the rest goes by ON DELETE CASCADE
	} {
		if _, err := tx.exec(ctx, query, s.Address); err != nil {
			return fault.Wrap(err, "erase subscriber %d", id)
		}
	}
	_, err = tx.exec(ctx, `INSERT INTO erased (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`,
		hash([]byte(s.Address)), column.Instant(now))
	return fault.Wrap(err, "erase subscriber %d", id)
}

// Erased reports whether a subscriber with that address was erased: only they themselves may bring it back.
func (q queries) Erased(ctx context.Context, address string) (bool, error) {
	found, err := all(ctx, q, scanText, `SELECT hash FROM erased WHERE hash = $1`, hash([]byte(address)))
	return len(found) > 0, fault.Wrap(err, "read erased")
}

// hash gives the SHA-256 in hex.
func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
