package intake_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"

	"tidings/internal/fault"
	"tidings/internal/mail/access"
	"tidings/internal/mailtest"
	"tidings/internal/returns/intake"
)

// byToken is a session of a provider that takes access tokens and no passwords.
type byToken struct {
	imapserver.Session
	issuer *mailtest.Issuer
}

func (b *byToken) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }

func (b *byToken) Authenticate(string) (sasl.Server, error) {
	return mailtest.XOAuth2("returns@example.org", b.issuer.Good, func() {
		if err := b.Login("returns", "secret"); err != nil {
			panic(err)
		}
	}), nil
}

func TestMailboxByToken(t *testing.T) {
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{ClientID: "tidings", ClientSecret: "hush", Life: 3600})
	t.Cleanup(issuer.Close)
	box := newMailbox(t, func(s imapserver.Session) imapserver.Session { return &byToken{s, issuer} })
	d := newDesk()
	m := &intake.Mailbox{
		Address: box.address, TLS: box.trust, Security: "starttls", Username: "returns@example.org", Folder: "INBOX",
		Taker: d, Marks: d, Log: slog.New(slog.DiscardHandler),
		Tokens: access.New(access.Grant{TokenURL: issuer.URL(), ClientID: "tidings", ClientSecret: "hush"}, &http.Client{},
			nil, func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }),
	}
	box.put(t, strings.Replace(letter, "%", ours, 1))
	for _, want := range []int{1, 0} {
		if n, err := m.Read(t.Context()); err != nil || n != want || issuer.Given() != 1 {
			t.Errorf("read %d mails with %d tokens, %v; want %d with one", n, issuer.Given(), err, want)
		}
	}
	issuer.Revoke()
	if _, err := m.Read(t.Context()); err != nil || issuer.Given() != 2 {
		t.Errorf("after it was revoked: %v, %d tokens", err, issuer.Given())
	}
	m.Username = "other@example.org"
	if _, err := m.Read(t.Context()); err == nil || issuer.Given() != 3 || !strings.Contains(err.Error(), "does not take the access token") ||
		strings.Contains(err.Error(), "access-") {
		t.Errorf("another's mailbox: %v, %d tokens", err, issuer.Given())
	}
	issuer.Script(mailtest.Refuse(400, "invalid_grant", ""), mailtest.Refuse(400, "invalid_grant", ""))
	if _, err := m.Read(t.Context()); !fault.Is(err, fault.Temporary) || !strings.Contains(err.Error(), "sign in anew") {
		t.Errorf("no token: %v", err)
	}
}
