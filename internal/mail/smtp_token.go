package mail

import (
	"context"

	"tidings/internal/fault"
)

// Tokens gives the access tokens that [AuthXOAuth2] signs in with; package access has them.
type Tokens interface {
	// Token gives one that is good for some minutes yet. An error of kind Temporary passes with time.
	Token(ctx context.Context) (string, error)
	// Refused says that a token was not taken: the next one is another.
	Refused(token string)
	// String names where they come from.
	String() string
}

// openWithToken connects with an access token. One that the relay refuses (535, RFC 4954 section 6) may have been
// revoked before its end, so one more is fetched and tried.
func (s *SMTP) openWithToken(ctx context.Context) (Conn, error) {
	for again := false; ; again = true {
		token, err := s.token(ctx)
		if err != nil {
			return nil, err
		}
		conn, err := s.open(ctx, token)
		e, failed := asSendError(err)
		if !failed || e.Stage != StageAuth || e.Code != 535 || again {
			return conn, err
		}
		s.opt.Tokens.Refused(token)
	}
}

// token gets a token before the relay is bothered.
func (s *SMTP) token(ctx context.Context) (string, error) {
	token, err := s.opt.Tokens.Token(ctx)
	if err != nil {
		setup := ctx.Err() == nil && !fault.Is(err, fault.Temporary)
		return "", &SendError{Stage: StageToken, Temporary: true, Setup: setup, Err: err}
	}
	s.opt.step(Step{Stage: StageToken, Said: "an access token from " + s.opt.Tokens.String(), Text: "given"})
	return token, nil
}
