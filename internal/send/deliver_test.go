package send_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
	"tidings/internal/returns"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/templates"
)

// office is a room that delivers, its store, and the relays it speaks to. Its clock is moved by hand.
type office struct {
	*testing.T
	*send.Room
	relays []*mailtest.Server

	mu  sync.Mutex
	now time.Time
}

// newOffice makes an office with so many relays, the first of which is the first choice.
func newOffice(t *testing.T, s *store.Store, relays int, change ...func(*mail.Relay)) *office {
	t.Helper()
	o := &office{T: t, now: storetest.Start}
	var ways []mail.Relay
	for i := range relays {
		server, err := mailtest.Start(mailtest.Options{})
		o.ok(err)
		t.Cleanup(func() { o.ok(server.Close()) })
		o.relays = append(o.relays, server)
		way, err := mail.NewSMTP(mail.SMTPOptions{Host: server.Host(), Port: server.Port(), Security: mail.Plain})
		o.ok(err)
		relay := mail.Relay{Name: fmt.Sprintf("relay%d", i+1), Transport: way, Order: i}
		for _, f := range change {
			f(&relay)
		}
		ways = append(ways, relay)
	}
	set, err := templates.Load("")
	o.ok(err)
	o.Room = &send.Room{
		Store: s, Transport: mail.NewRelays(o.clock, ways...), Worker: "office", Batch: 10, Connections: 4,
		Log: slog.New(slog.DiscardHandler), Now: o.clock, Templates: set, Secret: []byte("a secret of the tests, 32 bytes."),
		Sender: send.Sender{
			From: mail.Address{Name: "Tidings", Addr: "digest@tidings.example"}, Operator: "operator@tidings.example",
			Domain: "tidings.example", BounceDomain: "bounce.tidings.example", BaseURL: "https://tidings.example",
		},
		ThenDeliver: func(context.Context, *store.Tx) error { return nil },
		Bounced:     (&returns.Room{Store: s, Log: slog.New(slog.DiscardHandler), Now: o.clock}).Refused,
	}
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *office) write(fn func(tx *store.Tx) error) {
	o.Helper()
	o.ok(o.Store.Write(o.Context(), fn))
}

// post adds deliveries to addresses.
func (o *office) post(kind string, to ...string) (ids []int64) {
	o.Helper()
	o.write(func(tx *store.Tx) error {
		ids = nil
		for _, address := range to {
			d := audience.Delivery{Kind: kind, Recipient: address, CreatedAt: o.clock()}
			if kind == "confirm" { // it goes to those who have asked
				asks := audience.Subscriber{Address: address, Status: audience.Pending, CreatedAt: o.clock()}
				s, _, err := tx.AddSubscriber(o.Context(), asks)
				if err != nil {
					return err
				}
				d.SubscriberID = s.ID
			}
			id, _, err := tx.AddDelivery(o.Context(), d, "")
			if err != nil {
				return err
			}
			m := mail.Message{
				Kind: mail.Notice, To: mail.Address{Addr: address}, Subject: "News", Text: "News.\n", Date: o.clock(),
				MessageID: mail.MessageID("x", id, o.Secret, "tidings.example"),
			}
			raw, err := mail.Compose(m, mail.Identity{From: o.Sender.From})
			sender := mail.VERP{Domain: o.Sender.BounceDomain, Secret: o.Secret}.Address(id)
			if err := errors.Join(err, tx.SetDeliveryMessage(o.Context(), id, m.MessageID, sender, raw)); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids
}

// crowd makes addresses.
func crowd(n int, domain string) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("reader%d@%s", i, domain))
	}
	return out
}

func (o *office) states(ids ...int64) (out []audience.DeliveryState) {
	o.Helper()
	for _, id := range ids {
		d, err := o.Store.Delivery(o.Context(), id)
		o.ok(err)
		out = append(out, d.State)
	}
	return out
}

