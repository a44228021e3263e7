package reader

import (
	"context"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
)

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

// Add subscribes an address that the operator vouches for, without asking it to confirm; fault.Denied when the address
// must not be mailed, which no consent in passing undoes.
func (r *Room) Add(ctx context.Context, w Wish, from string) (audience.Subscription, error) {
	address, err := mail.ReaderAddress(w.Address)
	if err != nil {
		return audience.Subscription{}, fault.As(fault.Invalid, err)
	}
	wish, err := r.Subscription(w)
	if err != nil {
		return wish, err
	}
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		suppressed, err := tx.Suppressed(ctx, address, r.Now())
		if err != nil {
			return err
		}
		if suppressed {
			return fault.New(fault.Denied, "this address must not be mailed; `tidings suppression list` says why")
		}
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

// Join adds subscriptions for one whose address is proven by their own link, without asking again. What is active stays
// as it was chosen.
func (r *Room) Join(ctx context.Context, subscriberID int64, wishes ...Wish) ([]audience.Subscription, error) {
	if len(wishes) == 0 {
		return nil, fault.New(fault.Invalid, "no digest chosen")
	}
	asked := make([]audience.Subscription, len(wishes))
	for i, w := range wishes {
		var err error
		if asked[i], err = r.Subscription(w); err != nil {
			return nil, err
		}
	}
	var ids []int64
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		person, err := tx.Subscriber(ctx, subscriberID)
		if err != nil {
			return err
		}
		ids, err = keepWishes(ctx, tx, person, asked)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(err, "add digest")
	}
	return r.Confirm(ctx, "preferences", ids...)
}

// Change replaces what a reader chose for one subscription of theirs; fault.Denied for another's. An edition that is due
// already, such as the welcome of one who has just confirmed, still comes.
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
		if s.NextAt, err = r.next(s, old.NextAt); err != nil {
			return err
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

// next gives the instant of a changed subscription's next edition: the one that is due still is.
func (r *Room) next(s audience.Subscription, due time.Time) (time.Time, error) {
	next, err := digest.Next(s, r.Now())
	switch {
	case err != nil || !s.Active:
		return time.Time{}, err
	case !due.IsZero() && !due.After(r.Now()):
		return due, nil
	}
	return next, nil
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
