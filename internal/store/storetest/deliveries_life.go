package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store"
)

// testDeliveryBegins holds each guard of the last moment by itself: the holder, the lease, the state.
func testDeliveryBegins(f *fixture) {
	ctx := f.Context()
	ids := f.notices(3)
	f.claim("h", after(1), after(10), 3)
	f.kind(f.s.BeginSending(ctx, ids[0], "other", "c", after(2)), fault.Conflict) // in time, but another's
	f.kind(f.s.BeginSending(ctx, ids[0], "h", "c", after(10)), fault.Conflict)    // its own, but the lease is over
	f.ok(f.s.BeginSending(ctx, ids[0], "h", "c", after(2)))
	f.kind(f.s.BeginSending(ctx, ids[0], "h", "d", after(3)), fault.Conflict) // its own and in time, but begun
	f.same("connection", must(f.s.Delivery(ctx, ids[0]))(f).Connection, "c")
	f.write(func(tx *store.Tx) error {
		suppression := audience.Suppression{Address: "r2@reader.test", At: Start}
		return tx.PutSuppression(ctx, suppression)
	})
	var refused []error
	f.write(func(tx *store.Tx) (err error) {
		refused, err = tx.BeginSendings(ctx, after(4), []store.Begin{
			{ID: ids[0], Holder: "h", Connection: "c"}, {ID: ids[1], Holder: "h", Connection: "c"},
			{ID: ids[2], Holder: "h", Connection: "d"},
		})
		return err
	})
	f.kind(refused[0], fault.Conflict)
	f.ok(refused[1])
	f.kind(refused[2], fault.Gone)
	for i, want := range []audience.DeliveryState{
		audience.DeliverySending, audience.DeliverySending, audience.DeliverySuppressed,
	} {
		f.same(fmt.Sprint("delivery ", i), must(f.s.Delivery(ctx, ids[i]))(f).State, want)
	}
}

// testDeliverySentLast finds what was sent last of a digest, among what waits and what is no edition.
func testDeliverySentLast(f *fixture) {
	ctx := f.Context()
	_, _, first := f.editionTo("early@reader.test")
	f.notices(1)
	_, _, waits := f.editionTo("late@reader.test")
	digest := must(f.s.Delivery(ctx, first))(f).DigestID
	f.same("nothing sent", must(f.s.LastSent(ctx, digest))(f), time.Time{})
	f.claim("h", after(1), after(30), 9)
	for id, state := range map[int64]audience.DeliveryState{
		first: audience.DeliverySent, waits: audience.DeliveryDeferred,
	} {
		f.ok(f.s.BeginSending(ctx, id, "h", "c", after(2)))
		f.ok(f.finish(id, "h", store.Outcome{State: state, At: after(3)}))
	}
	f.same("sent", must(f.s.LastSent(ctx, digest))(f), after(3))
	f.same("of another", must(f.s.LastSent(ctx, "none"))(f), time.Time{})
}

// testDeliveryRests leaves alone what rests, and only that.
func testDeliveryRests(f *fixture) {
	ctx := f.Context()
	notice := f.deliver(audience.Delivery{Kind: "notice", Recipient: "op@Town.test"}, "n")
	confirm := f.deliver(audience.Delivery{Kind: "confirm", SubscriberID: f.subscriber("asks@reader.test",
		audience.Pending).ID, Recipient: "asks@reader.test"}, "c")
	_, _, edition := f.editionTo("fine@reader.test")
	digest := must(f.s.Delivery(ctx, edition))(f).DigestID
	all := []int64{notice, confirm, edition}
	for scope, want := range map[string][]int64{
		store.RestMail: nil, store.RestDomain("town.test"): {confirm, edition}, store.RestDomain("reader.test"): {notice},
		store.RestDigest("", "confirm"): {notice, edition}, store.RestDigest(digest, "edition"): {notice, confirm},
		store.RestDigest("other", "edition"): all,
	} {
		f.write(func(tx *store.Tx) error {
			return tx.PutRest(ctx, store.Rest{Scope: scope, Since: Start, Until: after(10), Failures: 1, Reason: "x"})
		})
		f.same("waiting beside "+scope, must(f.s.Pending(ctx, after(9)))(f).Deliveries, int64(len(want)))
		got := f.claim("h", after(9), after(20), 9)
		f.same("claimed beside "+scope, len(got), len(want))
		for _, id := range want {
			f.same("claimed beside "+scope, slices.Contains(got, id), true)
		}
		f.write(func(tx *store.Tx) error { return tx.ReleaseDeliveries(ctx, "h") })
		f.same("after "+scope, len(f.claim("h", after(10), after(20), 9)), 3)
		f.write(func(tx *store.Tx) error { return tx.ReleaseDeliveries(ctx, "h") })
		f.write(func(tx *store.Tx) error { return tx.RemoveRest(ctx, scope) })
	}
	f.same("claimed but for a domain", len(f.claimExcept("h", "reader.test")), 1)
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.RemoveRest(ctx, store.RestMail) })
	first := store.Rest{Scope: store.RestMail, Since: Start, Until: after(1), Failures: 1, Reason: "x"}
	again := store.Rest{Scope: store.RestMail, Since: after(2), Until: after(3), Failures: 2, Reason: "y"}
	f.write(func(tx *store.Tx) error {
		return errors.Join(tx.PutRest(ctx, first), tx.PutRest(ctx, again))
	})
	again.Since = Start
	f.same("the first time stays", must(f.s.Rests(ctx))(f), []store.Rest{again})
}

