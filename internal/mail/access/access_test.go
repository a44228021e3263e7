package access_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/fault"
	"tidings/internal/mail/access"
	"tidings/internal/mailtest"
)

// shelf keeps refresh tokens in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string]string
	fail error
}

func (s *shelf) Kept(_ context.Context, grant string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[grant], nil
}

func (s *shelf) Keep(_ context.Context, grant, refresh string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		s.kept[grant] = refresh
	}
	return s.fail
}

// rig is a source over an invented token server, with a clock that is moved by hand.
type rig struct {
	*testing.T
	*access.Source
	issuer *mailtest.Issuer
	shelf  *shelf
	grant  access.Grant
	now    time.Time
}

func newRig(t *testing.T, opt mailtest.IssuerOptions) *rig {
	t.Helper()
	opt.ClientID, opt.ClientSecret = "tidings", "hush+hush"
	r := &rig{T: t, issuer: mailtest.StartIssuer(opt), shelf: &shelf{kept: map[string]string{}}}
	t.Cleanup(r.issuer.Close)
	r.now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r.grant = access.Grant{
		TokenURL: r.issuer.URL(), ClientID: "tidings", ClientSecret: "hush+hush", RefreshToken: opt.RefreshToken,
		Scopes: strings.Fields(opt.Scope),
	}
	r.Source = r.again()
	return r
}

// again makes another source of the same grant: the next start of the program, or another process.
func (r *rig) again() *access.Source {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return access.New(r.grant, client, r.shelf, func() time.Time { return r.now })
}

// want asks for a token and compares it, and how many were given out until then.
func (r *rig) want(token string, given int) {
	r.Helper()
	got, err := r.Token(r.Context())
	if err != nil || got != token || r.issuer.Given() != given {
		r.Errorf("token %q, %v, %d given out; want %q, %d", got, err, r.issuer.Given(), token, given)
	}
}

func TestATokenIsKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	for name, opt := range map[string]mailtest.IssuerOptions{
		"refresh token":          {RefreshToken: "r", Life: 3600, Scope: "mail offline"},
		"client's credentials":   {Life: 3600, Scope: "mail"},
		"client named in a form": {RefreshToken: "r", Life: 3600, InForm: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, opt)
			r.want("access-1", 1)
			r.now = r.now.Add(54 * time.Minute)
			r.want("access-1", 1)
			r.now = r.now.Add(time.Minute)
			r.want("access-2", 2)
		})
	}
}

func TestAShortLivedTokenIsKeptForHalfItsLife(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{Life: 60})
	r.want("access-1", 1)
	r.now = r.now.Add(29 * time.Second)
	r.want("access-1", 1)
	r.now = r.now.Add(time.Second)
	r.want("access-2", 2)
}

func TestARefusedTokenIsFetchedAnewOnce(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r"}) // its end is not said
	r.want("access-1", 1)
	r.now = r.now.AddDate(1, 0, 0)
	r.want("access-1", 1)
	r.Refused("access-1")
	r.want("access-2", 2)
	r.Refused("access-1") // another connection had it too
	r.want("access-2", 2)
}

func TestManyAtOnceShareOneToken(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r", Life: 3600})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { r.want("access-1", 1) })
	}
	group.Wait()
}

// TestANewRefreshTokenIsKept: the old one is worth nothing any more, in this process and in the next.
func TestANewRefreshTokenIsKept(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r", Life: 3600, Rotate: true})
	r.want("access-1", 1)
	r.Refused("access-1")
	r.want("access-2", 2)
	r.Source = r.again()
	r.want("access-3", 3)
	other := r.again()
	r.Refused("access-3")
	r.want("access-4", 4)
	if token, err := other.Token(t.Context()); err != nil || token != "access-5" {
		t.Errorf("another process: %q, %v", token, err)
	}
}

func TestARefreshTokenThatCouldNotBeKeptIsNotLost(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r", Life: 3600, Rotate: true})
	r.shelf.fail = fault.New(fault.Temporary, "disk full")
	for range 2 {
		if _, err := r.Token(t.Context()); !fault.Is(err, fault.Temporary) || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("got %v", err)
		}
	}
	r.shelf.fail = nil
	r.want("access-2", 2)
}

func TestANewGrantTakesNothingFromTheOldOne(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r", Life: 3600, Rotate: true})
	r.want("access-1", 1)
	r.grant.RefreshToken = "new" // by the operator
	r.Source = r.again()
	_, err := r.Token(t.Context())
	if asked := r.issuer.Asked(); err == nil || asked[len(asked)-1].Get("refresh_token") != "new" {
		t.Errorf("%v, asked with %v", err, asked[len(asked)-1])
	}
}

func TestErrorsSayWhatToDoAndShowNoSecret(t *testing.T) {
	redirect := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }
	page := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>hush+hush</html>")) }
	empty := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }
	down := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "hush+hush", http.StatusBadGateway) }
	said := "AADSTS70008: expired\r\nhush+hush and refresh-me"
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		kind   fault.Kind
		want   string
	}{
		{"ended", mailtest.Refuse(400, "invalid_grant", said), fault.Denied,
			"invalid_grant (AADSTS70008: expired … and …): the refresh token has ended"},
		{"wrong client", mailtest.Refuse(401, "invalid_client", ""), fault.Denied, "invalid_client: client_id or client_secret"},
		{"scope", mailtest.Refuse(400, "invalid_scope", ""), fault.Denied, "docs/mail.md"},
		{"unheard of", mailtest.Refuse(400, "on_strike", ""), fault.Denied, "on_strike"},
		{"later", mailtest.Refuse(503, "temporarily_unavailable", ""), fault.Temporary, "temporarily_unavailable"},
		{"too many", mailtest.Refuse(429, "", ""), fault.Temporary, "429"},
		{"down", down, fault.Temporary, "answered 502"},
		{"redirect", redirect, fault.Invalid, "set token_url to where it leads"},
		{"a page", page, fault.Invalid, "is token_url the address"},
		{"no token", empty, fault.Invalid, "holds no token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, mailtest.IssuerOptions{RefreshToken: "refresh-me"})
			r.issuer.Script(c.answer, c.answer) // the client is named in both ways
			_, err := r.Token(t.Context())
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, of kind %s; want %q, %s", err, fault.KindOf(err), c.want, c.kind)
			}
			for _, secret := range []string{"hush", "refresh-me", "\r", "\n"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q shows in %v", secret, err)
				}
			}
			if token, err := r.Token(t.Context()); err != nil || token == "" {
				t.Errorf("and then: %q, %v", token, err)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r"})
	r.issuer.Close()
	if _, err := r.Token(t.Context()); !fault.Is(err, fault.Temporary) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestATokenOfAnotherTypeIsNoUse(t *testing.T) {
	r := newRig(t, mailtest.IssuerOptions{RefreshToken: "r"})
	r.issuer.Script(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"x","token_type":"mac"}`))
	})
	if _, err := r.Token(t.Context()); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), `type "MAC"`) {
		t.Errorf("got %v", err)
	}
}
