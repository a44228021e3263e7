// Package fetch is the polite HTTP client through which everything leaves that goes to other people's sites.
//
// A [Client] is built once per process and shared: politeness is counted over all crawls. It is an http.RoundTripper
// that holds for every hop, redirects included:
//
//   - only http and https, on ports where sites live, and never to a private, loopback, link-local or metadata address
//     (looked at after DNS resolution, in the dialer, so neither rebinding nor a redirect gets past);
//   - an honest User-Agent; no proxy, no evasion of bot walls;
//   - robots.txt obeyed by RFC 9309, fetched once per host and day;
//   - so many requests at once per host and over all, a delay between them, Crawl-delay within a bound, Retry-After
//     and back-off kept to: a host that asked to wait is not asked again before, the request fails at once;
//   - gzip, br and deflate undone, also where the header lies; caps on the size as sent and as decoded, on the time to
//     connect, to the first byte and over all. A body that goes past a cap is an error, never a shorter body. Few big
//     bodies are read at once, so that memory has a bound too.
//
// [Client.HTTP] gives an http.Client over it with the redirect rules, for colly; [Client.Get] is one conditional GET.
// Errors carry a kind of package fault and name their [Trouble]. Statuses are values, see [Response.Err]. The one request
// that is no GET is a listing's pager that sends its page's form back (package crawl); a redirect does not carry such a
// form to another host.
//
// The package keeps no page and retries nothing; it decodes no characters (package charset does).
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"
)

// Options says how to behave towards hosts. The zero value of each field means the default named beside it.
type Options struct {
	UserAgent    string         // "tidings"; better [UserAgent] with a contact
	AllowPrivate bool           // false; true lets every address through, for towns on loopback in tests and demos
	AllowNets    []netip.Prefix // private networks that are meant to be reached
	NoRobots     bool           // false; true only for machine interfaces that were given to us, never for sites

	Parallel      int           // 2 requests at once per host
	Total         int           // 16 over all hosts
	Turn          time.Duration // 1 s: a request that takes longer no longer counts in Total, lest hung hosts fill it
	Delay         time.Duration // 0 between the starts of two requests to one host
	MaxCrawlDelay time.Duration // 10 s: the most of a robots.txt Crawl-delay that is kept to
	MaxWait       time.Duration // 20 s: a request waits so long for a host that asked to wait, else it fails

	ConnectTimeout time.Duration // 15 s, TLS included
	HeaderTimeout  time.Duration // 40 s to the first byte: some councils need 20 to 60 s
	BodyTimeout    time.Duration // 90 s for one hop in whole
	MaxBody        int64         // 16 MB, as sent and as decoded
	MaxRedirects   int           // 8
	MaxRefreshes   int           // 3 meta refreshes

	Hosts   map[string]string                          // "host:port" → address dialled instead, as in a hosts file; still guarded
	RootCAs *x509.CertPool                             // the system's
	MinTLS  uint16                                     // TLS 1.0, which is all that some town halls speak
	Wait    func(context.Context, time.Duration) error // a timer; tests give one that does not wait
}

// Client is the polite transport. Safe for concurrent use.
type Client struct {
	opt    Options
	now    func() time.Time
	base   *http.Transport
	loose  *http.Transport // base without a check of certificates; see For
	hosts  *hosts
	robots *Robots
	big    chan struct{} // has room for as many big bodies as are read at once
	stats  counters
}

type counters struct{ requests, robots, denied, notModified, bytes atomic.Int64 }

// Stats counts what a client has done since it was made.
type Stats struct {
	Requests    int64 // hops sent, robots.txt included
	Robots      int64 // robots.txt fetches
	Denied      int64 // requests not sent: robots.txt, address guard, back-off
	NotModified int64 // 304 answers
	Bytes       int64 // body bytes as sent
}

