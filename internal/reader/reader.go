// Package reader is what a reader can do: subscribe, confirm, choose, pause, leave, come back, be forgotten. The pages,
// the API and the command line all go through it, so that one set of rules holds: nobody is mailed a digest before
// confirming, an address gets at most one confirmation request a day, leaving works at once, and an answer never
// says whether an address is known.
//
// It binds the values of package audience to the store; it renders nothing and checks no tokens (package web does).
package reader

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/token"
)

const (
	// confirmPause is how long an address is not asked again to confirm.
	confirmPause = 24 * time.Hour
	// confirmFor is how long the link in a confirmation request is good.
	confirmFor = 7 * 24 * time.Hour
)

// Room is where readers' wishes are kept.
type Room struct {
	Store   *store.Store
	Send    *send.Room // for notices
	Digests []news.Digest
	Keys    token.Keyring
	BaseURL string
	Now     func() time.Time
}

// Wish is what a reader asks for. Zero fields take the digest's own.
type Wish struct {
	Address   string
	DigestID  string
	Filter    audience.Filter
	Frequency audience.Frequency
	Hour      int
	Minute    int
	Timed     bool // Hour and Minute were given
	Schedule  string
	Zone      string
	Language  string
	Stories   int
}

// Digest finds a configured digest; fault.NotFound for another.
func (r *Room) Digest(id string) (news.Digest, error) {
	for _, d := range r.Digests {
		if d.ID == id {
			return d, nil
		}
	}
	return news.Digest{}, fault.New(fault.NotFound, "no digest %q", id)
}

// Subscription checks a wish and gives the subscription it describes, not kept and not active. The error is
// fault.Invalid and says which field is wrong.
func (r *Room) Subscription(w Wish) (audience.Subscription, error) {
	d, err := r.Digest(w.DigestID)
	if err != nil {
		return audience.Subscription{}, err
	}
	s := audience.Subscription{
		DigestID: d.ID, Filter: w.Filter, Frequency: w.Frequency, Hour: w.Hour, Minute: w.Minute, Schedule: w.Schedule,
		Zone: w.Zone, Language: w.Language, Stories: w.Stories,
	}
	if s.Zone == "" {
		s.Zone = d.Zone
	}
	if s.Language == "" {
		s.Language = d.Language
	}
	if s.Frequency == "" {
		s.Frequency = audience.Daily
		if s.Schedule = d.Schedule; s.Schedule != "" && !w.Timed {
			s.Frequency = audience.Custom
		}
	}
	if !w.Timed && s.Frequency != audience.Custom {
		s.Hour, s.Minute = 7, 30
	}
	_, err = digest.Next(s, r.Now())
	return s, err
}

// Subscribe keeps a wish as pending and asks the address to confirm it. The answer is the same whether or not the
// address is known, was asked before, or must not be mailed.
func (r *Room) Subscribe(ctx context.Context, w Wish) error {
	address, err := mail.NormalAddress(w.Address)
	if err != nil {
		return err
	}
	wish, err := r.Subscription(w)
	if err != nil {
		return err
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(ctx, audience.Subscriber{
			Address: address, Status: audience.Pending, Language: wish.Language, Zone: wish.Zone, CreatedAt: r.Now(),
		})
		if err != nil {
			return err
		}
		allowed, err := tx.TouchThrottle(ctx, "confirm:"+address, r.Now(), confirmPause)
		if err != nil || !allowed || person.Status == audience.Suppressed {
			return err
		}
		return r.ask(ctx, tx, person, wish)
	})
}

// ask keeps the wish, not active unless it was before, and queues the confirmation request.
func (r *Room) ask(ctx context.Context, tx *store.Tx, person audience.Subscriber, wish audience.Subscription) error {
	existing, err := tx.SubscriptionsOf(ctx, person.ID)
	if err != nil {
		return err
	}
	id := int64(0)
	for _, s := range existing {
		if s.DigestID == wish.DigestID && s.Active {
			id = s.ID // a stranger may have filled in the form: what is active stays as its reader chose
		}
	}
	if id == 0 {
		wish.SubscriberID = person.ID
		if id, err = tx.PutSubscription(ctx, wish); err != nil {
			return err
		}
	}
	expires := r.Now().Add(confirmFor)
	d, err := r.Digest(wish.DigestID)
	if err != nil {
		return err
	}
	return r.Send.Notice(ctx, tx, recipient(person), "", digest.Notice{
		Kind: digest.NoticeConfirm, Digests: []string{d.Name}, Expires: expires, Link: r.link(token.Confirm, id, expires),
	})
}

func (r *Room) link(p token.Purpose, id int64, expires time.Time) string {
	return r.BaseURL + "/" + string(p) + "/" + r.Keys.Sign(p, id, expires)
}

func recipient(s audience.Subscriber) send.Recipient {
	return send.Recipient{ID: s.ID, Address: s.Address, Lang: s.Language, Zone: s.Zone}
}

