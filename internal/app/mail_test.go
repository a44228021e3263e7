package app_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mailtest"
	"tidings/internal/reader"
	"tidings/internal/store"
)

func (r *rig) delivery(state audience.DeliveryState) audience.Delivery {
	r.Helper()
	found, err := r.Store.Deliveries(r.Context(), store.DeliveryFilter{State: state})
	r.ok(err)
	if len(found) != 1 {
		r.Fatalf("%d deliveries are %s, want one", len(found), state)
	}
	return found[0]
}

// TestAThousandSignUpsAreOneMail: a form that anybody can fill in must not become a weapon against an address.
func TestAThousandSignUpsAreOneMail(t *testing.T) {
	r := newRig(t)
	for i := range signUps {
		address := []string{"Ann@READER.test", "ann@reader.test", "ANN@reader.test"}[i%3]
		r.ok(r.Reader.Subscribe(r.Context(), reader.Wish{Address: address, DigestID: "all"}))
	}
	m := r.one(r.deliver())
	if m.EnvelopeTo != "ann@reader.test" {
		r.Errorf("asked %s", m.EnvelopeTo)
	}
	person, subscriptions, err := r.Reader.ByAddress(r.Context(), "ann@reader.test")
	if err != nil || person.Status != audience.Pending || len(subscriptions) != 1 || subscriptions[0].Active {
		r.Errorf("%+v %+v %v", person, subscriptions, err)
	}
	r.pass(25 * time.Hour)
	r.ok(r.Reader.Subscribe(r.Context(), reader.Wish{Address: "ann@reader.test", DigestID: "all"}))
	r.one(r.deliver())
}

func TestNobodyIsMailedADigestBeforeConfirming(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	r.ok(r.Reader.Subscribe(r.Context(), reader.Wish{Address: "ann@reader.test", DigestID: "fairmeadow"}))
	r.one(r.deliver()) // the question
	_, subscriptions, err := r.Reader.ByAddress(r.Context(), "ann@reader.test")
	r.ok(err)
	id := subscriptions[0].ID
	r.none(r.edition(id))
	due, err := r.Store.DueSubscriptions(r.Context(), r.clock().AddDate(1, 0, 0), audience.Subscription{}, 10)
	if err != nil || len(due) != 0 {
		r.Errorf("due before it is confirmed: %+v, %v", due, err)
	}
	_, err = r.Reader.Confirm(r.Context(), "form", id)
	r.ok(err)
	r.ok(r.App.Send.Editions(r.Context())) // at once, whatever the hour they chose
	if m := r.one(r.deliver()); !strings.HasPrefix(m.Subject, "Welcome to Fairmeadow: ") {
		r.Errorf("subject %q", m.Subject)
	}
}

func TestLeavingWorksBeforeTheNextMail(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.ok(r.App.Send.Edition(r.Context(), s.ID, s.WindowStart, r.clock())) // made, signed and waiting to go
	_, err := r.Reader.Leave(r.Context(), s.ID, false, audience.ByPage)
	r.ok(err)
	if m := r.one(r.deliver()); m.Subject != "You have left Tidings" || !mentions(m, "/undo/") {
		r.Errorf("want the goodbye with its way back, not the digest:\n%s", m.Text)
	}
	if d := r.delivery(audience.DeliverySuppressed); d.Recipient != "ann@reader.test" {
		r.Errorf("suppressed %+v", d)
	}
	r.pass(24 * time.Hour)
	r.none(r.deliver())
}

func TestOneWhoComesBackIsToldAgain(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.one(r.edition(s.ID))
	_, err := r.Reader.Leave(r.Context(), s.ID, true, audience.ByPage)
	r.ok(err)
	r.one(r.deliver()) // the goodbye
	market := r.newMarket()
	r.crawl("fairmeadow")
	r.pass(48 * time.Hour)
	r.ok(r.Reader.Subscribe(r.Context(), reader.Wish{Address: "ann@reader.test", DigestID: "fairmeadow"}))
	r.one(r.deliver())
	_, err = r.Reader.Confirm(r.Context(), "form", s.ID)
	r.ok(err)
	if m := r.one(r.edition(s.ID)); !mentions(m, market.Title) || mentions(m, "Harrow Street Bridge Reopens") {
		r.Errorf("want what is new and not what was told before:\n%s", m.Text)
	}
	if now := r.subscription(s.ID); !now.WindowStart.Equal(r.clock()) {
		r.Errorf("the window did not move: %+v", now)
	}
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
}