// New makes a client that reads the time from now.
func New(now func() time.Time, opt Options) *Client {
	opt = opt.withDefaults()
	dialer := &net.Dialer{Timeout: opt.ConnectTimeout, ControlContext: guard{opt.AllowPrivate, opt.AllowNets}.control}
	c := &Client{opt: opt, now: now, hosts: newHosts(now, opt), big: make(chan struct{}, maxBig)}
	c.robots = &Robots{client: c, origins: map[string]*origin{}}
	c.base = &http.Transport{
		DialContext:            dialTo(dialer, opt.Hosts),
		TLSClientConfig:        &tls.Config{RootCAs: opt.RootCAs, MinVersion: opt.MinTLS},
		TLSHandshakeTimeout:    opt.ConnectTimeout,
		ResponseHeaderTimeout:  opt.HeaderTimeout,
		MaxResponseHeaderBytes: 256 << 10,
		MaxIdleConnsPerHost:    opt.Parallel,
		MaxIdleConns:           4 * opt.Total,
		IdleConnTimeout:        30 * time.Second,
		DisableCompression:     true, // done here, with caps
		ForceAttemptHTTP2:      true,
	}
	c.loose = unchecked(c.base)
	return c
}

// UserAgent gives the honest User-Agent of a version of tidings, with the URL where its operator can be reached.
func UserAgent(version, contact string) string {
	agent := "tidings"
	if version != "" {
		agent += "/" + version
	}
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	return agent
}

// HTTP gives an http.Client over c that keeps the redirect rules. jar may be nil.
func (c *Client) HTTP(jar http.CookieJar) *http.Client {
	return &http.Client{Transport: c, CheckRedirect: c.checkRedirect, Jar: jar}
}

// Robots gives the client's view of robots.txt files.
func (c *Client) Robots() *Robots { return c.robots }

// Close ends idle connections.
func (c *Client) Close() {
	c.base.CloseIdleConnections()
	c.loose.CloseIdleConnections()
}

// Parallel is the number of requests a host gets at once.
func (c *Client) Parallel() int { return c.opt.Parallel }

// Stats gives the counters.
func (c *Client) Stats() Stats {
	return Stats{
		Requests: c.stats.requests.Load(), Robots: c.stats.robots.Load(), Denied: c.stats.denied.Load(),
		NotModified: c.stats.notModified.Load(), Bytes: c.stats.bytes.Load(),
	}
}

func (o Options) withDefaults() Options {
	or := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	orInt := func(n *int, to int) {
		if *n <= 0 {
			*n = to
		}
	}
	or(&o.Turn, time.Second)
	or(&o.MaxCrawlDelay, 10*time.Second)
	or(&o.MaxWait, 20*time.Second)
	or(&o.ConnectTimeout, 15*time.Second)
	or(&o.HeaderTimeout, 40*time.Second)
	or(&o.BodyTimeout, 90*time.Second)
	orInt(&o.Parallel, 2)
	orInt(&o.Total, 16)
	orInt(&o.MaxRedirects, 8)
	orInt(&o.MaxRefreshes, 3)
	if o.MaxBody <= 0 {
		o.MaxBody = 16 << 20
	}
	if o.MinTLS == 0 {
		o.MinTLS = tls.VersionTLS10
	}
	if o.UserAgent == "" {
		o.UserAgent = UserAgent("", "")
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return o
}

// token is the product token of the User-Agent, by which robots.txt speaks to us.
func (o Options) token() string {
	end := strings.IndexFunc(o.UserAgent, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if end < 0 {
		end = len(o.UserAgent)
	}
	return strings.ToLower(o.UserAgent[:end])
}

// wait sleeps for d or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// dialTo dials addresses by way of hosts, which takes precedence over DNS. The dialer's guard sees where it leads.
func dialTo(d *net.Dialer, hosts map[string]string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if to, ok := hosts[address]; ok {
			address = to
		}
		return d.DialContext(ctx, network, address)
	}
}
