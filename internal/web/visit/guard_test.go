package visit

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	s := &Site{Options: Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.5:1", "", "203.0.113.5"}, {"203.0.113.5:1", "198.51.100.1", "203.0.113.5"},
		{"10.1.2.3:1", "198.51.100.1", "198.51.100.1"}, {"10.1.2.3:1", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"10.1.2.3:1", "198.51.100.1, 10.1.9.9", "198.51.100.1"}, {"10.1.2.3:1", "junk", "10.1.2.3"},
		{"[2001:db8::7]:1", "", "2001:db8::7"}, {"10.1.2.3:1", "", "10.1.2.3"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		if r.RemoteAddr = c.remote; c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.client(r); got.String() != c.want {
			t.Errorf("%s for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