func TestAPausedReaderMissesNothing(t *testing.T) {
	r := newRig(t)
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.crawl("fairmeadow")
	r.pass(time.Minute)
	r.none(r.edition(s.ID))
	r.ok(r.Reader.Pause(r.Context(), s.SubscriberID, r.clock().AddDate(0, 0, 3)))
	market := r.newMarket()
	r.crawl("fairmeadow")
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
	r.pass(3 * 24 * time.Hour)
	r.none(r.edition(s.ID)) // long overdue: with the next regular one
	r.pass(r.subscription(s.ID).NextAt.Sub(r.clock()))
	if m := r.one(r.edition(s.ID)); !mentions(m, market.Title) {
		r.Errorf("after the pause:\n%s", m.Text)
	}
}

func TestARefusedAddressIsNotTriedAgain(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	r.box.Script(mailtest.Fault{Step: mailtest.StepRcpt, Act: mailtest.Answer, Code: 550, Enhanced: [3]int{5, 1, 1}})
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.none(r.edition(s.ID))
	if d := r.delivery(audience.DeliveryFailed); d.Code != 550 {
		r.Errorf("%+v", d)
	}
	suppressed, err := r.Store.Suppressed(r.Context(), "ann@reader.test", r.clock())
	if err != nil || !suppressed {
		r.Errorf("suppressed is %t, %v", suppressed, err)
	}
	bounces, err := r.Store.Bounces(r.Context(), store.BounceFilter{Address: "ann@reader.test"})
	if err != nil || len(bounces) != 1 || bounces[0].Status != "5.1.1" || bounces[0].DeliveryID == 0 {
		r.Errorf("bounces: %+v, %v", bounces, err)
	}
	connections := r.box.Connections()
	r.newMarket()
	r.crawl("fairmeadow")
	r.pass(24 * time.Hour)
	r.none(r.edition(s.ID))
	r.delivery(audience.DeliverySuppressed)
	if n := r.box.Connections() - connections; n > 0 {
		r.Errorf("%d further connections", n)
	}
}

func TestATemporaryRefusalIsTriedAgain(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	r.box.Script(mailtest.Fault{Step: mailtest.StepRcpt, Act: mailtest.Answer, Code: 451, Times: 1})
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.none(r.edition(s.ID))
	d := r.delivery(audience.DeliveryDeferred)
	if !d.NextTry.After(r.clock()) || d.Attempts != 1 || d.Uncertain {
		r.Errorf("%+v", d)
	}
	r.none(r.deliver()) // not yet
	r.pass(d.NextTry.Sub(r.clock()))
	r.one(r.deliver())
	r.delivery(audience.DeliverySent)
}

// TestALostAnswerIsASecondCopyOfTheSameMail: the receiver took the mail, but we never heard so.
func TestALostAnswerIsASecondCopyOfTheSameMail(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow")
	r.pass(time.Hour)
	r.box.Script(mailtest.Fault{Step: mailtest.StepDot, Accepted: true, Act: mailtest.Reset, Times: 1})
	s := r.subscribe("ann@reader.test", "fairmeadow")
	r.ok(r.App.Send.Edition(r.Context(), s.ID, s.WindowStart, r.clock()))
	r.ok(r.App.Send.Deliver(r.Context()))
	r.pass(time.Hour)
	r.ok(r.App.Send.Deliver(r.Context()))
	mails := r.box.Mails()
	if len(mails) != 2 || !bytes.Equal(mails[0].Raw, mails[1].Raw) {
		r.Fatalf("%d copies, or not the same", len(mails))
	}
	if d := r.delivery(audience.DeliverySent); !d.Uncertain || d.MessageID == "" {
		r.Errorf("the second copy is not on record: %+v", d)
	}
}
