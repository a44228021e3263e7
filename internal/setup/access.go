package setup

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"tidings/config"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/mail/access"
	"tidings/internal/mail/doctor"
)

// Access is how access tokens are fetched for the relays and the mailbox whose configuration has oauth2.
type Access struct {
	Version string
	Keeper  access.Keeper // of refresh tokens; nil where none is configured, see [Refreshes]
	Now     func() time.Time
	Hosts   map[string]string // see fetch.Options
	Roots   *x509.CertPool    // nil = the system's
}

// patience bounds one exchange with a token endpoint.
const patience = 30 * time.Second

// source gives where the tokens of o come from; nil when there is no oauth2. Private addresses are open to it where the
// operator opened them to all, or wrote one into token_url: then it is meant.
func (a Access) source(c *config.Config, o config.OAuth2) *access.Source {
	if !o.Set() {
		return nil
	}
	client := fetch.New(a.Now, fetch.Options{
		UserAgent: fetch.UserAgent(a.Version, ""), AllowPrivate: c.Crawl.AllowPrivate, AllowNets: named(o.TokenURL),
		NoRobots: true, Hosts: a.Hosts, RootCAs: a.Roots, MinTLS: tls.VersionTLS12, HeaderTimeout: patience,
		BodyTimeout: patience, MaxBody: 1 << 20,
	})
	return access.New(access.Grant{
		TokenURL: o.TokenURL, ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(),
		RefreshToken: o.RefreshToken.Reveal(), Scopes: o.Scopes,
	}, &http.Client{Transport: client, Timeout: patience, CheckRedirect: stay}, a.Keeper, a.Now)
}

// stay follows no redirect: a request for a token holds secrets.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// named gives the address that stands in a URL itself, in place of a host's name.
func named(raw string) []netip.Prefix {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	if u.Hostname() == "localhost" {
		return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil
	}
	return []netip.Prefix{netip.PrefixFrom(ip, ip.BitLen())}
}

// Mailbox gives the tokens of the mailbox of bounces; nil when it has a password.
func (a Access) Mailbox(c *config.Config) *access.Source {
	return a.source(c, c.Mail.Returns.Mailbox.OAuth2)
}

// Refreshes reports whether there is a refresh token, so that a Keeper is needed.
func Refreshes(c *config.Config) bool {
	all := []config.OAuth2{c.Mail.Returns.Mailbox.OAuth2}
	for _, s := range ways(c) {
		all = append(all, s.OAuth2)
	}
	for _, o := range all {
		if o.RefreshToken != "" {
			return true
		}
	}
	return false
}

// Examine fetches a token for whatever has oauth2, and says how that went.
func (a Access) Examine(ctx context.Context, c *config.Config) []doctor.Finding {
	var found []doctor.Finding
	for _, s := range ways(c) {
		if source := a.source(c, s.OAuth2); source != nil {
			found = append(found, a.examine(ctx, "relay "+cmp.Or(title(s, s.Host), s.Preset), source))
		}
	}
	if source := a.Mailbox(c); source != nil {
		found = append(found, a.examine(ctx, "mailbox "+c.Mail.Returns.Mailbox.Host, source))
	}
	return found
}

// examine fetches one token. What is wrong stands with what to do in the error.
func (a Access) examine(ctx context.Context, what string, source *access.Source) doctor.Finding {
	f := doctor.Finding{Check: "OAuth2", Level: doctor.OK}
	switch _, err := source.Token(ctx); {
	case fault.Is(err, fault.Temporary):
		f.Level, f.Text, f.Advice = doctor.Unknown, what+": "+err.Error(), "try again later"
	case err != nil:
		f.Level, f.Text = doctor.Fail, what+": "+err.Error()
	default:
		f.Text = fmt.Sprintf("%s: %s gave an access token", what, source)
		if until := source.Until(); !until.IsZero() {
			f.Text += ", good for " + until.Sub(a.Now()).Round(time.Minute).String() + " until it is renewed"
		}
	}
	return f
}
