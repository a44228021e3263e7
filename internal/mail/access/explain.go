package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/oauth2"

	"tidings/internal/fault"
)

// advice is what an operator can do about an error code of a token endpoint (RFC 6749, section 5.2; the last ones are
// Microsoft's and of OpenID Connect).
var advice = map[string]string{
	"invalid_grant": "the refresh token has ended or was revoked (by a change of password, after months without use, and " +
		"with Google after seven days while the app is in testing): sign in anew and set refresh_token",
	"invalid_client":         "client_id or client_secret is wrong, or the secret has ended: make a new one where the app is registered",
	"unauthorized_client":    "the app may not ask for tokens in this way: allow it where the app is registered",
	"unsupported_grant_type": "the endpoint knows no such grant: with a refresh_token it is refresh_token, without one client_credentials",
	"invalid_scope":          "scopes are not those of mail: docs/mail.md names them for Google and Microsoft",
	"access_denied":          "an administrator must consent to the app first",
	"invalid_request":        "the endpoint does not understand the request: check token_url, client_id and scopes",
	"interaction_required":   "the account must be signed in to by a person once more: do so and set refresh_token",
	"consent_required":       "an administrator must consent to the app first",
}

// passing are error codes that may be gone at the next try.
var passing = map[string]bool{"temporarily_unavailable": true, "server_error": true, "slow_down": true}

// explain says why there is no token, without secrets.
func (s *Source) explain(ctx context.Context, err error, refresh string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return s.unanswered(err)
	}
	status := 0
	if answer.Response != nil {
		status = answer.Response.StatusCode
	}
	if answer.ErrorCode == "" {
		return unreadable(status)
	}
	text := tidy(answer.ErrorCode)
	if words := s.hide(answer.ErrorDescription, refresh); words != "" {
		text = fmt.Sprintf("%s (%s)", text, words)
	}
	switch todo := advice[answer.ErrorCode]; {
	case passing[answer.ErrorCode] || status == http.StatusTooManyRequests || status >= 500:
		return fault.New(fault.Temporary, "%s", text)
	case todo != "":
		return fault.New(fault.Denied, "%s: %s", text, todo)
	default:
		return fault.New(fault.Denied, "%s", text)
	}
}

// unanswered explains what came before or instead of an answer: the client's errors keep their kind, all others are an
// answer that is none.
func (s *Source) unanswered(err error) error {
	if call, ok := errors.AsType[*url.Error](err); ok {
		return fault.As(kindOf(call.Err), call.Err)
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return fault.New(fault.Invalid, "the answer holds no token: is token_url the address of a token endpoint?")
}

// kindOf gives the kind of a transport's error; what nobody classified passes with time.
func kindOf(err error) fault.Kind {
	if kind := fault.KindOf(err); kind != fault.Internal {
		return kind
	}
	return fault.Temporary
}

// unreadable explains an answer without an error code by its status.
func unreadable(status int) error {
	text := fmt.Sprintf("answered %d %s", status, http.StatusText(status))
	switch {
	case status == http.StatusTooManyRequests || status >= 500:
		return fault.New(fault.Temporary, "%s", text)
	case status >= 300 && status < 400:
		return fault.New(fault.Invalid, "%s, and secrets are not sent after a redirect: set token_url to where it leads", text)
	}
	return fault.New(fault.Invalid, "%s and no error code: is token_url the address of a token endpoint?", text)
}

// mostWords bounds what an endpoint says of an error, in bytes.
const mostWords = 300

// hide gives an endpoint's words on one line, cut, and without any of our secrets it may repeat.
func (s *Source) hide(words, refresh string) string {
	for _, secret := range []string{s.grant.ClientSecret, s.grant.RefreshToken, refresh} {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "…")
		}
	}
	return tidy(words)
}

// tidy keeps foreign words to one line of bounded length.
func tidy(words string) string {
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(words) > mostWords {
		words = strings.ToValidUTF8(words[:mostWords], "") + "…"
	}
	return words
}