// Confirm makes a subscription and its subscriber active; from names where the consent came from. Its first edition
// tells the last seven days. Repeating it changes nothing.
func (r *Room) Confirm(ctx context.Context, subscriptionID int64, from string) (audience.Subscription, error) {
	var s audience.Subscription
	err := r.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if s, err = tx.Subscription(ctx, subscriptionID); err != nil {
			return err
		}
		person, err := tx.Subscriber(ctx, s.SubscriberID)
		if err != nil {
			return err
		}
		if person.Status != audience.Active {
			if err := r.consent(ctx, tx, person, from); err != nil {
				return err
			}
		}
		if s.Active {
			return nil
		}
		return r.activate(ctx, tx, &s)
	})
	return s, fault.Wrap(err, "confirm subscription")
}

// consent makes a subscriber active who asked to be; one who came back from a suppression by bounces is let in again.
func (r *Room) consent(ctx context.Context, tx *store.Tx, person audience.Subscriber, from string) error {
	if person.Status == audience.Suppressed {
		return fault.New(fault.Denied, "mail to this address came back; write to the operator")
	}
	return tx.SetSubscriberStatus(ctx, person.ID, audience.Active, r.Now(), from)
}

// activate opens a subscription's first window.
func (r *Room) activate(ctx context.Context, tx *store.Tx, s *audience.Subscription) (err error) {
	s.Active = true
	if s.NextAt, err = digest.Next(*s, r.Now()); err != nil {
		return err
	}
	s.ID, err = tx.PutSubscription(ctx, *s)
	return err
}

// Add subscribes an address that the operator vouches for, without asking it to confirm.
func (r *Room) Add(ctx context.Context, w Wish, from string) (audience.Subscription, error) {
	address, err := mail.NormalAddress(w.Address)
	if err != nil {
		return audience.Subscription{}, err
	}
	wish, err := r.Subscription(w)
	if err != nil {
		return wish, err
	}
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(ctx, audience.Subscriber{
			Address: address, Status: audience.Pending, Language: wish.Language, Zone: wish.Zone, CreatedAt: r.Now(),
		})
		if err != nil {
			return err
		}
		if person.Status != audience.Active {
			if err := r.consent(ctx, tx, person, from); err != nil {
				return err
			}
		}
		wish.SubscriberID = person.ID
		return r.activate(ctx, tx, &wish)
	})
	return wish, fault.Wrap(err, "add subscriber")
}

// Leave ends a subscription at once, and with all set every subscription of its subscriber. Repeating it changes
// nothing.
func (r *Room) Leave(ctx context.Context, subscriptionID int64, all bool) error {
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Subscription(ctx, subscriptionID)
		if err != nil {
			return err
		}
		subscriptions, err := tx.SubscriptionsOf(ctx, s.SubscriberID)
		if err != nil {
			return err
		}
		left := 0
		for _, other := range subscriptions {
			if other.Active && (all || other.ID == s.ID) {
				other.Active, other.NextAt = false, time.Time{}
				if _, err := tx.PutSubscription(ctx, other); err != nil {
					return err
				}
			} else if other.Active {
				left++
			}
		}
		if left > 0 {
			return nil
		}
		return tx.SetSubscriberStatus(ctx, s.SubscriberID, audience.Unsubscribed, r.Now(), "")
	})
	if fault.Is(err, fault.NotFound) {
		return nil // erased: there is nothing left to leave
	}
	return fault.Wrap(err, "unsubscribe")
}

// Change replaces what a reader chose for one subscription of theirs; fault.Denied for another's.
func (r *Room) Change(ctx context.Context, subscriberID, subscriptionID int64, w Wish) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.Subscription(ctx, subscriptionID)
		if err != nil {
			return err
		}
		if old.SubscriberID != subscriberID {
			return fault.New(fault.Denied, "subscription %d is another's", subscriptionID)
		}
		w.DigestID = old.DigestID
		s, err := r.Subscription(w)
		if err != nil {
			return err
		}
		s.SubscriberID, s.Active, s.WindowStart = old.SubscriberID, old.Active, old.WindowStart
		if s.NextAt, err = digest.Next(s, r.Now()); err != nil {
			return err
		}
		if !s.Active {
			s.NextAt = time.Time{}
		}
		_, err = tx.PutSubscription(ctx, s)
		return err
	}), "change subscription")
}

// Pause stops all mail to a subscriber until the given time; a zero time ends the pause.
func (r *Room) Pause(ctx context.Context, subscriberID int64, until time.Time) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		s.PausedUntil = until
		return tx.PutPreferences(ctx, s)
	}), "pause")
}

// Erase forgets a subscriber and all that hangs on the address, save a hash of it.
func (r *Room) Erase(ctx context.Context, subscriberID int64) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.EraseSubscriber(ctx, subscriberID, r.Now())
	}), "erase subscriber")
}

// ByAddress finds a subscriber and their subscriptions.
func (r *Room) ByAddress(ctx context.Context, address string) (audience.Subscriber, []audience.Subscription, error) {
	normal, err := mail.NormalAddress(address)
	if err != nil {
		return audience.Subscriber{}, nil, err
	}
	s, err := r.Store.SubscriberByAddress(ctx, normal)
	if err != nil {
		return s, nil, fault.As(fault.KindOf(err), fmt.Errorf("no subscriber %s", address))
	}
	subscriptions, err := r.Store.SubscriptionsOf(ctx, s.ID)
	return s, subscriptions, err
}
