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
	"slices"
	"strings"
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
	// linkPause is how long an address is not sent its preferences link again.
	linkPause = time.Hour
	// linkFor is how long a preferences link sent on request is good.
	linkFor = 7 * 24 * time.Hour
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
	Pictures  bool
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
		Zone: w.Zone, Language: w.Language, Stories: w.Stories, Pictures: w.Pictures,
	}
	if s.Zone == "" {
		s.Zone = d.Zone
	}
	if s.Language == "" {
		s.Language = d.Language
	}
	timed := w.Timed
	if s.Frequency == "" {
		timed = rhythm(&s, d.Schedule, timed)
	}
	if !timed && s.Frequency != audience.Custom {
		s.Hour, s.Minute = 7, 30
	}
	if w.Language != "" && !r.Send.Templates.Speaks(w.Language) {
		return s, fault.New(fault.Invalid, "language %q: it is one of %s", s.Language,
			strings.Join(r.Send.Templates.Languages(), ", "))
	}
	if _, err := digest.ParseKeywords(s.Filter.Keywords); err != nil {
		return s, fault.As(fault.Invalid, err)
	}
	_, err = digest.Next(s, r.Now())
	return s, err
}

// rhythm gives a subscription its digest's schedule, at the hour of its own where timed says it has one, and reports
// whether its hour is known then. A schedule that has no one hour gives way to one that was asked for: every day.
func rhythm(s *audience.Subscription, schedule string, timed bool) bool {
	plain, ok := digest.Plain(schedule)
	switch {
	case ok:
		s.Frequency, s.Schedule = plain.Frequency, plain.Schedule
		if !timed {
			s.Hour, s.Minute = plain.Hour, plain.Minute
		}
		return true
	case schedule != "" && !timed:
		s.Frequency, s.Schedule = audience.Custom, schedule
	default:
		s.Frequency = audience.Daily
	}
	return timed
}

func (r *Room) link(p token.Purpose, signed string) string {
	return r.BaseURL + "/" + string(p) + "/" + signed
}

func recipient(s audience.Subscriber) send.Recipient {
	return send.Recipient{ID: s.ID, Address: s.Address, Lang: s.Language, Zone: s.Zone}
}

// ByAddress finds a subscriber and their subscriptions. Of two whom an older version took for different people, as their
// addresses differ in case alone, the one that kept its capitals is found by them.
func (r *Room) ByAddress(ctx context.Context, address string) (audience.Subscriber, []audience.Subscription, error) {
	written, err := mail.NormalAddress(address)
	if err != nil {
		return audience.Subscriber{}, nil, fault.As(fault.Invalid, err)
	}
	s, err := r.Store.SubscriberByAddress(ctx, written)
	if fault.Is(err, fault.NotFound) {
		s, err = r.Store.SubscriberByAddress(ctx, strings.ToLower(written))
	}
	if err != nil {
		return s, nil, fault.As(fault.KindOf(err), fmt.Errorf("no subscriber %s", address))
	}
	subscriptions, err := r.Store.SubscriptionsOf(ctx, s.ID)
	return s, subscriptions, err
}

// Active gives the subscriptions that mail is sent to now, of one address or, where it is empty, of all: those that have
// not ended, of readers who have confirmed and not paused. An address nobody has is fault.NotFound.
func (r *Room) Active(ctx context.Context, address string) ([]audience.Subscription, error) {
	var people []audience.Subscriber
	if address == "" {
		var err error
		if people, err = r.Store.Subscribers(ctx, store.SubscriberFilter{Status: audience.Active}); err != nil {
			return nil, err
		}
	} else {
		person, _, err := r.ByAddress(ctx, address)
		if err != nil {
			return nil, err
		}
		people = append(people, person)
	}
	var out []audience.Subscription
	for _, p := range people {
		if p.Status != audience.Active || p.PausedUntil.After(r.Now()) {
			continue
		}
		subs, err := r.Store.SubscriptionsOf(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(subs, func(s audience.Subscription) bool { return !s.Active })...)
	}
	return out, nil
}
