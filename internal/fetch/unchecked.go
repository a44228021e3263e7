package fetch

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"strings"
)

// uncheckedKey marks a context whose requests to one host go without a check of its certificate.
type uncheckedKey struct{}

// For gives the context in which a publisher is asked. When insecure is true, the certificate of the host of its address
// is not checked: for one whose own is broken, when the operator says so by name. That holds for this host, with and
// without www, and for no other, wherever it redirects to.
func For(ctx context.Context, address string, insecure bool) context.Context {
	u, err := url.Parse(address)
	if err != nil || !insecure {
		return ctx
	}
	return context.WithValue(ctx, uncheckedKey{}, bare(u.Hostname()))
}

// bare is a host's name in lower case without www.
func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// transport gives the one a request goes by.
func (c *Client) transport(req *http.Request) *http.Transport {
	if isUnchecked(req.Context(), req.URL) {
		return c.loose
	}
	return c.base
}

// isUnchecked reports whether the host of u is the one whose certificate is not checked in ctx.
func isUnchecked(ctx context.Context, u *url.URL) bool {
	host, ok := ctx.Value(uncheckedKey{}).(string)
	return ok && host == bare(u.Hostname())
}

// unchecked gives a transport like t that checks no certificate.
func unchecked(t *http.Transport) *http.Transport {
	loose := t.Clone()
	loose.TLSClientConfig = &tls.Config{
		RootCAs: t.TLSClientConfig.RootCAs, MinVersion: t.TLSClientConfig.MinVersion,
		InsecureSkipVerify: true, // what this transport is for
	}
	return loose
}
