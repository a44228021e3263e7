package visit

import (
	"net/netip"
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	now := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	g := newGate[netip.Prefix](formRate, func() time.Time { return now })
	pass := func(addr string) bool { return g.pass(network(netip.MustParseAddr(addr))) }
	for i := range formRate.burst {
		if !pass("203.0.113.5") {
			t.Fatalf("refused the %d. form", i+1)
		}
	}
	if pass("203.0.113.200") || !pass("203.0.114.5") || !pass("2001:db8::1") {
		t.Error("a /24 is one network, others are others")
	}
	now = now.Add(formRate.refill)
	if !pass("203.0.113.5") || pass("203.0.113.5") {
		t.Error("one more each refill")
	}
	for i := range gateSize + 10 {
		g.pass(network(netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 1})))
	}
	if len(g.full) > gateSize {
		t.Errorf("remembers %d networks", len(g.full))
	}
}