// want holds deliveries to a state.
func (o *office) want(state audience.DeliveryState, ids ...int64) {
	o.Helper()
	for i, s := range o.states(ids...) {
		if s != state {
			o.Errorf("delivery %d is %s, want %s", ids[i], s, state)
		}
	}
}

func (o *office) rest(scope string) store.Rest {
	o.Helper()
	rests, err := o.Store.Rests(o.Context())
	o.ok(err)
	for _, r := range rests {
		if r.Scope == scope {
			return r
		}
	}
	return store.Rest{}
}

// each runs a test on both databases.
func each(t *testing.T, relays int, test func(o *office), change ...func(*mail.Relay)) {
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(newOffice(t, s, relays, change...)) })
}

// on runs a test on SQLite.
func on(t *testing.T, relays int, change ...func(*mail.Relay)) *office {
	t.Helper()
	t.Parallel()
	return newOffice(t, storetest.SQLite(t), relays, change...)
}

func TestManyMailsTravelOverAFewConnections(t *testing.T) {
	each(t, 1, func(o *office) {
		ids := o.post("notice", crowd(95, "reader.test")...)
		o.ok(o.Deliver(o.Context()))
		o.want(audience.DeliverySent, ids...)
		if n := o.relays[0].Connections(); o.relays[0].Count() != 95 || n < 2 || n > 14 {
			o.Errorf("%d mails over %d connections; want 95 over a few, ten mails each", o.relays[0].Count(), n)
		}
		seen := map[string]bool{}
		for _, m := range o.relays[0].Mails() {
			if seen[m.EnvelopeTo] {
				o.Errorf("%s was mailed twice", m.EnvelopeTo)
			}
			seen[m.EnvelopeTo] = true
		}
		events, err := o.Store.DeliveryEvents(o.Context(), ids[0])
		if o.ok(err); len(events) != 1 || events[0].State != audience.DeliverySent || events[0].Code != 250 ||
			!strings.HasPrefix(events[0].Connection, "relay1#") {
			o.Errorf("history: %+v", events)
		}
	})
}

// TestTwoDaemonsShareDeliveries: each goes out once, whoever sends it.
func TestTwoDaemonsShareDeliveries(t *testing.T) {
	each(t, 1, func(o *office) {
		ids := o.post("notice", crowd(80, "reader.test")...)
		other := newOffice(o.T, o.Store, 0)
		other.Transport, other.Worker = o.Transport, "other"
		var both sync.WaitGroup
		for _, daemon := range []*office{o, other} {
			both.Go(func() {
				if err := daemon.Deliver(o.Context()); err != nil {
					o.Error(err)
				}
			})
		}
		both.Wait()
		o.want(audience.DeliverySent, ids...)
		if n := o.relays[0].Count(); n != 80 {
			o.Errorf("%d mails of 80 deliveries", n)
		}
	})
}

// TestOneWhoLeavesAtTheLastMomentIsNotMailed: the check before the final dot is the one that counts.
func TestOneWhoLeavesAtTheLastMomentIsNotMailed(t *testing.T) {
	each(t, 1, func(o *office) {
		ids := o.post("notice", "ann@reader.test")
		o.relays[0].Script(mailtest.Fault{Step: mailtest.StepRcpt, Act: mailtest.Proceed, Reached: func() {
			o.write(func(tx *store.Tx) error {
				return tx.PutSuppression(context.Background(), audience.Suppression{
					Address: "ann@reader.test", Reason: "complaint", At: o.clock(),
				})
			})
		}})
		o.ok(o.Deliver(o.Context()))
		o.want(audience.DeliverySuppressed, ids...)
		if n := o.relays[0].Count(); n != 0 {
			o.Errorf("%d mails arrived", n)
		}
	})
}

