package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// rowsAtOnce is how many rows one INSERT brings: enough to save round trips, few enough that its text stays prepared
// and quick to read.
const rowsAtOnce = 40

// Plan is an edition that is about to be a row, and what goes with it: the delivery its mail will be, and when its
// subscription is due next.
type Plan struct {
	Edition  news.Edition
	Delivery audience.Delivery // Kind "" = no mail is made of it
	Next     time.Time
}

// PlanEditions keeps editions, the deliveries their mails will be, and moves their subscriptions on to the next window,
// all in few statements however many they are. It gives the ids in the order of plans; where a subscription has an
// edition of that window already, the id is 0 and nothing of that plan is kept.
func (tx *Tx) PlanEditions(ctx context.Context, plans []Plan) ([]int64, error) {
	editions := make([]news.Edition, len(plans))
	for i, p := range plans {
		editions[i] = p.Edition
	}
	ids, err := tx.addEditions(ctx, editions)
	if err != nil {
		return nil, err
	}
	type due struct{ end, next time.Time }
	moved := map[due][]int64{}
	var mails []audience.Delivery
	for i, p := range plans {
		if ids[i] == 0 {
			continue
		}
		at := due{column.Instant(p.Edition.End), column.Instant(p.Next)}
		moved[at] = append(moved[at], p.Edition.SubscriptionID)
		if p.Delivery.Kind != "" {
			p.Delivery.EditionID = ids[i]
			mails = append(mails, p.Delivery)
		}
	}
	if err := tx.addPlannedDeliveries(ctx, mails); err != nil {
		return nil, err
	}
	for at, subscriptions := range moved {
		if err := tx.advance(ctx, subscriptions, at.end, at.next); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// advance is AdvanceSubscription for many that go on to the same window.
func (tx *Tx) advance(ctx context.Context, subscriptions []int64, windowStart, next time.Time) error {
	for part := range slices.Chunk(subscriptions, batch) {
		args := []any{column.Instant(windowStart), column.At(next)}
		_, err := tx.exec(ctx, `UPDATE subscriptions SET window_start = $1, next_at = $2
			WHERE (window_start IS NULL OR window_start <= $1) AND id IN `+in(&args, part), args...)
		if err != nil {
			return fault.Wrap(err, "advance %d subscriptions", len(part))
		}
	}
	return nil
}

// addEditions keeps editions with their issues and what they tell, and gives their ids, 0 for those of a window that
// was told before.
func (tx *Tx) addEditions(ctx context.Context, editions []news.Edition) ([]int64, error) {
	issues := map[string]any{"": nil}
	for _, e := range editions {
		if _, known := issues[string(e.Issue)]; known {
			continue
		}
		id, err := tx.putIssue(ctx, e.Issue, e.MadeAt)
		if err != nil {
			return nil, err
		}
		issues[string(e.Issue)] = id
	}
	type window struct {
		subscription int64
		start        time.Time
	}
	added := map[window]int64{}
	for part := range slices.Chunk(editions, rowsAtOnce) {
		var args []any
		for _, e := range part {
			args = append(args, e.DigestID, e.SubscriptionID, column.Instant(e.Start), column.Instant(e.End), e.Subject,
				e.Skipped, column.Instant(e.MadeAt), issues[string(e.Issue)], e.Zone, column.At(e.Next))
		}
		err := tx.each(ctx, func(r scanner) error {
			var id int64
			var w window
			err := r.Scan(&id, &w.subscription, column.Time(&w.start))
			added[w] = id
			return err
		}, `INSERT INTO editions (digest_id, subscription_id, window_start, window_end, subject, skipped, made_at,
			issue_id, zone, next_at) VALUES `+rows(len(part), 10)+` ON CONFLICT (subscription_id, window_start) DO NOTHING
			RETURNING id, subscription_id, window_start`, args...)
		if err != nil {
			return nil, fault.Wrap(err, "add %d editions", len(part))
		}
	}
	ids := make([]int64, len(editions))
	for i, e := range editions {
		ids[i] = added[window{e.SubscriptionID, column.Instant(e.Start)}]
	}
	return ids, tx.addTold(ctx, ids, editions)
}

// putIssue keeps what editions tell, once, and gives its id.
func (tx *Tx) putIssue(ctx context.Context, body []byte, now time.Time) (int64, error) {
	id, err := scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO issues (hash, body, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (hash) DO UPDATE SET made_at = excluded.made_at RETURNING id`,
		hash(body), tx.zip.Pack(body), column.Instant(now)))
	return id, fault.Wrap(err, "put issue")
}

// addTold keeps what each edition tells, in statements of rowsAtOnce rows, which many small editions share. ids are those
// of editions, 0 where one was not kept.
func (tx *Tx) addTold(ctx context.Context, ids []int64, editions []news.Edition) error {
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := tx.exec(ctx, `INSERT INTO told (edition_id, story_id, subscription_id, place, news, left_out, articles)
			VALUES `+rows(len(args)/7, 7), args...)
		args = args[:0]
		return fault.Wrap(err, "keep what editions tell")
	}
	for i, e := range editions {
		for _, t := range e.Stories {
			if ids[i] == 0 {
				break
			}
			args = append(args, ids[i], t.StoryID, e.SubscriptionID, t.Rank, t.Update, t.Left, t.Articles)
			if len(args) >= 7*rowsAtOnce {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

// addPlannedDeliveries keeps deliveries of editions that have no bytes yet.
func (tx *Tx) addPlannedDeliveries(ctx context.Context, deliveries []audience.Delivery) error {
	for part := range slices.Chunk(deliveries, rowsAtOnce) {
		var args []any
		for _, d := range part {
			args = append(args, d.Kind, d.EditionID, d.SubscriberID, d.Recipient, "", "", d.State, d.Policy, "",
				column.Instant(d.CreatedAt), column.Instant(d.CreatedAt))
		}
		_, err := tx.exec(ctx, `INSERT INTO deliveries (kind, edition_id, subscriber_id, recipient, envelope_sender,
			message_id, state, policy, hash, next_try, created_at) VALUES `+rows(len(part), 11), args...)
		if err != nil {
			return fault.Wrap(err, "add %d deliveries", len(part))
		}
	}
	return nil
}

// Unmade gives at most n deliveries of planned editions whose mail is not made yet and may be tried at now, longest
// waiting first, with ids above after.
func (q queries) Unmade(ctx context.Context, now time.Time, after int64, n int) ([]audience.Delivery, error) {
	out, err := all(ctx, q, q.scanDelivery, selectDelivery+`WHERE d.message IS NULL AND d.state = 'pending'
		AND d.next_try <= $1 AND d.id > $2 ORDER BY d.id LIMIT $3`, column.Instant(now), after, limit(n))
	return out, fault.Wrap(err, "read mails to make")
}

// PostponeMaking lets a mail that could not be made wait.
func (tx *Tx) PostponeMaking(ctx context.Context, id int64, until time.Time) error {
	return tx.change(ctx, fmt.Sprintf("delivery %d", id), `UPDATE deliveries SET next_try = $2
		WHERE id = $1 AND message IS NULL AND state = 'pending'`, id, column.Instant(until))
}

// SetEditionMail gives an edition what making its mail showed: the subject, and the stories its size left to the web
// page.
func (tx *Tx) SetEditionMail(ctx context.Context, id int64, subject string, left []int64) error {
	err := tx.change(ctx, fmt.Sprintf("edition %d", id), `UPDATE editions SET subject = $2 WHERE id = $1`, id, subject)
	for part := range slices.Chunk(left, batch) {
		if err != nil {
			break
		}
		args := []any{id}
		_, err = tx.exec(ctx, `UPDATE told SET left_out = TRUE WHERE edition_id = $1 AND story_id IN `+in(&args, part),
			args...)
	}
	return fault.Wrap(err, "set mail of edition %d", id)
}
