package setup_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/mail/doctor"
	"tidings/internal/mailtest"
	"tidings/internal/setup"
)

// nothing keeps no refresh token and has none.
type nothing struct{}

func (nothing) Kept(context.Context, string) (string, error) { return "", nil }

func (nothing) Keep(context.Context, string, string) error { return nil }

func TestExamineShowsTokenTrouble(t *testing.T) {
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{ClientID: "tidings", RefreshToken: "r", Life: 3600})
	t.Cleanup(issuer.Close)
	grant := config.OAuth2{TokenURL: issuer.URL(), ClientID: "tidings", RefreshToken: "r"}
	c := &config.Config{}
	a := setup.Access{Version: "test", Keeper: nothing{}, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
	if found := a.Examine(t.Context(), c); len(found) != 0 || setup.Refreshes(c) {
		t.Errorf("without oauth2: %+v", found)
	}
	c.Mail.SMTP = config.SMTP{Preset: "gmail", Username: "a@example.org", OAuth2: grant}
	c.Mail.Returns.Mailbox = config.Mailbox{Host: "imap.example.org", OAuth2: grant}
	if !setup.Refreshes(c) {
		t.Error("a refresh token is overlooked")
	}
	want := func(level doctor.Level, texts ...string) {
		t.Helper()
		found := a.Examine(t.Context(), c)
		if len(found) != len(texts) {
			t.Fatalf("found %+v", found)
		}
		for i, text := range texts {
			if found[i].Level != level || !strings.Contains(found[i].Text, text) {
				t.Errorf("found %+v, want %s: %s", found[i], level, text)
			}
		}
	}
	want(doctor.OK, "relay gmail: 127.0.0.1", "mailbox imap.example.org: 127.0.0.1")
	want(doctor.OK, "good for 55m0s until", "gave an access token")
	refuse := mailtest.Refuse(400, "invalid_grant", "")
	issuer.Script(refuse, refuse, refuse, refuse)
	want(doctor.Fail, "invalid_grant: the refresh token has ended", "invalid_grant")
	later := mailtest.Refuse(503, "temporarily_unavailable", "")
	issuer.Script(later, later)
	c.Mail.Returns.Mailbox.OAuth2 = config.OAuth2{}
	want(doctor.Unknown, "temporarily_unavailable")
}

// TestTokensAreNotFetchedFromPrivateAddresses: unless the operator wrote the address itself.
func TestTokensAreNotFetchedFromPrivateAddresses(t *testing.T) {
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{ClientID: "tidings", ClientSecret: "hush"})
	t.Cleanup(issuer.Close)
	address := strings.TrimSuffix(strings.TrimPrefix(issuer.URL(), "http://"), "/token")
	c := &config.Config{}
	c.Mail.SMTP = config.SMTP{Host: "smtp.example.org", OAuth2: config.OAuth2{
		TokenURL: "http://login.example/token", ClientID: "tidings", ClientSecret: "hush",
	}}
	a := setup.Access{Now: time.Now, Hosts: map[string]string{"login.example:80": address}}
	found := a.Examine(t.Context(), c)
	if len(found) != 1 || found[0].Level != doctor.Fail || !strings.Contains(found[0].Text, "loopback") || issuer.Given() > 0 {
		t.Errorf("found %+v", found)
	}
	c.Crawl.AllowPrivate = true
	if found = a.Examine(t.Context(), c); found[0].Level != doctor.OK {
		t.Errorf("allowed: %+v", found)
	}
}
