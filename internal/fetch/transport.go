package fetch

import (
	"context"
	"errors"
	"net/http"
	"time"

	"tidings/internal/fault"
)

// acceptEncoding is what body.go can undo.
const acceptEncoding = "gzip, br, deflate"

// freely marks the context of a request that robots.txt does not apply to: the one for robots.txt itself.
type freely struct{}

// RoundTrip sends one hop, politely. The body of the answer must be read to its end or closed, as ever: until then the
// hop takes one of its host's turns. Its Content-Encoding is undone and its length is not known.
func (c *Client) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := c.admit(req); err != nil {
		c.stats.denied.Add(1)
		return nil, err
	}
	key := hostKey(req.URL)
	release, err := c.hosts.acquire(ctx, key)
	if err != nil {
		c.stats.denied.Add(1)
		return nil, err
	}
	hop, cancel := context.WithTimeout(ctx, c.opt.BodyTimeout)
	done := func() { cancel(); release() }
	c.stats.requests.Add(1)
	resp, err := c.transport(req).RoundTrip(c.outgoing(hop, req))
	if err != nil {
		done()
		return nil, c.lost(ctx, err)
	}
	resp.Request = req
	c.learn(key, resp)
	c.unwrap(ctx, hop, resp, done)
	return resp, nil
}

// admit checks what can be checked before a host is bothered.
func (c *Client) admit(req *http.Request) error {
	if err := checkURL(req.URL); err != nil {
		return err
	}
	if c.opt.NoRobots || req.Context().Value(freely{}) != nil {
		return nil
	}
	return c.robots.check(req.Context(), req.URL)
}

// outgoing is the request as it is sent.
func (c *Client) outgoing(ctx context.Context, req *http.Request) *http.Request {
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", c.opt.UserAgent)
	out.Header.Set("Accept-Encoding", acceptEncoding)
	if accept := out.Header.Get("Accept"); accept == "" || accept == "*/*" {
		out.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	}
	out.Header.Del("Referer")
	return out
}

// lost explains why no answer came. When the caller's own context ended, that is the reason.
func (c *Client) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return Classify(err)
}

// learn takes in what an answer says about the host.
func (c *Client) learn(key string, resp *http.Response) {
	if resp.StatusCode == http.StatusNotModified {
		c.stats.notModified.Add(1)
	}
	after := RetryAfter(resp.Header.Get("Retry-After"), c.now())
	until := c.hosts.note(key, resp.StatusCode, after)
	if !until.IsZero() && after == 0 { // colly and Get read it from the header
		resp.Header.Set("Retry-After", until.UTC().Format(http.TimeFormat))
	}
}

// unwrap replaces the body by the decoded, capped one. hop is ctx with the time the hop may take.
func (c *Client) unwrap(ctx, hop context.Context, resp *http.Response, done func()) {
	resp.Body = &body{
		raw: resp.Body, coding: coding(resp), max: c.opt.MaxBody, sent: resp.ContentLength, done: done,
		room:  func() (func(), error) { return c.room(hop) },
		count: &c.stats.bytes,
		lost: func(err error) error {
			if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
				return troublef(fault.Temporary, TroubleTimeout, "not complete after %s", c.opt.BodyTimeout)
			}
			return c.lost(ctx, err)
		},
	}
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength = -1
	resp.Uncompressed = true // a reader above must not try again: it would do so without a cap
}

// room waits until a body may become a big one, and gives the function that ends it.
func (c *Client) room(ctx context.Context) (func(), error) {
	select {
	case c.big <- struct{}{}:
		return func() { <-c.big }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// retryAt is the absolute time of an answer's Retry-After, zero when it has none.
func retryAt(header http.Header, now time.Time) time.Time {
	if d := RetryAfter(header.Get("Retry-After"), now); d > 0 {
		return now.Add(d)
	}
	return time.Time{}
}
