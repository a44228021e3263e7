package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Tokens gives access tokens; package access has them.
type Tokens interface {
	// Token gives one that is good for some minutes yet.
	Token(ctx context.Context) (string, error)
	// Refused says that a token was not taken: the next one is another.
	Refused(token string)
}

// signedIn connects and signs in. An access token that the server refuses may have been revoked before its end, so one
// more is fetched and tried.
func (m *Mailbox) signedIn(ctx context.Context) (*imapclient.Client, error) {
	if m.Tokens == nil {
		return m.signIn(ctx, func(c *imapclient.Client) error { return c.Login(m.Username, m.Password).Wait() })
	}
	for again := false; ; again = true {
		token, err := m.Tokens.Token(ctx)
		if err != nil {
			return nil, err
		}
		c, err := m.signIn(ctx, func(c *imapclient.Client) error { return c.Authenticate(&xoauth2{m.Username, token}) })
		answer, no := errors.AsType[*imap.Error](err)
		refused := errors.Is(err, errToken) || no && answer.Type == imap.StatusResponseTypeNo
		if !refused || again {
			return c, err
		}
		m.Tokens.Refused(token)
	}
}

// signIn connects and signs in by way.
func (m *Mailbox) signIn(ctx context.Context, way func(*imapclient.Client) error) (*imapclient.Client, error) {
	c, err := m.open(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() }) //nolint:errcheck // it only has to stop what waits
	defer stop()
	if err := way(c); err != nil {
		return nil, errors.Join(fmt.Errorf("log in as %q: %w", m.Username, err), c.Close())
	}
	return c, nil
}

// xoauth2 is the client's side of XOAUTH2, the one mechanism for access tokens that both Google and Microsoft have.
type xoauth2 struct{ login, token string }

// Start implements sasl.Client.
func (x *xoauth2) Start() (mech string, response []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.login + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// errToken is a token that the server does not take.
var errToken = errors.New("the server does not take the access token")

// Next is asked only when the token is not taken: the challenge says why.
func (x *xoauth2) Next(why []byte) ([]byte, error) {
	return nil, fmt.Errorf("%w: %.200q", errToken, why)
}
