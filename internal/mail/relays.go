package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Relay is one of several ways out.
type Relay struct {
	Name      string // tells it from the others; the part of its connections' names before the #
	Transport Transport
	Order     int // the lowest that works is used
	Weight    int // its share among those of the same order; 0 = 1
	PerMinute int // at most so many mails a minute; 0 = as fast as it takes them
	PerDay    int // at most so many mails a day, by UTC; 0 = no cap
}

// Relays is the way out through several relays. One that cannot be reached, refuses us or says 421 rests for a while,
// longer each time, and the next one is used; a mail keeps its bytes and Message-ID whichever takes it. The clock is a
// parameter; only the wait for a relay's rate is real time. It is safe for concurrent use.
type Relays struct {
	now func() time.Time

	mu     sync.Mutex
	random *rand.Rand
	all    []*relayState
}

type relayState struct {
	Relay
	limiter  *rate.Limiter
	failures int       // since it last took a mail
	until    time.Time // it rests
	why      error
	day      time.Time // whose mails are counted
	sent     int
}

// NewRelays makes the way out over one relay or more.
func NewRelays(now func() time.Time, relays ...Relay) *Relays {
	seed := uint64(now().UnixNano())
	r := &Relays{now: now, random: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // jitter needs no secrecy
	for _, relay := range relays {
		s := &relayState{Relay: relay, limiter: rate.NewLimiter(rate.Inf, 1)}
		if relay.PerMinute > 0 {
			s.limiter = rate.NewLimiter(rate.Limit(float64(relay.PerMinute)/60), max(1, relay.PerMinute/60))
		}
		r.all = append(r.all, s)
	}
	return r
}

// String names the relays in their order.
func (r *Relays) String() string {
	names := make([]string, len(r.all))
	for i, s := range r.all {
		names[i] = s.Transport.String()
	}
	return strings.Join(names, ", ")
}

// RestingError is the cause of a [SendError] when no relay can be tried now.
type RestingError struct {
	Until time.Time // when the first may be
	Why   error     // why that one rests
}

// Error tells when mail goes on, and what the matter is.
func (e *RestingError) Error() string {
	return fmt.Sprintf("no relay is tried before %s: %v", e.Until.UTC().Format(time.RFC3339), e.Why)
}

// Unwrap gives why the relay rests.
func (e *RestingError) Unwrap() error { return e.Why }

// errCapped is why a relay rests that has had its mails for today.
var errCapped = errors.New("the daily cap is reached")

// Count tells how many mails each relay has been given since midnight UTC, as the deliveries' rows know it.
func (r *Relays) Count(sent map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.all {
		s.day, s.sent = r.now().UTC().Truncate(24*time.Hour), sent[s.Name]
	}
}

// Ready gives nil when a relay may be tried now, else why not and until when.
func (r *Relays) Ready() error {
	if _, err := r.candidates(); err != nil {
		return err
	}
	return nil
}

// Open connects to the first relay that takes us.
func (r *Relays) Open(ctx context.Context) (Conn, error) {
	try, resting := r.candidates()
	if resting != nil {
		return nil, &SendError{Stage: StageDial, Temporary: true, Err: resting}
	}
	var first error
	for _, s := range try {
		conn, err := s.Transport.Open(ctx)
		if err == nil {
			return &relayConn{Conn: conn, relay: s, relays: r, fresh: true}, nil
		}
		if ctx.Err() == nil {
			r.rest(s, err)
		}
		if first == nil || ctx.Err() != nil {
			first = err
		}
	}
	return nil, first
}

// candidates lists the relays that may be tried, in the order to try them: by order, those of one order by chance as
// their weights have it.
func (r *Relays) candidates() ([]*relayState, *RestingError) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	var out []*relayState
	var soonest *RestingError
	for _, s := range r.all {
		until, why := s.rests(now)
		if !until.After(now) {
			out = append(out, s)
		} else if soonest == nil || until.Before(soonest.Until) {
			soonest = &RestingError{Until: until, Why: fmt.Errorf("relay %s: %w", s.Name, why)}
		}
	}
	if len(out) > 0 {
		soonest = nil
	}
	lots := make(map[*relayState]float64, len(out)) // weighted order by Efraimidis and Spirakis: u^(1/w), largest first
	for _, s := range out {
		lots[s] = math.Pow(r.random.Float64(), 1/float64(max(1, s.Weight)))
	}
	slices.SortFunc(out, func(a, b *relayState) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(lots[b], lots[a]))
	})
	return out, soonest
}