func TestFailOver(t *testing.T) {
	for name, fault := range map[string]mailtest.Fault{
		"drops":   {Step: mailtest.StepHello, Act: mailtest.Drop},
		"refuses": {Step: mailtest.StepHello, Code: 554},
		"is busy": {Step: mailtest.StepHello, Code: 421},
	} {
		t.Run(name, func(t *testing.T) {
			o := on(t, 2)
			o.relays[0].Script(fault)
			ids := o.post("notice", crowd(3, "reader.test")...)
			o.ok(o.Deliver(o.Context()))
			o.want(audience.DeliverySent, ids...)
			if o.relays[1].Count() != 3 || o.relays[0].Connections() != 1 {
				t.Errorf("%d mails through the second relay, the first was tried %d times", o.relays[1].Count(),
					o.relays[0].Connections())
			}
			d, err := o.Store.Delivery(o.Context(), ids[0])
			if o.ok(err); d.Attempts != 1 || d.Uncertain {
				t.Errorf("the change of relay counts as an attempt: %+v", d)
			}
		})
	}
}

// TestAMailKeepsItsBytesFromRelayToRelay: the answer of the first is lost, the second gets the same mail.
func TestAMailKeepsItsBytesFromRelayToRelay(t *testing.T) {
	o := on(t, 2)
	o.relays[0].Script(mailtest.Fault{Step: mailtest.StepDot, Accepted: true, Act: mailtest.Reset, Times: 1},
		mailtest.Fault{Step: mailtest.StepHello, Act: mailtest.Drop, Connection: 2})
	ids := o.post("notice", "ann@reader.test")
	o.ok(o.Deliver(o.Context()))
	o.pass(time.Hour)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
	first, second := o.relays[0].Mails(), o.relays[1].Mails()
	if len(first) != 1 || len(second) != 1 || !bytes.Equal(first[0].Raw, second[0].Raw) ||
		first[0].EnvelopeFrom != second[0].EnvelopeFrom {
		t.Errorf("%d and %d copies, or not the same", len(first), len(second))
	}
}

func TestWhenNoRelayWorksMailRests(t *testing.T) {
	o := on(t, 1)
	o.relays[0].Script(mailtest.Fault{Step: mailtest.StepHello, Code: 421, Connection: 1})
	ids := o.post("notice", "ann@reader.test", "bo@reader.test")
	o.ok(o.Deliver(o.Context()))
	for range 3 { // the tick comes each minute
		o.ok(o.Deliver(o.Context()))
	}
	if n := o.relays[0].Connections(); n != 1 {
		t.Errorf("a resting relay was tried %d times", n-1)
	}
	if pending, err := o.Store.Pending(o.Context(), o.clock()); err != nil || pending.Deliveries != 0 {
		t.Errorf("the queue is called for %d deliveries, %v", pending.Deliveries, err)
	}
	if r := o.rest(store.RestMail); !r.Until.After(o.clock()) || !strings.Contains(r.Reason, "421") {
		t.Errorf("rest %+v", r)
	}
	o.pass(time.Hour)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
	if r := o.rest(store.RestMail); r.Scope != "" {
		t.Errorf("mail goes and still rests: %+v", r)
	}
}

func TestDailyCap(t *testing.T) {
	o := on(t, 2, func(r *mail.Relay) { r.PerDay = 20 })
	ids := o.post("notice", crowd(50, "reader.test")...)
	o.ok(o.Deliver(o.Context()))
	if a, b := o.relays[0].Count(), o.relays[1].Count(); a != 20 || b != 20 {
		t.Fatalf("%d and %d mails, each relay takes 20 a day", a, b)
	}
	// A new process knows from the deliveries' rows what was sent today.
	again := newOffice(t, o.Store, 1, func(r *mail.Relay) { r.PerDay = 25 })
	again.now = o.clock()
	o.ok(again.Deliver(o.Context()))
	if n := again.relays[0].Count(); n != 5 {
		t.Errorf("%d mails more today, want 5 of 25", n)
	}
	o.pass(24 * time.Hour)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
	if d, err := o.Store.Delivery(o.Context(), ids[49]); err != nil || d.Attempts != 1 {
		t.Errorf("waiting for a cap counts as an attempt: %+v, %v", d, err)
	}
}

