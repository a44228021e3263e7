package web

import (
	"net/netip"
	"sync"
	"time"
)

// A network may send so many forms at once, and one more each gateRefill. A school or an office shares one address.
const (
	gateBurst  = 20
	gateRefill = 30 * time.Second
	gateSize   = 20_000 // networks remembered at most
)

// gate is a token bucket for each network: /24 of IPv4, /56 of IPv6, what a provider gives one customer at most.
type gate struct {
	now func() time.Time

	mu    sync.Mutex
	empty map[netip.Prefix]time.Time // when the bucket will be full again
}

func newGate(now func() time.Time) *gate {
	return &gate{now: now, empty: map[netip.Prefix]time.Time{}}
}

// pass takes one token from addr's network and reports whether there was one.
func (g *gate) pass(addr netip.Addr) bool {
	bits := 24
	if addr.Is6() {
		bits = 56
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		network = netip.Prefix{} // those without an address share one bucket
	}
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.empty) >= gateSize {
		g.sweep(now)
	}
	full := g.empty[network]
	if full.Before(now) {
		full = now
	}
	if full.Sub(now) > (gateBurst-1)*gateRefill {
		return false
	}
	g.empty[network] = full.Add(gateRefill)
	return true
}

// sweep forgets full buckets; when that is not enough, all: better than growing without end.
func (g *gate) sweep(now time.Time) {
	for network, full := range g.empty {
		if !full.After(now) {
			delete(g.empty, network)
		}
	}
	if len(g.empty) >= gateSize {
		clear(g.empty)
	}
}