// rests gives until when a relay must be left alone, and why.
func (s *relayState) rests(now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(24 * time.Hour)
	if s.PerDay > 0 && s.day.Equal(today) && s.sent >= s.PerDay {
		return today.Add(24 * time.Hour), errCapped
	}
	return s.until, s.why
}

// The rests of a relay that fails: they double, and vary by a quarter either way.
const (
	firstRest = 30 * time.Second
	mostRest  = time.Hour
)

// rest leaves a relay alone for a while. Failures of several connections at the same time are one.
func (r *Relays) rest(s *relayState, why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if s.until.After(now) {
		return
	}
	s.failures++
	s.until = now.Add(Policy{FirstDelay: firstRest, MaxDelay: mostRest}.Backoff(s.failures, r.random))
	s.why = why
}

// take counts a mail about to be given to a relay, or says that the relay has had its share.
func (r *Relays) take(s *relayState) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if today := r.now().UTC().Truncate(24 * time.Hour); !s.day.Equal(today) {
		s.day, s.sent = today, 0
	}
	if s.PerDay > 0 && s.sent >= s.PerDay {
		return &RestingError{Until: s.day.Add(24 * time.Hour), Why: fmt.Errorf("relay %s: %w", s.Name, errCapped)}
	}
	s.sent++
	return nil
}

// returned takes back the count of a mail the relay certainly did not take; one it took ends the relay's failures.
func (r *Relays) returned(s *relayState, taken bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if taken {
		s.failures, s.until = 0, time.Time{}
	} else {
		s.sent--
	}
}

// relayConn is a connection to one of the relays, held to its rate.
type relayConn struct {
	Conn
	relay  *relayState
	relays *Relays
	fresh  bool // no mail went over it yet
}

// Name names the relay as configured, and the connection.
func (c *relayConn) Name() string {
	_, number, _ := strings.Cut(c.Conn.Name(), "#")
	return c.relay.Name + "#" + number
}

// Alive reports whether another mail may go this way: not when the relay is resting.
func (c *relayConn) Alive() bool {
	c.relays.mu.Lock()
	until, _ := c.relay.rests(c.relays.now())
	c.relays.mu.Unlock()
	return c.Conn.Alive() && !until.After(c.relays.now())
}

// Send implements [Conn].
func (c *relayConn) Send(
	ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error,
) (Reply, error) {
	if err := c.ready(ctx); err != nil {
		return Reply{}, &SendError{Stage: StageMail, Temporary: true, Err: err}
	}
	reply, err := c.Conn.Send(ctx, env, raw, commit)
	reply.Connection = c.Name()
	e, failed := asSendError(err)
	taken := err == nil || failed && e.Uncertain
	c.relays.returned(c.relay, taken)
	// At MAIL an old connection is told that it has been idle for too long; a new one is told to go away.
	if failed && e.Code == 421 && (c.fresh || e.Stage != StageMail) {
		c.relays.rest(c.relay, err)
	}
	c.fresh = false
	return reply, err
}

// ready waits for the relay's rate and takes a mail of its daily cap.
func (c *relayConn) ready(ctx context.Context) error {
	if err := c.relay.limiter.Wait(ctx); err != nil {
		return fmt.Errorf("%w: %w", context.Canceled, err) // also when the wait would be longer than the time there is
	}
	return c.relays.take(c.relay)
}
