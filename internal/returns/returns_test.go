package returns_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/mail/bounce"
	"tidings/internal/mail/hook"
	"tidings/internal/returns"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

const (
	domain  = "returns.news.example"
	address = "reader@inbox.example"
)

// desk is a room with one delivery in its store.
type desk struct {
	*testing.T
	*returns.Room
	delivery int64
	now      time.Time
	left     []int64
	visited  []string
}

func newDesk(t *testing.T, s *store.Store) *desk {
	t.Helper()
	d := &desk{T: t, now: storetest.Start}
	secret := []byte("a secret of the tests, 32 bytes.")
	postmark, err := hook.New("postmark", "pass", nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Room = &returns.Room{
		Store: s, VERP: mail.VERP{Domain: domain, Secret: secret}, Goners: mail.VERP{Prefix: "u", Domain: domain, Secret: secret},
		Hooks: map[string]hook.Reader{"postmark": postmark}, Log: slog.New(slog.DiscardHandler),
		Now:   func() time.Time { return d.now },
		Leave: func(_ context.Context, id int64) error { d.left = append(d.left, id); return nil },
		Visit: func(_ context.Context, url string) error { d.visited = append(d.visited, url); return nil },
	}
	d.ok(s.Write(t.Context(), func(tx *store.Tx) (err error) {
		d.delivery, _, err = tx.AddDelivery(t.Context(), audience.Delivery{
			Kind: "notice", Recipient: address, MessageID: "<d1@news.example>", CreatedAt: storetest.Start,
		}, "")
		return err
	}))
	return d
}

func (d *desk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// report is a failure report (RFC 3464) with a status.
func report(status string) []byte {
	return fmt.Appendf(nil, "From: MAILER-DAEMON@inbox.example\r\nSubject: failed\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"+
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; inbox.example\r\n\r\n"+
		"Final-Recipient: rfc822; somebody-else@inbox.example\r\nAction: failed\r\nStatus: %s\r\n"+
		"Diagnostic-Code: smtp; %s at your door\r\n\r\n--b--\r\n", status, status)
}

func (d *desk) take(rcpt string, raw []byte) bounce.Class {
	d.Helper()
	class, err := d.Take(d.Context(), "listener", rcpt, raw)
	d.ok(err)
	return class
}

func (d *desk) suppressed(want bool) {
	d.Helper()
	got, err := d.Store.Suppressed(d.Context(), address, d.now)
	d.ok(err)
	if got != want {
		d.Errorf("suppressed: %v, want %v", got, want)
	}
}

func (d *desk) bounces() []audience.Bounce {
	d.Helper()
	all, err := d.Store.Bounces(d.Context(), store.BounceFilter{})
	d.ok(err)
	return all
}

// A report about a mailbox that does not exist is recorded once, names the delivery's own recipient, and ends mail to it.
func TestHardBounceSuppresses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		rcpt := d.VERP.Address(d.delivery)
		for range 2 {
			if class := d.take(rcpt, report("5.1.1")); class != bounce.Failure {
				t.Errorf("class %s", class)
			}
		}
		want := []audience.Bounce{{
			ID: 1, DeliveryID: d.delivery, Address: address, Kind: audience.BounceHard, Status: "5.1.1",
			Detail: "smtp; 5.1.1 at your door", At: d.now,
		}}
		if diff := cmp.Diff(want, d.bounces()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		d.suppressed(true)
		d.now = d.now.AddDate(5, 0, 0)
		d.suppressed(true)
	})
}

// A full mailbox gives the reader a rest after three days, and the mail comes back after it.
func TestSoftBouncesRest(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	for day := range 3 {
		d.suppressed(false)
		d.take(d.VERP.Address(d.delivery), append(report("5.2.2"), byte('0'+day)))
		d.now = d.now.AddDate(0, 0, 1)
	}
	d.suppressed(true)
	d.now = d.now.AddDate(0, 0, 7)
	d.suppressed(false)
}

// What anybody can write moves nothing: reports without our token, or with one that does not verify.
func TestForgedReportsMoveNothing(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	forged := fmt.Sprintf("b+%08d.aaaaaaaaaaaaaaaaaaaa@%s", d.delivery, domain)
	if class := d.take(forged, report("5.1.1")); class != bounce.Forged {
		t.Errorf("class %s, want forged", class)
	}
	d.take("postmaster@news.example", report("5.1.1"))
	goner := d.Goners.Address(d.delivery)
	d.take("b"+goner[1:], report("5.1.1")) // an unsubscribe token in a bounce address
	d.suppressed(false)
	kept, err := d.Store.ReturnedSince(t.Context(), time.Time{}, string(bounce.Forged), 0)
	d.ok(err)
	if len(kept) != 2 || string(kept[1].Raw) != string(report("5.1.1")) {
		t.Errorf("forged reports kept: %d", len(kept))
	}
	if d.Welcome(forged) || d.Welcome("postmaster@news.example") {
		t.Error("addresses we never gave out are welcome")
	}
}

// A mail to the unsubscribe address ends its subscription; an automatic reply to it does not.
func TestMailUnsubscribes(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	rcpt := d.Goners.Address(77)
	if !d.Welcome(rcpt) {
		t.Fatal("the unsubscribe address is not welcome")
	}
	away := []byte("From: r@inbox.example\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nback on Monday\r\n")
	if class := d.take(rcpt, away); class != bounce.AutoReply {
		t.Errorf("class %s", class)
	}
	if len(d.left) != 0 {
		t.Fatal("an automatic reply unsubscribed")
	}
	d.take(rcpt, []byte("From: r@inbox.example\r\nSubject: unsubscribe\r\n\r\n"))
	if diff := cmp.Diff([]int64{77}, d.left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// What a person wrote to a bounce address is kept whole.
func TestUnknownMailIsKept(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	letter := []byte("From: r@inbox.example\r\nSubject: hello\r\n\r\nWho are you?\r\n")
	if class := d.take(d.VERP.Address(d.delivery), letter); class != bounce.Unknown {
		t.Errorf("class %s", class)
	}
	kept, err := d.Store.Returned(t.Context(), 1)
	d.ok(err)
	if string(kept.Raw) != string(letter) {
		t.Errorf("kept %q", kept.Raw)
	}
}

func TestHook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		signed := (&http.Request{Header: http.Header{}})
		signed.SetBasicAuth("hook", "pass")
		body := []byte(`{"RecordType":"SpamComplaint","ID":7,"Email":"Reader@INBOX.example"}`)
		if err := d.Hook(t.Context(), "postmark", http.Header{}, body); !fault.Is(err, fault.Denied) {
			t.Errorf("unsigned: %v, want denied", err)
		}
		if err := d.Hook(t.Context(), "pigeon", signed.Header, body); !fault.Is(err, fault.NotFound) {
			t.Errorf("of a service not configured: %v, want not found", err)
		}
		for range 2 {
			d.ok(d.Hook(t.Context(), "postmark", signed.Header, body))
		}
		if n := len(d.bounces()); n != 1 {
			t.Errorf("%d complaints, want 1", n)
		}
		got, err := d.Store.Suppressed(t.Context(), "reader@inbox.example", d.now)
		d.ok(err)
		if !got {
			t.Error("a complaint does not suppress")
		}
	})
}