func TestADomainThatPutsUsOffRests(t *testing.T) {
	o := on(t, 1)
	busy := crowd(20, "busy.test")
	for _, to := range busy {
		o.relays[0].Script(mailtest.Fault{Step: mailtest.StepRcpt, Recipient: to, Code: 451, Enhanced: [3]int{4, 7, 1}})
	}
	o.Connections = 1
	late := o.post("notice", busy...)
	fine := o.post("notice", crowd(5, "reader.test")...)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, fine...)
	deferred := 0
	for _, s := range o.states(late...) {
		if s == audience.DeliveryDeferred {
			deferred++
		}
	}
	if r := o.rest(store.RestDomain("busy.test")); deferred != 3 || !r.Until.After(o.clock()) {
		t.Errorf("%d were put off before the domain rests: %+v", deferred, r)
	}
}

// TestAFullMailboxIsNoReasonForItsNeighbours: 4.2.x is about one address.
func TestAFullMailboxIsNoReasonForItsNeighbours(t *testing.T) {
	o := on(t, 1)
	o.Connections = 1
	full := crowd(5, "reader.test")
	for _, to := range full {
		o.relays[0].Script(mailtest.Fault{Step: mailtest.StepRcpt, Recipient: to, Code: 452, Enhanced: [3]int{4, 2, 2}})
	}
	late, fine := o.post("notice", full...), o.post("notice", "ann@reader.test")
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliveryDeferred, late...)
	o.want(audience.DeliverySent, fine...)
}

// TestARefusalThatIsOurFaultStopsAndIsTold: 5.7.x is no reader's doing.
func TestARefusalThatIsOurFaultStopsAndIsTold(t *testing.T) {
	o := on(t, 1)
	o.Connections = 1
	o.relays[0].Script(mailtest.Fault{
		Step: mailtest.StepDot, Code: 550, Enhanced: [3]int{5, 7, 515}, Text: "unauthenticated", Times: 1,
	})
	ids := o.post("confirm", crowd(5, "reader.test")...)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliveryFailed, ids[0])
	o.want(audience.DeliveryPending, ids[1:]...)
	o.ok(o.Deliver(o.Context())) // the notice to the operator, in the job it inserted
	var told []mailtest.Mail
	for _, m := range o.relays[0].Mails() {
		if m.EnvelopeTo == "operator@tidings.example" {
			told = append(told, m)
		}
	}
	if len(told) != 1 || !strings.Contains(told[0].Text, "5.7.515") ||
		!strings.Contains(told[0].Text, "tidings delivery resume kind:confirm") {
		t.Errorf("the operator was told %d times: %+v", len(told), told)
	}
	if suppressed, err := o.Store.Suppressed(o.Context(), "reader0@reader.test", o.clock()); err != nil || suppressed {
		t.Errorf("the reader is suppressed for our fault: %t, %v", suppressed, err)
	}
	o.write(func(tx *store.Tx) error { return tx.RemoveRest(o.Context(), store.RestDigest("", "confirm")) })
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids[1:]...)
}

func TestOnlyToHoldsBackWhatWaitsAlready(t *testing.T) {
	o := on(t, 1)
	ids := o.post("notice", "ann@reader.test", "tester@tidings.example")
	o.Sender.OnlyTo = []string{"@tidings.example"}
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySuppressed, ids[0])
	o.want(audience.DeliverySent, ids[1])
	if n := o.relays[0].Count(); n != 1 {
		t.Errorf("%d mails left the staging host", n)
	}
}