// testDeliveryPostponed gives back a delivery for later without counting an attempt.
func testDeliveryPostponed(f *fixture) {
	ctx := f.Context()
	ids := f.notices(2)
	f.claim("h", after(1), after(10), 2)
	f.write(func(tx *store.Tx) error {
		return errors.Join(tx.PostponeDelivery(ctx, ids[0], "h", after(60)),
			tx.PostponeDelivery(ctx, ids[1], "other", after(60)), tx.ReleaseDeliveries(ctx, "h"))
	})
	f.same("the other", f.claim("h", after(2), after(10), 9), ids[1:])
	f.same("later", f.claim("i", after(60), after(70), 9), []int64{ids[1], ids[0]})
	f.same("attempts", must(f.s.Delivery(ctx, ids[0]))(f).Attempts, 0)
}

// testDeliveryEvents keeps what became of each attempt, and what operators do about it.
func testDeliveryEvents(f *fixture) {
	ctx := f.Context()
	id := f.notices(1)[0]
	try := func(minute int, o store.Outcome) {
		f.Helper()
		f.same("claimed", f.claim("h", after(minute), after(minute+10), 1), []int64{id})
		f.ok(f.s.BeginSending(ctx, id, "h", fmt.Sprint("relay#", minute), after(minute)))
		if o.State == "" {
			f.write(func(tx *store.Tx) error { _, err := tx.RecoverSending(ctx, after(minute+10)); return err })
			return
		}
		o.At = after(minute)
		f.ok(f.finish(id, "h", o))
	}
	try(1, store.Outcome{State: audience.DeliveryDeferred, Code: 451, Reply: "later", NextTry: after(5)})
	try(10, store.Outcome{})
	try(30, store.Outcome{State: audience.DeliveryFailed, Code: 550, Reply: "no", Connection: "other#7"})
	f.write(func(tx *store.Tx) error { return tx.RetryDelivery(ctx, id, "mailbox is back", after(40)) })
	f.same("attempts", must(f.s.Delivery(ctx, id))(f).Attempts, 0)
	try(41, store.Outcome{State: audience.DeliverySent, Code: 250, Reply: "ok"})
	f.refused(fault.Conflict, func(tx *store.Tx) error { return tx.RetryDelivery(ctx, id, "again", after(50)) })
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.RetryDelivery(ctx, 99, "again", after(50)) })
	f.same("events", must(f.s.DeliveryEvents(ctx, id))(f), []audience.DeliveryEvent{
		{At: after(1), State: audience.DeliveryDeferred, Code: 451, Reply: "later", Connection: "relay#1"},
		{At: after(20), State: audience.DeliveryUnknown, Reply: "no word from the sender", Connection: "relay#10"},
		{At: after(30), State: audience.DeliveryFailed, Code: 550, Reply: "no", Connection: "other#7"},
		{At: after(40), State: audience.DeliveryDeferred, Reply: "mailbox is back"},
		{At: after(41), State: audience.DeliverySent, Code: 250, Reply: "ok", Connection: "relay#41"},
	})
	f.same("taken", must(f.s.Taken(ctx, Start))(f), map[string]int{"relay": 2})
	f.same("taken lately", must(f.s.Taken(ctx, after(30)))(f), map[string]int{"relay": 1})
}

// testDeliveriesForbiddenLate has the reader leave between the claim and the last byte.
func testDeliveriesForbiddenLate(f *fixture) {
	ctx := f.Context()
	status := func(s audience.Status) func(*store.Tx, audience.Subscriber, int64) error {
		return func(tx *store.Tx, r audience.Subscriber, _ int64) error {
			return tx.SetSubscriberStatus(ctx, r.ID, s, after(2), "test")
		}
	}
	for name, leave := range map[string]func(*store.Tx, audience.Subscriber, int64) error{
		"unsubscribed": status(audience.Unsubscribed), "suppressed": status(audience.Suppressed),
		"ended": func(tx *store.Tx, _ audience.Subscriber, sub int64) error {
			s, err := tx.Subscription(ctx, sub)
			s.Active = false
			_, err2 := tx.PutSubscription(ctx, s)
			return errors.Join(err, err2)
		},
		"bounced": func(tx *store.Tx, r audience.Subscriber, _ int64) error {
			return tx.PutSuppression(ctx, audience.Suppression{Address: r.Address, At: after(2)})
		},
	} {
		reader, sub, id := f.editionTo(name + "@reader.test")
		f.same(name+": claimed", f.claim(name, after(1), after(10), 9), []int64{id})
		f.write(func(tx *store.Tx) error { return leave(tx, reader, sub) })
		f.kind(f.s.BeginSending(ctx, id, name, "c1", after(3)), fault.Gone)
		f.same(name, must(f.s.Delivery(ctx, id))(f).State, audience.DeliverySuppressed)
		f.kind(f.finish(id, name, store.Outcome{State: audience.DeliverySent, At: after(4)}), fault.Conflict)
	}
}

// claimExcept claims all that is due an hour on but the deliveries to a domain.
func (f *fixture) claimExcept(holder, domain string) (got []audience.Delivery) {
	f.Helper()
	f.write(func(tx *store.Tx) (err error) {
		got, err = tx.ClaimDeliveries(f.Context(), store.Claim{
			Holder: holder, Now: after(60), Until: after(70), Except: []string{domain},
		})
		return err
	})
	return got
}
