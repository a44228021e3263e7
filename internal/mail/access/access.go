// Package access fetches the short-lived access tokens that a relay or a mailbox is signed in to with (OAuth 2.0,
// RFC 6749), where its provider takes no passwords.
//
// A [Source] is one grant: what an operator was given (a refresh token), or the client's own credentials. It asks the
// token endpoint when a token is needed and none is at hand, keeps the token until shortly before its end, and asks
// anew once somebody says that a token was [Source.Refused]. Where the endpoint answers with another refresh token,
// that one is kept by a [Keeper]: some providers end the old one, others end every one after some months, so a token
// that only stands in a configuration would work for a while and then no more.
//
// The HTTP client is the caller's. Errors name the endpoint and what to do, and hold no secret: those of kind Temporary
// pass with time, all others are for the operator.
package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"tidings/internal/fault"
)

// Grant is what tokens are asked for with.
type Grant struct {
	TokenURL     string
	ClientID     string
	ClientSecret string   // "" = a public client
	RefreshToken string   // "" = the client's own credentials (RFC 6749, section 4.4)
	Scopes       []string // none = those of the refresh token
}

// name tells a grant from others without showing it: a new refresh token in the configuration is another grant, for
// which nothing is kept yet.
func (g Grant) name() string {
	h := sha256.New()
	for _, part := range []string{g.TokenURL, g.ClientID, g.RefreshToken} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Keeper keeps refresh tokens that took the place of configured ones, by the name of their grant.
type Keeper interface {
	// Kept gives the refresh token kept last, "" when there is none.
	Kept(ctx context.Context, grant string) (string, error)
	// Keep keeps one durably.
	Keep(ctx context.Context, grant, refreshToken string) error
}

// Source gives access tokens of one grant. It is safe for concurrent use: whoever needs a token while another waits for
// it gets the same.
type Source struct {
	grant  Grant
	client *http.Client
	keeper Keeper
	now    func() time.Time

	mu     sync.Mutex
	config clientcredentials.Config // of the last request, so that the way to name the client is found out once
	token  string
	until  time.Time // the token is asked for anew from then on; zero = once it is refused
	unkept string    // a refresh token that could not be kept yet
}

// New makes a source. The client should follow no redirects, since a request holds secrets. keeper may be nil for a
// grant without a refresh token.
func New(g Grant, client *http.Client, keeper Keeper, now func() time.Time) *Source {
	return &Source{grant: g, client: client, keeper: keeper, now: now, config: clientcredentials.Config{
		ClientID: g.ClientID, ClientSecret: g.ClientSecret, TokenURL: g.TokenURL, Scopes: g.Scopes,
	}}
}

// String names the token endpoint by its host.
func (s *Source) String() string {
	u, err := url.Parse(s.grant.TokenURL)
	if err != nil {
		return "the token endpoint"
	}
	return u.Host
}

// Token gives a token that is good for some minutes yet, from the endpoint when none is at hand.
func (s *Source) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" && (s.until.IsZero() || s.now().Before(s.until)) {
		return s.token, nil
	}
	s.token = ""
	if err := s.fetch(ctx); err != nil {
		return "", fault.Wrap(err, "fetch an access token from %s", s)
	}
	return s.token, nil
}

// Until gives when the token at hand is asked for anew; zero when there is none, or its end is not known.
func (s *Source) Until() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.until
}

// Refused says that a relay or mailbox did not take a token, so that it is not given again. A token that was replaced
// meanwhile changes nothing.
func (s *Source) Refused(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// fetch asks the endpoint.
func (s *Source) fetch(ctx context.Context) error {
	refresh, err := s.refreshToken(ctx)
	if err != nil {
		return err
	}
	asked := s.now()
	answer, err := s.ask(ctx, refresh)
	if ended(err) { // another process may have been given a newer one just now
		if newer, keptErr := s.refreshToken(ctx); keptErr == nil && newer != refresh {
			refresh = newer
			answer, err = s.ask(ctx, refresh)
		}
	}
	if err != nil {
		return s.explain(ctx, err, refresh)
	}
	if kind := answer.Type(); !strings.EqualFold(kind, "Bearer") {
		return fault.New(fault.Invalid, "the token is of type %q, and mail is signed in to with Bearer tokens only", kind)
	}
	if answer.RefreshToken != "" && answer.RefreshToken != refresh {
		s.unkept = answer.RefreshToken
	}
	if err := s.keep(ctx); err != nil {
		return err
	}
	s.token, s.until = answer.AccessToken, end(asked, answer)
	return nil
}

// ask makes one request, which holds refresh unless that is empty.
func (s *Source) ask(ctx context.Context, refresh string) (*oauth2.Token, error) {
	s.config.EndpointParams = nil
	if refresh != "" {
		// The library's own refresh asks for no scopes, which Microsoft needs where a refresh token is good for more
		// than mail. Naming the grant is what these parameters allow.
		s.config.EndpointParams = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}
	}
	return s.config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.client))
}

// ended reports whether the endpoint says that a refresh token has ended.
func ended(err error) bool {
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	return ok && answer.ErrorCode == "invalid_grant"
}

// refreshToken gives the newest refresh token there is. Another process may have been given it.
func (s *Source) refreshToken(ctx context.Context) (string, error) {
	if s.grant.RefreshToken == "" {
		return "", nil
	}
	if err := s.keep(ctx); err != nil {
		return "", err
	}
	kept, err := s.keeper.Kept(ctx, s.grant.name())
	if err != nil || kept != "" {
		return kept, fault.Wrap(err, "look for a newer refresh token")
	}
	return s.grant.RefreshToken, nil
}

// keep has a new refresh token kept. Until it is, none is used: the old one may be worth nothing any more.
func (s *Source) keep(ctx context.Context) error {
	if s.unkept == "" || s.grant.RefreshToken == "" {
		return nil
	}
	if err := s.keeper.Keep(ctx, s.grant.name(), s.unkept); err != nil {
		return fault.Wrap(err, "keep the new refresh token")
	}
	s.unkept = ""
	return nil
}

// early is how long before its end a token is replaced: a connection is opened, and a batch of mails begun, well before.
const early = 5 * time.Minute

// end gives when a token asked for at a time is to be replaced: early before its end, or after half its life where that
// is short; zero when the endpoint did not say how long it lives.
func end(asked time.Time, t *oauth2.Token) time.Time {
	seconds, err := strconv.ParseFloat(fmt.Sprint(t.Extra("expires_in")), 64)
	if err != nil || seconds <= 0 || seconds > 1e9 {
		return time.Time{}
	}
	life := time.Duration(seconds * float64(time.Second))
	return asked.Add(life - min(early, life/2))
}
