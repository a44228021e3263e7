package app_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/mail"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/mail/bounce"
	"tidings/internal/store"
)

// takesMail makes mail to the bounce domain reach us.
func takesMail(c *config.Config) { c.Mail.Returns.Listen = "127.0.0.1:0" }

// TestUnsubscribeByMail: a digest names an address, and a mail to it ends the subscription before the next edition.
func TestUnsubscribeByMail(t *testing.T) {
	r := newRig(t, takesMail, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	sub := r.subscribe("ann@reader.test", "fairmeadow")
	m := r.one(r.edition(sub.ID))
	parsed, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	r.ok(err)
	ways := strings.Join(strings.Fields(parsed.Header.Get("List-Unsubscribe")), " ")
	_, rest, ok := strings.Cut(ways, "<mailto:")
	address, _, ok2 := strings.Cut(rest, "?subject=unsubscribe>")
	if !ok || !ok2 || !strings.HasPrefix(ways, "<https:") {
		t.Fatalf("List-Unsubscribe: %s", ways)
	}
	class, err := r.Returns.Take(t.Context(), "listener", address, []byte("From: ann@reader.test\r\nSubject: x\r\n\r\n"))
	r.ok(err)
	if class != "unsubscribe" || r.subscription(sub.ID).Active {
		t.Errorf("class %s, active %v", class, r.subscription(sub.ID).Active)
	}
}

// TestBouncedReaderIsMailedNoMore: the address in the envelope names the delivery, whatever the report says.
func TestBouncedReaderIsMailedNoMore(t *testing.T) {
	r := newRig(t, takesMail, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	sub := r.subscribe("ann@reader.test", "fairmeadow")
	m := r.one(r.edition(sub.ID))
	raw := []byte("From: MAILER-DAEMON@reader.test\r\nSubject: failed\r\nContent-Type: multipart/report; " +
		"report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; reader.test\r\n\r\nFinal-Recipient: rfc822; x@y.test\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n")
	class, err := r.Returns.Take(t.Context(), "listener", m.EnvelopeFrom, raw)
	r.ok(err)
	if class != bounce.Failure {
		t.Errorf("class %s", class)
	}
	r.newMarket()
	r.pass(24 * time.Hour)
	r.crawl("fairmeadow")
	r.none(r.edition(sub.ID))
	found, err := r.Store.Deliveries(t.Context(), store.DeliveryFilter{State: audience.DeliverySuppressed})
	r.ok(err)
	if len(found) > 1 {
		t.Errorf("%d deliveries suppressed", len(found))
	}
}

// TestHooksAreTakenByTheWebServer: a report that proves itself is taken, one that does not is refused.
func TestHooksAreTakenByTheWebServer(t *testing.T) {
	r := newRig(t, func(c *config.Config) {
		c.Mail.Returns.Hooks = []config.Hook{{Service: "postmark", Secret: "pass"}}
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	r.ok(err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.ServeOn(ctx, listener, app.Pages{}) }()
	defer func() { cancel(); r.ok(<-ended) }()
	post := func(password string) int {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+listener.Addr().String()+"/hooks/postmark",
			strings.NewReader(`{"RecordType":"Bounce","Type":"HardBounce","ID":1,"Email":"bo@reader.test"}`))
		r.ok(err)
		req.SetBasicAuth("hook", password)
		answer, err := http.DefaultClient.Do(req)
		r.ok(err)
		r.ok(answer.Body.Close())
		return answer.StatusCode
	}
	if code := post("wrong"); code != http.StatusForbidden {
		t.Errorf("with a wrong password: %d", code)
	}
	if code := post("pass"); code != http.StatusNoContent {
		t.Errorf("with the password: %d", code)
	}
	suppressed, err := r.Store.Suppressed(t.Context(), "bo@reader.test", r.clock())
	r.ok(err)
	if !suppressed {
		t.Error("a bounce reported by the service suppresses nothing")
	}
}
