package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
	"tidings/internal/token"
)

// Subscribe keeps the wishes of one address as pending and asks it to confirm them, all with one press. The answer is
// the same whether or not the address is known, was asked before, or must not be mailed.
func (r *Room) Subscribe(ctx context.Context, wishes ...Wish) error {
	if len(wishes) == 0 {
		return fault.New(fault.Invalid, "no digest chosen")
	}
	address, err := mail.ReaderAddress(wishes[0].Address)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	asked := make([]audience.Subscription, len(wishes))
	for i, w := range wishes {
		if asked[i], err = r.Subscription(w); err != nil {
			return err
		}
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(ctx, audience.Subscriber{
			Address: address, Status: audience.Pending, Language: asked[0].Language, Zone: asked[0].Zone, CreatedAt: r.Now(),
		})
		if err != nil {
			return err
		}
		allowed, err := r.allowed(ctx, tx, "confirm", address, confirmPause)
		if err != nil || !allowed || person.Status == audience.Suppressed {
			return err
		}
		ids, err := keepWishes(ctx, tx, person, asked)
		if err != nil {
			return err
		}
		return r.ask(ctx, tx, person, ids)
	})
}

// keepWishes keeps what was asked for, not active, and gives the ids. A stranger may have filled in the form: what is
// active stays as its reader chose.
func keepWishes(
	ctx context.Context, tx *store.Tx, person audience.Subscriber, asked []audience.Subscription,
) ([]int64, error) {
	existing, err := tx.SubscriptionsOf(ctx, person.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(asked))
	for i, wish := range asked {
		for _, s := range existing {
			if s.DigestID == wish.DigestID && s.Active {
				ids[i] = s.ID
			}
		}
		if ids[i] != 0 {
			continue
		}
		wish.SubscriberID = person.ID
		if ids[i], err = tx.PutSubscription(ctx, wish); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// ask queues the confirmation request for subscriptions. One who left and comes back is pending again: nothing is sent
// to those who have left.
func (r *Room) ask(ctx context.Context, tx *store.Tx, person audience.Subscriber, ids []int64) error {
	if person.Status == audience.Unsubscribed {
		if err := tx.SetSubscriberStatus(ctx, person.ID, audience.Pending, r.Now(), ""); err != nil {
			return err
		}
	}
	expires := r.Now().Add(confirmFor)
	n := digest.Notice{
		Kind: digest.NoticeConfirm, Expires: expires,
		Link:        r.link(token.Confirm, r.Keys.Sign(token.Confirm, ids[0], expires, ids[1:]...)),
		Unsubscribe: r.link(token.Block, r.Keys.Sign(token.Block, person.ID, time.Time{})),
	}
	for _, id := range ids {
		s, err := tx.Subscription(ctx, id)
		if err != nil {
			return err
		}
		d, err := r.Digest(s.DigestID)
		if err != nil {
			return err
		}
		n.Digests = append(n.Digests, d.Name)
	}
	return r.Send.Notice(ctx, tx, recipient(person), "", n)
}

// Renew asks again for the confirmation of subscriptions whose link has expired, at most once a day. As with
// Subscribe, the answer says nothing about the address.
func (r *Room) Renew(ctx context.Context, subscriptionIDs ...int64) error {
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Subscription(ctx, subscriptionIDs[0])
		if err != nil {
			return err
		}
		person, err := tx.Subscriber(ctx, s.SubscriberID)
		if err != nil {
			return err
		}
		allowed, err := r.allowed(ctx, tx, "confirm", person.Address, confirmPause)
		if err != nil || !allowed || person.Status == audience.Suppressed {
			return err
		}
		return r.ask(ctx, tx, person, subscriptionIDs)
	})
	if fault.Is(err, fault.NotFound) {
		return nil // erased, or no longer offered
	}
	return fault.Wrap(err, "renew confirmation")
}

// MailLink sends the link to their preferences to a reader who has lost it, at most once an hour. As with Subscribe,
// the answer says nothing about the address: one that gets no digests gets no mail.
func (r *Room) MailLink(ctx context.Context, address string) error {
	normal, err := mail.ReaderAddress(address)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		person, err := tx.SubscriberByAddress(ctx, normal)
		if err != nil {
			return err
		}
		return r.mailLink(ctx, tx, person)
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return fault.Wrap(err, "mail preferences link")
}

// RenewLink is MailLink for the reader an expired link belonged to.
func (r *Room) RenewLink(ctx context.Context, subscriberID int64) error {
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		person, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		return r.mailLink(ctx, tx, person)
	})
	if fault.Is(err, fault.NotFound) {
		return nil // erased
	}
	return fault.Wrap(err, "renew preferences link")
}

// mailLink sends an active reader the link to their preferences, unless one was sent a little ago. Others get none.
func (r *Room) mailLink(ctx context.Context, tx *store.Tx, person audience.Subscriber) error {
	if person.Status != audience.Active {
		return nil
	}
	subscriptions, err := tx.SubscriptionsOf(ctx, person.ID)
	if err != nil {
		return err
	}
	if ok, err := r.allowed(ctx, tx, "link", person.Address, linkPause); err != nil || !ok {
		return err
	}
	expires := r.Now().Add(linkFor)
	n := digest.Notice{
		Kind: digest.NoticeManage, Expires: expires,
		Link: r.link(token.Preferences, r.Keys.Sign(token.Preferences, person.ID, expires)),
	}
	for _, s := range subscriptions {
		d, err := r.Digest(s.DigestID)
		if err != nil || !s.Active {
			continue // no longer offered, or left
		}
		n.Digests = append(n.Digests, d.Name)
		n.Unsubscribe = r.leaveAll(s.ID)
	}
	return r.Send.Notice(ctx, tx, recipient(person), "", n)
}

// allowed lets one kind of mail to an address through once within a span. It remembers a hash, so that nothing is left
// of an address that is erased meanwhile.
func (r *Room) allowed(
	ctx context.Context, tx *store.Tx, kind, address string, within time.Duration,
) (bool, error) {
	sum := sha256.Sum256([]byte(address))
	return tx.TouchThrottle(ctx, kind+":"+hex.EncodeToString(sum[:]), r.Now(), within)
}
