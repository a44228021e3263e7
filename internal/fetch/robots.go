package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"tidings/internal/fault"
)

const (
	robotsTTL   = 24 * time.Hour   // RFC 9309 section 2.4
	robotsRetry = 30 * time.Minute // after a robots.txt that could not be read
	robotsMax   = 512 << 10        // RFC 9309 section 2.5 asks for 500 KiB at least
)

// Robots knows the robots.txt of every host we talk to: read once a day, by one request however many ask at once. A
// file that is not there (4xx) allows all; one that cannot be read (5xx, 429, no answer) disallows all for now, unless
// an earlier copy is at hand.
type Robots struct {
	client  *Client
	mu      sync.Mutex
	origins map[string]*origin
}

// origin is what is known of one scheme, host and port, with its certificate checked or not. busy is held while it is read or fetched.
type origin struct {
	busy  chan struct{}
	rules *rules
	err   error
	until time.Time
}

// Allowed reports whether we may ask for a URL, and why not. When it is only that robots.txt cannot be read at the
// moment the reason says so.
func (r *Robots) Allowed(ctx context.Context, rawURL string) (bool, string) {
	u, err := url.Parse(rawURL)
	if err == nil {
		err = checkURL(u)
	}
	if err == nil {
		err = r.check(ctx, u)
	}
	if err != nil {
		return false, err.Error()
	}
	return true, ""
}

// Sitemaps gives the absolute Sitemap addresses in the robots.txt that covers a URL, in its order.
func (r *Robots) Sitemaps(ctx context.Context, rawURL string) ([]string, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, trouble1(fault.Invalid, TroubleURL, err)
	}
	rules, err := r.rules(ctx, u)
	if err != nil {
		return nil, err
	}
	var sitemaps []string
	for _, ref := range rules.sitemaps {
		if abs, err := u.Parse(ref); err == nil && checkURL(abs) == nil {
			sitemaps = append(sitemaps, abs.String())
		}
	}
	return sitemaps, nil
}

// check is nil when u may be asked for.
func (r *Robots) check(ctx context.Context, u *url.URL) error {
	rules, err := r.rules(ctx, u)
	if err != nil {
		return err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if ok, rule := rules.allow(path); !ok {
		return troublef(fault.Denied, TroubleRobots, "robots.txt disallows %s (%s)", path, rule)
	}
	return nil
}

// rules gives the rules that bind us at u's origin, fetching them when they are not known or old.
func (r *Robots) rules(ctx context.Context, u *url.URL) (*rules, error) {
	site := u.Scheme + "://" + u.Host
	key := site
	if u.Scheme == "https" && isUnchecked(ctx, u) {
		key += " unchecked" // a failed check is not the trouble of a source that asks for none
	}
	r.mu.Lock()
	o := r.origins[key]
	if o == nil {
		if len(r.origins) >= maxHosts {
			r.origins = map[string]*origin{}
		}
		o = &origin{busy: make(chan struct{}, 1)}
		r.origins[key] = o
	}
	r.mu.Unlock()
	select {
	case o.busy <- struct{}{}:
		defer func() { <-o.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !r.client.now().Before(o.until) {
		if err := r.refresh(ctx, site, o); err != nil {
			return nil, err
		}
	}
	return o.rules, o.err
}

// refresh fetches the robots.txt of an origin. What came of it is kept in o, unless it was never asked for.
func (r *Robots) refresh(ctx context.Context, site string, o *origin) error {
	r.client.stats.robots.Add(1)
	found, err := r.fetch(ctx, site+"/robots.txt")
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if TroubleOf(err) == TroubleBusy {
		return err // not about robots.txt: the host has asked for peace
	}
	if err != nil {
		o.until = r.client.now().Add(robotsRetry)
		if o.rules == nil {
			o.err = unreadable(err)
		}
		return nil
	}
	o.rules, o.err, o.until = found, nil, r.client.now().Add(robotsTTL)
	if u, err := url.Parse(site); err == nil && found.delay > 0 {
		r.client.hosts.slower(hostKey(u), found.delay)
	}
	return nil
}

// unreadable keeps the trouble that has a name of its own, such as an expired certificate.
func unreadable(err error) error {
	trouble := TroubleOf(err)
	if trouble == "" || trouble == TroubleStatus {
		trouble = TroubleRobots
	}
	return fault.As(kindUnlessDenied(err), &Error{
		Trouble: trouble, RetryAt: RetryAt(err), Err: fmt.Errorf("robots.txt cannot be read: %w", err)})
}

// kindUnlessDenied is Denied for the address guard's refusals, which no later try mends, and Temporary for all else.
func kindUnlessDenied(err error) fault.Kind {
	if fault.Is(err, fault.Denied) && TroubleOf(err) != TroubleStatus {
		return fault.Denied
	}
	return fault.Temporary
}

// fetch reads one robots.txt file.
func (r *Robots) fetch(ctx context.Context, address string) (*rules, error) {
	req, err := http.NewRequestWithContext(context.WithValue(ctx, freely{}, true), http.MethodGet, address, nil)
	if err != nil {
		return nil, trouble1(fault.Invalid, TroubleURL, err)
	}
	req.Header.Set("Accept", "text/plain,*/*;q=0.5")
	resp, err := r.client.HTTP(nil).Do(req)
	if err != nil {
		err = Classify(err)
		if TroubleOf(err) == TroubleRedirect {
			return &rules{}, nil // section 2.3.1.2: may be taken for not there
		}
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, robotsMax))
	err = errors.Join(err, resp.Body.Close())
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests, status >= 500:
		return nil, StatusError(status, retryAt(resp.Header, r.client.now()))
	case status < 200 || status >= 300:
		return &rules{}, nil
	case err != nil:
		return nil, Classify(err)
	}
	return parseRobots(body, r.client.opt.token()), nil
}