// TestDomainRate holds a domain to its rate by a clock that is moved by hand, while others are mailed at once.
func TestDomainRate(t *testing.T) {
	o := on(t, 1)
	o.Pace = send.Pace{Of: map[string]int{"slow.test": 1200}} // 20 a second, and as many at once
	o.post("notice", crowd(60, "slow.test")...)
	o.post("notice", crowd(20, "reader.test")...)
	ctx, cancel := context.WithTimeout(o.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- o.Deliver(ctx) }()
	arrived := func(want int) []mailtest.Mail {
		mails, err := o.relays[0].Wait(ctx, want)
		if err != nil || len(mails) != want {
			t.Fatalf("%d mails, want %d: %v", len(mails), want, err)
		}
		return mails
	}
	slow := 0
	for _, m := range arrived(40) { // at one moment
		if strings.HasSuffix(m.EnvelopeTo, "@slow.test") {
			slow++
		}
	}
	if slow != 20 {
		t.Errorf("%d mails to the slow domain at once, want 20 beside all the others", slow)
	}
	for i := range 40 { // one each twentieth of a second, and not one more
		o.pass(51 * time.Millisecond)
		arrived(41 + i)
	}
	o.ok(<-ended)
}

// TestAFullDiskLosesNothing: what cannot be put on record is not sent.
func TestAFullDiskLosesNothing(t *testing.T) {
	o := on(t, 1)
	ids := o.post("notice", "ann@reader.test")
	o.relays[0].Script(mailtest.Fault{Step: mailtest.StepBody, Act: mailtest.Proceed, Times: 1})
	_, err := o.Store.DB().ExecContext(o.Context(), `CREATE TRIGGER full BEFORE UPDATE ON deliveries
		WHEN NEW.state = 'sending' BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`)
	o.ok(err)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliveryDeferred, ids...)
	if o.relays[0].Count() != 0 {
		t.Error("a mail left that is not on record")
	}
	_, err = o.Store.DB().ExecContext(o.Context(), `DROP TRIGGER full`)
	o.ok(err)
	o.pass(time.Hour)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
}

// TestAnOutcomeThatCannotBeKept leaves the delivery in doubt, never lost, and stops sending.
func TestAnOutcomeThatCannotBeKept(t *testing.T) {
	o := on(t, 1)
	ids := o.post("notice", crowd(30, "reader.test")...)
	_, err := o.Store.DB().ExecContext(o.Context(), `CREATE TRIGGER full BEFORE UPDATE ON deliveries
		WHEN NEW.state = 'sent' BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`)
	o.ok(err)
	if err := o.Deliver(o.Context()); err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("got %v", err)
	}
	if n := o.relays[0].Count(); n == 0 || n > 4 {
		t.Errorf("%d mails left over 4 connections although nothing can be kept", n)
	}
	_, err = o.Store.DB().ExecContext(o.Context(), `DROP TRIGGER full`)
	o.ok(err)
	o.pass(time.Hour)
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
	copies := map[string][]mailtest.Mail{}
	for _, m := range o.relays[0].Mails() {
		copies[m.EnvelopeTo] = append(copies[m.EnvelopeTo], m)
	}
	for to, got := range copies {
		if len(got) > 2 || !bytes.Equal(got[0].Raw, got[len(got)-1].Raw) {
			t.Errorf("%s got %d mails, or other ones", to, len(got))
		}
	}
}

func TestNothingListens(t *testing.T) {
	o := on(t, 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	o.ok(err)
	port := l.Addr().(*net.TCPAddr).Port
	o.ok(l.Close())
	way, err := mail.NewSMTP(mail.SMTPOptions{Host: "127.0.0.1", Port: port, Security: mail.Plain})
	o.ok(err)
	o.Transport = mail.NewRelays(o.clock, mail.Relay{Name: "gone", Transport: way})
	ids := o.post("notice", crowd(40, "reader.test")...)
	o.ok(o.Deliver(o.Context()))
	tried := 0
	for _, s := range o.states(ids...) {
		if s == audience.DeliveryDeferred {
			tried++
		}
	}
	if tried < 1 || tried > 4 {
		t.Errorf("%d deliveries were tried on a relay that is not there", tried)
	}
}
