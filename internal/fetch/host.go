package fetch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"tidings/internal/fault"
)

const (
	maxHosts     = 4096           // beyond that idle hosts are forgotten
	maxBackOff   = 24 * time.Hour // the most of a Retry-After that is kept to
	firstBackOff = 5 * time.Second
	patience     = 3 // 503 in a row without Retry-After before a host is left in peace

	// lull is how long a turn is kept after an answer's last byte was read. The server is not done with a request at
	// that instant; without it, it would at times count one more at once than it is given.
	lull = 2 * time.Millisecond
)

// hosts counts politeness over all requests of a process.
type hosts struct {
	now   func() time.Time
	opt   Options
	total chan struct{}
	mu    sync.Mutex
	known map[string]*host
}

// host is what we owe to one host.
type host struct {
	slots   chan struct{}
	mu      sync.Mutex
	tardy   bool          // its last request took longer than Options.Turn
	delay   time.Duration // between two starts
	next    time.Time     // the earliest start of the next request
	until   time.Time     // it asked for peace until then
	strikes int           // refusals in a row
}

func newHosts(now func() time.Time, opt Options) *hosts {
	return &hosts{now: now, opt: opt, total: make(chan struct{}, opt.Total), known: map[string]*host{}}
}

// hostKey names a host the same over http and https.
func hostKey(u *url.URL) string {
	if p := u.Port(); p == "" || p == "80" || p == "443" {
		return u.Hostname()
	}
	return u.Host
}

// host gives what is kept of a host, new where nothing is: those at rest are forgotten when there are too many.
func (hs *hosts) host(key string) *host {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.known[key]
	if h == nil {
		if len(hs.known) >= maxHosts {
			hs.forget()
		}
		h = &host{slots: make(chan struct{}, hs.opt.Parallel), delay: hs.opt.Delay}
		hs.known[key] = h
	}
	return h
}

// forget drops hosts that nothing is going on with.
func (hs *hosts) forget() {
	now := hs.now()
	for key, h := range hs.known {
		h.mu.Lock()
		idle := len(h.slots) == 0 && h.next.Before(now) && h.until.Before(now)
		h.mu.Unlock()
		if idle {
			delete(hs.known, key)
		}
	}
}

// acquire waits for a turn at the host of key and gives the function that ends it. It waits for the host before it
// takes one of the turns all hosts share, and gives that back after Options.Turn at the latest; while a host takes longer
// than that it gets no more of them, since all it does is wait. So however many hung hosts hold the others for a moment
// only.
func (hs *hosts) acquire(ctx context.Context, key string) (func(), error) {
	h := hs.host(key)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := hs.turn(ctx, h, key); err != nil {
		<-h.slots
		return nil, err
	}
	share, err := hs.share(ctx, h)
	if err != nil {
		<-h.slots
		return nil, err
	}
	long := time.AfterFunc(hs.opt.Turn, func() { h.late(true); share() })
	return sync.OnceFunc(func() {
		if long.Stop() {
			h.late(false)
		}
		share()
		time.AfterFunc(lull, func() { <-h.slots })
	}), nil
}

// share takes one of the turns all hosts share and gives the function that ends it.
func (hs *hosts) share(ctx context.Context, h *host) (func(), error) {
	h.mu.Lock()
	tardy := h.tardy
	h.mu.Unlock()
	if tardy {
		return func() {}, nil
	}
	select {
	case hs.total <- struct{}{}:
		return sync.OnceFunc(func() { <-hs.total }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// late notes whether a request took longer than Options.Turn.
func (h *host) late(tardy bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tardy = tardy
}

// turn waits until h may be asked.
func (hs *hosts) turn(ctx context.Context, h *host, key string) error {
	h.mu.Lock()
	now := hs.now()
	start := now
	if h.until.After(start) {
		start = h.until
	}
	if start.Sub(now) > hs.opt.MaxWait {
		defer h.mu.Unlock()
		err := fmt.Errorf("%s asked to wait until %s", key, h.until.UTC().Format(time.RFC3339))
		return fault.As(fault.Temporary, &Error{Trouble: TroubleBusy, RetryAt: h.until, Err: err})
	}
	if h.next.After(start) {
		start = h.next
	}
	h.next = start.Add(h.delay)
	h.mu.Unlock()
	if d := start.Sub(now); d > 0 {
		return hs.opt.Wait(ctx, d)
	}
	return nil
}

// slower makes the delay of a host at least d, within the bound.
func (hs *hosts) slower(key string, d time.Duration) {
	h := hs.host(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delay = max(hs.opt.Delay, min(d, hs.opt.MaxCrawlDelay))
}

// note learns from an answer's status. It gives the time the host wants peace until, zero when it does not.
func (hs *hosts) note(key string, status int, retryAfter time.Duration) time.Time {
	h := hs.host(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		h.strikes = 0
		return time.Time{}
	}
	h.strikes++
	if retryAfter == 0 && (status == http.StatusTooManyRequests || h.strikes >= patience) {
		step := firstBackOff << min(h.strikes-1, 8)
		retryAfter = step + rand.N(step/2) // jitter: the crawls of many sources must not come back together
	}
	if retryAfter == 0 {
		return time.Time{}
	}
	if until := hs.now().Add(min(retryAfter, maxBackOff)); until.After(h.until) {
		h.until = until
	}
	return h.until
}
