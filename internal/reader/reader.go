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

// Subscribe keeps the wishes of one address as pending and asks it to confirm them, all with one press. The answer is
// the same whether or not the address is known, was asked before, or must not be mailed.
func (r *Room) Subscribe(ctx context.Context, wishes ...Wish) error {
	if len(wishes) == 0 {
		return fault.New(fault.Invalid, "no digest chosen")
	}
	address, err := mail.NormalAddress(wishes[0].Address)
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
		allowed, err := tx.TouchThrottle(ctx, "confirm:"+address, r.Now(), confirmPause)
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
		allowed, err := tx.TouchThrottle(ctx, "confirm:"+person.Address, r.Now(), confirmPause)
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

func (r *Room) link(p token.Purpose, signed string) string {
	return r.BaseURL + "/" + string(p) + "/" + signed
}

func recipient(s audience.Subscriber) send.Recipient {
	return send.Recipient{ID: s.ID, Address: s.Address, Lang: s.Language, Zone: s.Zone}
}

// Confirm makes subscriptions of one subscriber, and the subscriber, active; from names where the consent came from.
// Their first editions tell the last seven days and are due at once; the ones given say when the next are, by their
// schedules. Repeating it changes nothing.
func (r *Room) Confirm(ctx context.Context, from string, ids ...int64) ([]audience.Subscription, error) {
	return r.wake(ctx, from, time.Time{}, ids)
}

// Return makes subscriptions active that were left, as they were: nothing that came meanwhile is lost.
func (r *Room) Return(ctx context.Context, from string, ids ...int64) ([]audience.Subscription, error) {
	return r.wake(ctx, from, r.Now(), ids)
}

// wake makes subscriptions active. Those that begin anew tell the last seven days; those that return (returned is not
// zero) go on where they stopped.
func (r *Room) wake(
	ctx context.Context, from string, returned time.Time, ids []int64,
) (woken []audience.Subscription, err error) {
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		woken = nil
		for _, id := range ids {
			s, err := tx.Subscription(ctx, id)
			if err != nil {
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
			if !s.Active {
				if returned.IsZero() {
					s.WindowStart = time.Time{}
				}
				if err := r.activate(ctx, tx, &s); err != nil {
					return err
				}
				if returned.IsZero() { // the welcome digest comes while the reader is there
					if err := tx.SetNextEdition(ctx, s.ID, r.Now()); err != nil {
						return err
					}
				}
			}
			woken = append(woken, s)
		}
		return nil
	})
	return woken, fault.Wrap(err, "confirm subscription")
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
		return audience.Subscription{}, fault.As(fault.Invalid, err)
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

// Leave ends a subscription at once, and with all set every subscription of its subscriber, and gives the ids of those
// it ended, for Return. Repeating it changes nothing.
func (r *Room) Leave(ctx context.Context, subscriptionID int64, all bool) (ended []int64, err error) {
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
		left := 0
		for _, other := range subscriptions {
			if other.Active && (all || other.ID == s.ID) {
				other.Active, other.NextAt = false, time.Time{}
				if _, err := tx.PutSubscription(ctx, other); err != nil {
					return err
				}
				ended = append(ended, other.ID)
			} else if other.Active {
				left++
			}
		}
		if len(ended) == 0 {
			return nil
		}
		if err := r.goodbye(ctx, tx, s.SubscriberID, ended, left > 0); err != nil || left > 0 {
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
		Link: r.link(token.Undo, r.Keys.Sign(token.Undo, ended[0], r.Now().Add(remember), ended[1:]...)),
	}
	if stays {
		n.Kind, n.Preferences = digest.NoticeLeft, r.link(token.Preferences, r.Keys.Sign(token.Preferences, person.ID, time.Time{}))
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
		if _, err = tx.PutSubscription(ctx, s); err != nil {
			return err
		}
		person, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		person.Language, person.Zone = s.Language, s.Zone // of pages and notices: as chosen last
		return tx.PutPreferences(ctx, person)
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

// Block sees to it that a subscriber's address gets no mail from us any more, whoever enters it.
func (r *Room) Block(ctx context.Context, subscriberID int64) error {
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		err = tx.PutSuppression(ctx, audience.Suppression{Address: s.Address, Reason: "the reader's wish", At: r.Now()})
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

// remember is how long an address is kept after its reader left, or asked and never confirmed; the pages and mails
// promise it.
const remember = 28 * 24 * time.Hour

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

// ByAddress finds a subscriber and their subscriptions.
func (r *Room) ByAddress(ctx context.Context, address string) (audience.Subscriber, []audience.Subscription, error) {
	normal, err := mail.NormalAddress(address)
	if err != nil {
		return audience.Subscriber{}, nil, fault.As(fault.Invalid, err)
	}
	s, err := r.Store.SubscriberByAddress(ctx, normal)
	if err != nil {
		return s, nil, fault.As(fault.KindOf(err), fmt.Errorf("no subscriber %s", address))
	}
	subscriptions, err := r.Store.SubscriptionsOf(ctx, s.ID)
	return s, subscriptions, err
}
