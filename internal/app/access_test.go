package app_test

import (
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/mailtest"
)

// TestMailGoesOnWithRefreshedTokens: an operator gives a refresh token once. The provider replaces it with each use and
// ends the old one, tokens are revoked before their time, and the program is started anew.
func TestMailGoesOnWithRefreshedTokens(t *testing.T) {
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{
		ClientID: "tidings", ClientSecret: "hush", RefreshToken: "from the operator", Life: 3600, Rotate: true,
	})
	t.Cleanup(issuer.Close)
	box, err := mailtest.Start(mailtest.Options{Login: "news@tidings.example", Mechanisms: []string{"XOAUTH2"}, Issuer: issuer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	r := newRig(t, backfill(50), func(c *config.Config) {
		c.Mail.SMTP = config.SMTP{
			Host: box.Host(), Port: box.Port(), TLS: "none", Username: "news@tidings.example", Timeout: 5 * time.Second,
			OAuth2: config.OAuth2{
				TokenURL: issuer.URL(), ClientID: "tidings", ClientSecret: "hush", RefreshToken: "from the operator",
			},
		}
	})
	r.box = box
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.one(r.edition(s.ID))
	for round, title := range []string{"Library Opens a Reading Room on the Second Floor", "Ferry Adds a Late Crossing on Fridays"} {
		issuer.Revoke()
		if round > 0 {
			again, err := app.Open(r.Context(), r.cfg, app.Options{Now: r.clock, Hosts: r.towns.Hosts, Roots: r.towns.Roots})
			r.ok(err)
			r.Cleanup(again.Close)
			r.App = again
		}
		r.report("fairmeadow", 20+round, title, title+", the city council decided on Monday evening.\n\nIt begins next month.")
		r.crawl("fairmeadow")
		r.pass(24 * time.Hour)
		r.one(r.edition(s.ID))
	}
	if issuer.Given() != 3 {
		t.Errorf("%d tokens, want one and another after each loss", issuer.Given())
	}

	issuer.Revoke()
	issuer.Script(mailtest.Refuse(400, "invalid_grant", ""))
	r.newMarket()
	r.crawl("fairmeadow")
	r.pass(24 * time.Hour)
	now := r.subscription(s.ID)
	r.ok(r.App.Send.Edition(r.Context(), s.ID, now.WindowStart, r.clock()))
	if err := r.App.Send.Deliver(r.Context()); err == nil || !strings.Contains(err.Error(), "sign in anew") {
		t.Errorf("without a token: %v", err)
	}
	r.delivery(audience.DeliveryDeferred)
	r.pass(24 * time.Hour)
	told := map[string]bool{}
	for _, m := range r.deliver() {
		told[m.EnvelopeTo] = true
	}
	if !told["ann@reader.test"] || !told["operator@tidings.example"] {
		t.Errorf("once there are tokens again, mail went to %v, want the reader and the operator", told)
	}
}
