package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// DeliveryFilter narrows Deliveries; zero fields let everything pass.
type DeliveryFilter struct {
	State        audience.DeliveryState
	Recipient    string
	SubscriberID int64
	EditionID    int64
	DigestID     string
	Since        time.Time // made then or later
	Limit        int       // 0 = no limit
	Bare         bool      // without the bytes, which may be many
}

// AddDelivery keeps a delivery to be made and gives its id. There is one for an edition and subscriber, and one for a
// dedupe key that is not empty: where it is there already, its id is given, nothing is changed and added is false.
// An empty State is pending; a zero NextTry is CreatedAt; an empty Policy is "resend".
func (tx *Tx) AddDelivery(
	ctx context.Context, d audience.Delivery, dedupeKey string,
) (id int64, added bool, err error) {
	if d.State == "" {
		d.State = audience.DeliveryPending
	}
	if d.NextTry.IsZero() {
		d.NextTry = d.CreatedAt
	}
	if d.Policy == "" {
		d.Policy = "resend"
	}
	if len(d.Message) > 0 {
		d.Hash = hash(d.Message)
	}
	id, err = scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO deliveries (kind, edition_id, subscriber_id, dedupe_key,
		recipient, envelope_sender, message_id, state, policy, message, hash, next_try, created_at, domain)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING RETURNING id`,
		d.Kind, column.Ref(d.EditionID), column.Ref(d.SubscriberID), column.Optional(dedupeKey), d.Recipient,
		d.EnvelopeSender, d.MessageID, d.State, d.Policy, tx.zip.Pack(d.Message), d.Hash, column.Instant(d.NextTry),
		column.Instant(d.CreatedAt), d.Domain()))
	if errors.Is(err, sql.ErrNoRows) {
		id, err = scanID(tx.ex.QueryRowContext(ctx, `SELECT id FROM deliveries
			WHERE dedupe_key = $1 OR (edition_id = $2 AND subscriber_id = $3)`,
			column.Optional(dedupeKey), column.Ref(d.EditionID), column.Ref(d.SubscriberID)))
		return id, false, fault.Wrap(err, "add delivery to %s", d.Recipient)
	}
	return id, err == nil, fault.Wrap(err, "add delivery to %s", d.Recipient)
}

// SetDeliveryMessage gives a delivery its signed bytes with the Message-ID and envelope sender they go by. It may be
// done once, while the delivery is pending: fault.Conflict otherwise.
func (tx *Tx) SetDeliveryMessage(
	ctx context.Context, id int64, messageID, envelopeSender string, message []byte,
) error {
	n, err := tx.exec(ctx, `UPDATE deliveries SET message = $2, hash = $3, message_id = $4, envelope_sender = $5
		WHERE id = $1 AND state = 'pending' AND message IS NULL`,
		id, tx.zip.Pack(message), hash(message), messageID, envelopeSender)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "set message of delivery %d: it is not pending without one", id)
	}
	return fault.Wrap(err, "set message of delivery %d", id)
}

// selectDelivery reads deliveries with their bytes, selectBare without them, and both with the digest and the zone of
// the subscription they are for.
var (
	selectDelivery = deliveryQuery("d.message")
	selectBare     = deliveryQuery("NULL")
)

// deliveryQuery is the query that scanDelivery reads, with message for the column of the bytes.
func deliveryQuery(message string) string {
	return `SELECT d.id, d.kind, COALESCE(d.edition_id, 0), COALESCE(d.subscriber_id, 0), d.recipient,
	d.envelope_sender, d.message_id, d.state, d.policy, ` + message + `, d.hash, d.attempts, d.next_try, d.code, d.reply,
	d.connection, d.created_at, d.sent_at, d.uncertain, COALESCE(e.digest_id, ''), COALESCE(x.zone, '')
	FROM deliveries d LEFT JOIN editions e ON e.id = d.edition_id LEFT JOIN subscriptions x ON x.id = e.subscription_id `
}

func (q queries) scanDelivery(r scanner) (d audience.Delivery, err error) {
	var message []byte
	if err = r.Scan(&d.ID, &d.Kind, &d.EditionID, &d.SubscriberID, &d.Recipient, &d.EnvelopeSender, &d.MessageID,
		&d.State, &d.Policy, &message, &d.Hash, &d.Attempts, column.Time(&d.NextTry), &d.Code, &d.Reply, &d.Connection,
		column.Time(&d.CreatedAt), column.Time(&d.SentAt), &d.Uncertain, &d.DigestID, &d.Zone); err == nil {
		d.Message, err = q.zip.Unpack(message)
	}
	return d, err
}

// Delivery gives one delivery with its bytes.
func (q queries) Delivery(ctx context.Context, id int64) (audience.Delivery, error) {
	return one(ctx, q, fmt.Sprintf("delivery %d", id), q.scanDelivery, selectDelivery+`WHERE d.id = $1`, id)
}

// DeliveryByMessageID gives the delivery whose message bears that Message-ID.
func (q queries) DeliveryByMessageID(ctx context.Context, messageID string) (audience.Delivery, error) {
	return one(ctx, q, "delivery "+messageID, q.scanDelivery,
		selectDelivery+`WHERE d.message_id = $1 AND d.message_id <> ''`, messageID)
}

// Deliveries gives deliveries, newest first.
func (q queries) Deliveries(ctx context.Context, f DeliveryFilter) ([]audience.Delivery, error) {
	query := selectDelivery
	if f.Bare {
		query = selectBare
	}
	out, err := all(ctx, q, q.scanDelivery, query+`WHERE ($1 = '' OR d.state = $1)
		AND ($2 = '' OR d.recipient = $2) AND (CAST($3 AS BIGINT) = 0 OR d.subscriber_id = $3)
		AND (CAST($4 AS BIGINT) = 0 OR d.edition_id = $4) AND ($6 = '' OR e.digest_id = $6) AND d.created_at >= $7
		ORDER BY d.id DESC LIMIT $5`,
		string(f.State), f.Recipient, f.SubscriberID, f.EditionID, limit(f.Limit), f.DigestID, column.Instant(f.Since))
	return out, fault.Wrap(err, "read deliveries")
}

// DeliveryCounts gives how many deliveries are in each state, also in those that none is in.
func (q queries) DeliveryCounts(ctx context.Context) (map[audience.DeliveryState]int, error) {
	out := make(map[audience.DeliveryState]int)
	for _, state := range audience.DeliveryStates {
		out[state] = 0
	}
	err := q.each(ctx, func(r scanner) error {
		var s audience.DeliveryState
		var n int
		err := r.Scan(&s, &n)
		out[s] = n
		return err
	}, `SELECT state, count(*) FROM deliveries GROUP BY state`)
	return out, fault.Wrap(err, "count deliveries")
}

// LastSent gives when a relay last took an edition of a digest; zero when none did.
func (q queries) LastSent(ctx context.Context, digestID string) (time.Time, error) {
	at, err := first(ctx, q, func(r scanner) (at time.Time, err error) {
		err = r.Scan(column.Time(&at))
		return at, err
	}, `SELECT d.sent_at FROM deliveries d JOIN editions e ON e.id = d.edition_id
		WHERE e.digest_id = $1 AND d.state = 'sent' ORDER BY d.id DESC LIMIT 1`, digestID)
	return at, fault.Wrap(err, "read what was sent last of %s", digestID)
}

// NextDeliveryAt gives when the next delivery may be claimed, zero when none waits. It may lie in the past.
func (q queries) NextDeliveryAt(ctx context.Context) (time.Time, error) {
	at, err := first(ctx, q, func(r scanner) (time.Time, error) {
		var next, lease time.Time
		err := r.Scan(column.Time(&next), column.Time(&lease))
		if lease.After(next) {
			next = lease
		}
		return next, err
	}, `SELECT d.next_try, d.lease_until FROM deliveries d WHERE `+claimable+`
		ORDER BY CASE WHEN d.lease_until > d.next_try THEN d.lease_until ELSE d.next_try END LIMIT 1`)
	return at, fault.Wrap(err, "read next delivery")
}
