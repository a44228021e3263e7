package send

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
)

// How long is left alone what failed: a domain after it put three mails off one after the other, a digest at once after
// a refusal that is our own fault.
var (
	domainRest = mail.Policy{FirstDelay: time.Minute, MaxDelay: time.Hour}
	digestRest = mail.Policy{FirstDelay: time.Hour, MaxDelay: 24 * time.Hour}
)

const domainPatience = 3

// rests is what sending leaves alone, and how often each has failed; the store keeps it across restarts.
type rests struct {
	room *Room
	lock sync.Mutex
	of   map[string]store.Rest
}

// fleet is what a transport over several relays can tell beside.
type fleet interface {
	Count(sent map[string]int)
	Ready() error
}

// loadRests reads what rests. It gives nil, having said so in the store, when no relay may be tried now.
func (r *Room) loadRests(ctx context.Context) (*rests, error) {
	out := &rests{room: r, of: make(map[string]store.Rest)}
	if err := r.startAnew(ctx); err != nil {
		return nil, err
	}
	all, err := r.Store.Rests(ctx)
	if err != nil {
		return nil, err
	}
	for _, rest := range all {
		out.of[rest.Scope] = rest
	}
	relays, ok := r.Transport.(fleet)
	if !ok {
		return out, nil
	}
	taken, err := r.Store.Taken(ctx, r.Now().UTC().Truncate(24*time.Hour))
	if err != nil {
		return nil, err
	}
	relays.Count(taken)
	if resting, ok := errors.AsType[*mail.RestingError](relays.Ready()); ok {
		return nil, out.restAll(ctx, resting)
	}
	return out, nil
}

// startAnew lets a new process try its relays at once: what made them rest may be why it was restarted.
func (r *Room) startAnew(ctx context.Context) (err error) {
	r.started.Do(func() {
		err = r.Store.Write(ctx, func(tx *store.Tx) error { return tx.RemoveRest(ctx, store.RestMail) })
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// restAll lets all mail rest until a relay may be tried.
func (s *rests) restAll(ctx context.Context, resting *mail.RestingError) error {
	s.room.Log.Warn("mail rests", "until", resting.Until, "reason", resting.Why)
	return s.room.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.PutRest(ctx, store.Rest{
			Scope: store.RestMail, Since: s.room.Now(), Until: resting.Until, Failures: 1, Reason: resting.Why.Error(),
		})
	})
}

// stopped reports whether a delivery's digest rests by now.
func (s *rests) stopped(d audience.Delivery) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, scope := range []string{store.RestMail, store.RestDigest(d.DigestID, d.Kind), store.RestDomain(d.Domain())} {
		if s.of[scope].Until.After(s.room.Now()) {
			return true
		}
	}
	return false
}

// conclusion is what follows from an outcome, to be kept in the transaction that records it.
type conclusion struct {
	wake []string    // scopes that no longer rest
	rest *store.Rest // that begins
	tell *store.Rest // the operator, of this
}

// draw draws the conclusion from an outcome: who puts us off or refuses us rests, who takes our mail again does not,
// and the operator is told of what is ours to mend.
func (s *rests) draw(d audience.Delivery, v mail.Verdict) (c conclusion) {
	digestScope := store.RestDigest(d.DigestID, d.Kind)
	switch {
	case v.State == audience.DeliverySent:
		c.wake = s.wake(store.RestMail, store.RestDomain(d.Domain()), digestScope)
	case v.Busy:
		c.rest = s.fail(store.RestDomain(d.Domain()), v.Reply, domainRest, domainPatience)
	case v.Setup: // the relay rests by itself
		c.tell = &store.Rest{Scope: "relay", Since: s.room.Now(), Reason: v.Stop}
	case v.Stop != "" && v.Stage == mail.StageMail: // whatever is sent, it is the sender that is refused
		c.rest = s.fail(store.RestMail, v.Stop, digestRest, 1)
		c.tell = c.rest
	case v.Stop != "":
		c.rest = s.fail(digestScope, v.Stop, digestRest, 1)
		c.tell = c.rest
	}
	return c
}

// conclude writes a conclusion down.
func (s *rests) conclude(ctx context.Context, tx *store.Tx, d audience.Delivery, c conclusion) error {
	for _, scope := range c.wake {
		if err := tx.RemoveRest(ctx, scope); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if c.rest != nil {
		if err := tx.PutRest(ctx, *c.rest); err != nil {
			return err
		}
	}
	if c.tell != nil {
		return s.tell(ctx, tx, d, *c.tell)
	}
	return nil
}

// wake forgets that scopes failed, and gives those the store knows of. A scope that rests now is left alone: what was
// taken had been on its way before.
func (s *rests) wake(scopes ...string) (kept []string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, scope := range scopes {
		if rest, there := s.of[scope]; there && !rest.Until.After(s.room.Now()) {
			delete(s.of, scope)
			if !rest.Until.IsZero() {
				kept = append(kept, scope)
			}
		}
	}
	return kept
}

// fail counts a failure of a scope; from the patience-th on it rests. It gives the rest that begins here, nil when the
// scope still works or rests already: several connections may run into the same refusal.
func (s *rests) fail(scope, reason string, policy mail.Policy, patience int) *store.Rest {
	s.lock.Lock()
	defer s.lock.Unlock()
	now := s.room.Now()
	rest := s.of[scope]
	if rest.Until.After(now) {
		return nil
	}
	if rest.Scope == "" {
		rest = store.Rest{Scope: scope, Since: now}
	}
	rest.Failures++
	rest.Reason = reason
	if rest.Failures >= patience {
		random := rand.New(rand.NewPCG(uint64(now.UnixNano()), 0)) //nolint:gosec // jitter needs no secrecy
		rest.Until = now.Add(policy.Backoff(rest.Failures-patience+1, random))
	}
	s.of[scope] = rest
	if rest.Until.IsZero() {
		return nil
	}
	return &rest
}

// tell writes to the operator that sending rests. A notice to the operator that is refused itself is only logged.
func (s *rests) tell(ctx context.Context, tx *store.Tx, d audience.Delivery, rest store.Rest) error {
	r := s.room
	if r.Sender.Operator == "" || d.Recipient == r.Sender.Operator {
		return nil
	}
	to := Recipient{Address: r.Sender.Operator, Lang: "en", Zone: "UTC"}
	key := fmt.Sprintf("mail:%s:%s", rest.Scope, rest.Since.UTC().Format(time.DateOnly))
	return r.Notice(ctx, tx, to, key, digest.Notice{Kind: digest.NoticeMail, Trouble: digest.MailTrouble{
		Scope: rest.Scope, Reason: rest.Reason, Since: rest.Since, Until: rest.Until,
	}})
}
