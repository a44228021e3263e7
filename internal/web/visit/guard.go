package visit

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"tidings/internal/fault"
)

// MaxBody is how many bytes a form or an API call may send.
const MaxBody = 64 << 10

// maxReport is how many bytes a mail service may report at once.
const maxReport = 1 << 20

// policy lets pages use our style sheet, our forms and our own frames (the shown mail), and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// Guard is what every request passes: headers, size, the client's address, the origin of POSTs.
func (s *Site) Guard(mux *http.ServeMux) http.Handler {
	origin := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.BaseURL); err == nil && u.Host != "" {
		// The name readers know may not be the name a proxy asks us by. An address without a name is no origin to trust.
		if err := origin.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			s.Log.Warn("base_url is not an origin", "error", err)
		}
	}
	origin.AddInsecureBypassPattern("POST /unsubscribe/{token}") // RFC 8058: mail providers ask from anywhere
	origin.AddInsecureBypassPattern("/hooks/")                   // mail services prove themselves otherwise
	origin.AddInsecureBypassPattern("/api/")                     // no browser sends a bearer token by itself
	origin.SetDenyHandler(s.Handle(func(*Visit) error {
		return fault.New(fault.Denied, "a form of another site")
	}))
	inner := origin.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		// Not no-referrer: with it browsers send "Origin: null" with our own forms. Other sites learn nothing either way.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		if s.Prefix != "" {
			r = unprefixed(r, s.Prefix)
		}
		limit := int64(MaxBody)
		if strings.HasPrefix(r.URL.Path, "/hooks/") {
			limit = maxReport
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, s.client(r))))
	})
}

// unprefixed cuts the path of the base URL off, where a proxy has not done so.
func unprefixed(r *http.Request, prefix string) *http.Request {
	path, ok := strings.CutPrefix(r.URL.Path, prefix)
	if !ok || path != "" && path[0] != '/' {
		return r
	}
	out := r.Clone(r.Context())
	out.URL.Path, out.URL.RawPath = "/"+strings.TrimPrefix(path, "/"), ""
	return out
}

// clientKey holds the client's address in a request's context.
type clientKey struct{}

// ClientOf gives the address a request comes from.
func ClientOf(r *http.Request) netip.Addr {
	addr, _ := r.Context().Value(clientKey{}).(netip.Addr)
	return addr
}

// client finds the address a request comes from: the last one in X-Forwarded-For that is no proxy of ours, when it
// was a proxy of ours that said so.
func (s *Site) client(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for addr = addr.Unmap(); s.trusted(addr) && len(hops) > 0; hops = hops[:len(hops)-1] {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr
}

// trusted reports whether an address is one of our own proxies, whose word is taken for where a request came from.
func (s *Site) trusted(addr netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// Near reports whether a request comes from this machine or its private network, and not through a proxy we do not
// know, behind which anyone may stand.
func (s *Site) Near(r *http.Request) bool {
	addr := ClientOf(r)
	if !addr.IsLoopback() && !addr.IsPrivate() {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	peer, err := netip.ParseAddr(host)
	forwarded := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
	return err == nil && (!forwarded || s.trusted(peer.Unmap()))
}
