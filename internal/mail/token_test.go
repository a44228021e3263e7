package mail_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mail/access"
	"tidings/internal/mailtest"
)

// withTokens makes a relay that takes the access tokens of an issuer, and the way to it.
func withTokens(t *testing.T, change ...func(*mail.SMTPOptions)) (*mailtest.Issuer, *mailtest.Server, *mail.SMTP) {
	t.Helper()
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{ClientID: "tidings", ClientSecret: "hush", Life: 3600})
	t.Cleanup(issuer.Close)
	s := start(t, mailtest.Options{STARTTLS: true, Login: "news@example.org", Mechanisms: []string{"XOAUTH2"}, Issuer: issuer})
	source := access.New(access.Grant{TokenURL: issuer.URL(), ClientID: "tidings", ClientSecret: "hush"}, &http.Client{},
		nil, func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) })
	return issuer, s, relay(t, s, func(o *mail.SMTPOptions) {
		o.Security, o.Roots, o.Login, o.Tokens = mail.StartTLS, s.Roots(), "news@example.org", source
		for _, f := range change {
			f(o)
		}
	})
}

func send(t *testing.T, way *mail.SMTP) error {
	t.Helper()
	line := mail.NewLine(way, 0)
	defer line.Close()
	_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
	return err
}

func TestTokensAreFetchedKeptAndRenewed(t *testing.T) {
	var steps []mail.Stage
	issuer, s, way := withTokens(t, func(o *mail.SMTPOptions) {
		o.Steps = func(s mail.Step) { steps = append(steps, s.Stage) }
	})
	for range 3 {
		if err := send(t, way); err != nil {
			t.Fatal(err)
		}
	}
	if issuer.Given() != 1 || s.Count() != 3 {
		t.Errorf("%d tokens for %d mails, want one for three", issuer.Given(), s.Count())
	}
	if !slices.Contains(steps, mail.StageToken) {
		t.Errorf("the token is no step: %v", steps)
	}
	issuer.Revoke() // before its end
	if err := send(t, way); err != nil || issuer.Given() != 2 {
		t.Errorf("after it was revoked: %v, %d tokens", err, issuer.Given())
	}
}

// TestARelayThatTakesNoTokenIsAskedTwice: and not for ever.
func TestARelayThatTakesNoTokenIsAskedTwice(t *testing.T) {
	// The relay knows another login than the one the tokens are for.
	issuer, s, way := withTokens(t, func(o *mail.SMTPOptions) { o.Login = "other@example.org" })
	err := send(t, way)
	e := sendError(t, err)
	if e.Stage != mail.StageAuth || !e.Setup || e.Code != 535 || s.Connections() != 2 {
		t.Errorf("%+v over %d connections", e, s.Connections())
	}
	if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || v.Stop == "" || issuer.Given() != 2 {
		t.Errorf("became %+v", v)
	}
}

func TestTokenTrouble(t *testing.T) {
	issuer, s, way := withTokens(t)
	issuer.Script(mailtest.Refuse(400, "invalid_grant", ""), mailtest.Refuse(400, "invalid_grant", ""))
	err := send(t, way)
	e := sendError(t, err)
	if e.Stage != mail.StageToken || !e.Setup || !strings.Contains(e.Error(), "sign in anew") || s.Connections() != 0 {
		t.Errorf("%v over %d connections", e, s.Connections())
	}
	if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || !v.Setup || v.Stop == "" {
		t.Errorf("became %+v", v)
	}
	issuer.Script(mailtest.Refuse(503, "server_error", ""), mailtest.Refuse(503, "server_error", ""))
	err = send(t, way)
	if e := sendError(t, err); e.Setup || !e.Temporary {
		t.Errorf("trouble that passes: %+v", e)
	}
	if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || v.Stop != "" {
		t.Errorf("became %+v", v)
	}
	if err := send(t, way); err != nil {
		t.Error(err)
	}
}
