package reader

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/store"
	"tidings/internal/token"
)

// Leave ends a subscription at once, and with all set every subscription of its subscriber, and gives the ids of those
// it ended, for Return. When and how stays on record. Repeating it changes nothing.
func (r *Room) Leave(
	ctx context.Context, subscriptionID int64, all bool, by audience.Departure,
) (ended []int64, err error) {
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		ended = nil
		s, err := tx.Subscription(ctx, subscriptionID)
		if err != nil {
			return err
		}
		subscriptions, err := tx.SubscriptionsOf(ctx, s.SubscriberID)
		if err != nil {
			return err
		}
		stays := false // for another digest
		for _, other := range subscriptions {
			switch {
			case !other.Active:
				continue
			case !all && other.ID != s.ID:
				stays = true
				continue
			}
			other.Active, other.NextAt, other.EndedAt, other.EndedBy = false, time.Time{}, r.Now(), by
			if _, err := tx.PutSubscription(ctx, other); err != nil {
				return err
			}
			ended = append(ended, other.ID)
		}
		if len(ended) == 0 {
			return nil
		}
		if err := r.goodbye(ctx, tx, s.SubscriberID, ended, stays); err != nil || stays {
			return err
		}
		return tx.SetSubscriberStatus(ctx, s.SubscriberID, audience.Unsubscribed, r.Now(), "")
	})
	if fault.Is(err, fault.NotFound) {
		return nil, nil // erased: there is nothing left to leave
	}
	return ended, fault.Wrap(err, "unsubscribe")
}

// goodbyePause is how long one who leaves, undoes it and leaves again gets no second goodbye.
const goodbyePause = time.Hour

// goodbye tells a reader that leaving worked, with a link to undo it; stays says that other digests still come.
func (r *Room) goodbye(ctx context.Context, tx *store.Tx, subscriberID int64, ended []int64, stays bool) error {
	person, err := tx.Subscriber(ctx, subscriberID)
	if err != nil || person.Status != audience.Active {
		return err
	}
	allowed, err := tx.TouchThrottle(ctx, fmt.Sprintf("goodbye:%d", ended[0]), r.Now(), goodbyePause)
	if err != nil || !allowed {
		return err
	}
	n := digest.Notice{
		Kind: digest.NoticeGoodbye, Expires: r.Now().Add(remember),
		Link:        r.link(token.Undo, r.Keys.Sign(token.Undo, ended[0], r.Now().Add(remember), ended[1:]...)),
		Unsubscribe: r.link(token.Block, r.Keys.Sign(token.Block, person.ID, time.Time{})),
	}
	if stays {
		n.Kind, n.Unsubscribe = digest.NoticeLeft, r.leaveAll(ended[0])
		n.Preferences = r.link(token.Preferences, r.Keys.Sign(token.Preferences, person.ID, time.Time{}))
	}
	for _, id := range ended {
		s, err := tx.Subscription(ctx, id)
		if err != nil {
			return err
		}
		name := s.DigestID
		if d, err := r.Digest(s.DigestID); err == nil {
			name = d.Name
		}
		n.Digests = append(n.Digests, name)
	}
	return r.Send.Notice(ctx, tx, recipient(person), "", n)
}

// leaveAll makes the link that ends every subscription of a subscriber, one of whose is given.
func (r *Room) leaveAll(subscriptionID int64) string {
	return r.link(token.Unsubscribe, r.Keys.Sign(token.Unsubscribe, subscriptionID, time.Time{})) + "?what=all"
}

// Block sees to it that a subscriber's address gets no mail from us any more, whoever enters it.
func (r *Room) Block(ctx context.Context, subscriberID int64) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		address := strings.ToLower(s.Address) // a reader of an older version may have kept capitals
		err = tx.PutSuppression(ctx, audience.Suppression{Address: address, Reason: "the reader's wish", At: r.Now()})
		if err != nil {
			return err
		}
		return tx.SetSubscriberStatus(ctx, s.ID, audience.Suppressed, r.Now(), "")
	}), "block subscriber")
}

// Erase forgets a subscriber and all that hangs on the address, save a hash of it.
func (r *Room) Erase(ctx context.Context, subscriberID int64) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.EraseSubscriber(ctx, subscriberID, r.Now())
	}), "erase subscriber")
}

// remember is how long an address is kept after its reader left, or asked and never confirmed. Pages and mails promise
// 28 days at most: those whose time is over are erased once a day.
const remember = 27 * 24 * time.Hour

// Forget erases those whose time to come back is over.
func (r *Room) Forget(ctx context.Context) error {
	for {
		ids, err := r.Store.Departed(ctx, r.Now().Add(-remember), 100)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := r.Erase(ctx, id); err != nil {
				return err
			}
		}
	}
}
