package visit

import (
	"net/netip"
	"sync"
	"time"
)

// gateSize is how many buckets a gate remembers at most.
const gateSize = 20_000

// rate is how much a gate lets through: so many at once, and one more each refill.
type rate struct {
	burst  int
	refill time.Duration
}

// The rates. A school or an office shares one address.
var (
	formRate    = rate{20, 30 * time.Second} // forms of one network
	readRate    = rate{120, time.Second}     // searches, feeds and samples of one network, which cost us work
	addressRate = rate{3, 8 * time.Hour}     // asking for mail to one address; the rooms remember longer
)

// gate is a token bucket for each key.
type gate[K comparable] struct {
	rate
	now func() time.Time

	mu   sync.Mutex
	full map[K]time.Time // when the bucket will be full again; none = it is
}

func newGate[K comparable](r rate, now func() time.Time) *gate[K] {
	return &gate[K]{rate: r, now: now, full: map[K]time.Time{}}
}

// pass takes one token from key's bucket and reports whether there was one.
func (g *gate[K]) pass(key K) bool {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.full) >= gateSize {
		g.sweep(now)
	}
	full := g.full[key]
	if full.Before(now) {
		full = now
	}
	if full.Sub(now) > time.Duration(g.burst-1)*g.refill {
		return false
	}
	g.full[key] = full.Add(g.refill)
	return true
}

// sweep forgets full buckets; when that is not enough, all: better than growing without end.
func (g *gate[K]) sweep(now time.Time) {
	for key, full := range g.full {
		if !full.After(now) {
			delete(g.full, key)
		}
	}
	if len(g.full) >= gateSize {
		clear(g.full)
	}
}

// network gives what a provider gives one customer at most: a /24 of IPv4, a /56 of IPv6. Those without an address
// share one.
func network(addr netip.Addr) netip.Prefix {
	bits := 24
	if addr.Is6() {
		bits = 56
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

// PassForm takes one form of a client's network, and reports whether it may send one.
func (s *Site) PassForm(client netip.Addr) bool { return s.forms.pass(network(client)) }

// PassMail takes one mail to be asked for under a key, such as an address, and reports whether it may be.
func (s *Site) PassMail(key string) bool { return s.mailed.pass(key) }

// Costly refuses one who asks too often for what costs us work.
func (v *Visit) Costly() error {
	if !v.reads.pass(network(ClientOf(v.R))) {
		return ErrBusy
	}
	return nil
}
