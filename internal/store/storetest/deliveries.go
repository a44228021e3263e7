package storetest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// editionTo adds a delivery of an edition to a new reader.
func (f *fixture) editionTo(address string) (reader audience.Subscriber, sub, delivery int64) {
	f.Helper()
	reader = f.subscriber(address, audience.Active)
	sub = f.subscription(subscription(reader))
	ed := f.edition(news.Edition{SubscriptionID: sub, DigestID: "daily", Start: Start})
	return reader, sub, f.deliver(audience.Delivery{
		Kind: "edition", EditionID: ed, SubscriberID: reader.ID, Recipient: address,
	}, "")
}

func testDeliveries(f *fixture) {
	ctx := f.Context()
	reader := f.subscriber("r@reader.test", audience.Active)
	ed := f.edition(news.Edition{SubscriptionID: f.subscription(subscription(reader)), Start: Start})
	d := audience.Delivery{
		Kind: "edition", EditionID: ed, SubscriberID: reader.ID, Recipient: reader.Address, Policy: "hold", CreatedAt: Start,
	}
	add := func(d audience.Delivery, key string) (id int64, added bool) {
		f.write(func(tx *store.Tx) (err error) { id, added, err = tx.AddDelivery(ctx, d, key); return err })
		return id, added
	}
	d.ID, _ = add(d, "")
	d.State, d.NextTry, d.Zone = audience.DeliveryPending, Start, "Asia/Shanghai"
	f.same("delivery", must(f.s.Delivery(ctx, d.ID))(f), d)
	id, added := add(d, "")
	f.same("the same edition and subscriber", []any{id, added}, []any{d.ID, false})
	set := func(tx *store.Tx) error {
		return tx.SetDeliveryMessage(ctx, d.ID, "<d1@x.test>", "b+1@x.test", []byte("bytes\r\n"))
	}
	f.same("claimed without bytes", f.claim("h", after(1), after(2), 9), []int64{})
	f.write(set)
	f.refused(fault.Conflict, set)
	d.MessageID, d.EnvelopeSender, d.Message = "<d1@x.test>", "b+1@x.test", []byte("bytes\r\n")
	d.Hash = fmt.Sprintf("%x", sha256.Sum256(d.Message))
	f.same("with its message", must(f.s.DeliveryByMessageID(ctx, d.MessageID))(f), d)
	notice := audience.Delivery{Kind: "notice", Recipient: "op@town.test", CreatedAt: Start}
	first, _ := add(notice, "trouble oak 2026-03-02")
	again, added := add(notice, "trouble oak 2026-03-02")
	f.same("the same key", []any{again, added}, []any{first, false})
	_, added = add(notice, "")
	f.same("no key", added, true)
	_, added = add(notice, "")
	f.same("no key again", added, true)
	for _, c := range []struct {
		filter store.DeliveryFilter
		want   int
	}{
		{store.DeliveryFilter{}, 4}, {store.DeliveryFilter{Limit: 2}, 2}, {store.DeliveryFilter{State: "sent"}, 0},
		{store.DeliveryFilter{Recipient: "op@town.test", State: "pending"}, 3},
		{store.DeliveryFilter{SubscriberID: reader.ID, EditionID: ed}, 1},
	} {
		f.same(fmt.Sprint(c.filter), len(must(f.s.Deliveries(ctx, c.filter))(f)), c.want)
	}
	counts := must(f.s.DeliveryCounts(ctx))(f)
	f.same("counts", []int{counts[audience.DeliveryPending], counts[audience.DeliverySent], len(counts)},
		[]int{4, 0, len(audience.DeliveryStates)})
	_, err := f.s.DeliveryByMessageID(ctx, "")
	f.kind(err, fault.NotFound)
}

func testDeliveriesClaimed(f *fixture) {
	ctx := f.Context()
	f.same("nothing waits", must(f.s.NextDeliveryAt(ctx))(f), time.Time{})
	ids := f.notices(3)
	f.same("next", must(f.s.NextDeliveryAt(ctx))(f), Start)
	f.same("too early", f.claim("one", after(-1), after(10), 9), []int64{})
	f.same("one", f.claim("one", after(1), after(10), 2), ids[:2])
	f.same("two", f.claim("two", after(1), after(20), 9), ids[2:])
	f.same("nothing left", f.claim("three", after(9), after(20), 9), []int64{})
	f.same("next is when a lease ends", must(f.s.NextDeliveryAt(ctx))(f), after(10))
	f.write(func(tx *store.Tx) error { return tx.ExtendDeliveries(ctx, "one", after(15)) })
	f.same("extended", f.claim("three", after(14), after(20), 9), []int64{})
	f.write(func(tx *store.Tx) error { return tx.ReleaseDeliveries(ctx, "two") })
	f.same("released", f.claim("three", after(14), after(30), 9), ids[2:])
	f.same("leases ended", f.claim("four", after(15), after(30), 9), ids[:2])
	f.kind(f.s.BeginSending(ctx, ids[0], "one", "c1", after(15)), fault.Conflict)
	f.kind(f.finish(ids[0], "one", store.Outcome{State: audience.DeliveryDeferred, At: after(15)}), fault.Conflict)
}

// testDeliveriesClaimedTogether has many claim at once: each delivery goes to exactly one of them.
func testDeliveriesClaimedTogether(f *fixture) {
	ids := f.notices(40)
	got := make([][]int64, 8)
	for _, err := range together(8, func(i int) error {
		return f.s.Write(f.Context(), func(tx *store.Tx) error {
			got[i] = nil
			claim := store.Claim{Holder: fmt.Sprint("holder ", i), Now: after(1), Until: after(9), Limit: 5}
			found, err := tx.ClaimDeliveries(f.Context(), claim)
			for _, d := range found {
				got[i] = append(got[i], d.ID)
			}
			return err
		})
	}) {
		f.ok(err)
	}
	all := slices.Concat(got...)
	all = append(all, f.claim("last", after(1), after(9), 99)...)
	slices.Sort(all)
	f.same("claimed by all", all, ids)
}

// testDeliveryStates tries every outcome from every state.
func testDeliveryStates(f *fixture) {
	ctx := f.Context()
	allowed := map[audience.DeliveryState][]audience.DeliveryState{
		"claimed": {audience.DeliveryDeferred, audience.DeliveryFailed},
		"sending": {audience.DeliverySent, audience.DeliveryUnknown, audience.DeliveryDeferred, audience.DeliveryFailed},
		"sent":    nil,
	}
	n := 0
	for from, want := range allowed {
		for _, to := range []audience.DeliveryState{
			audience.DeliverySent, audience.DeliveryUnknown, audience.DeliveryDeferred, audience.DeliveryFailed,
		} {
			n++
			name := fmt.Sprintf("%s to %s", from, to)
			id := f.deliver(audience.Delivery{Kind: "notice", Recipient: "op@town.test"}, name)
			f.same(name, f.claim(name, after(1), after(10), 1), []int64{id})
			if from != "claimed" {
				f.ok(f.s.BeginSending(ctx, id, name, "c7", after(2)))
			}
			if from == "sent" {
				f.ok(f.finish(id, name, store.Outcome{State: audience.DeliverySent, At: after(3)}))
			}
			o := store.Outcome{State: to, Code: 450, Reply: "later", NextTry: after(60), At: after(4)}
			err := f.finish(id, name, o)
			if !slices.Contains(want, to) {
				f.kind(err, fault.Conflict)
				f.finish(id, name, store.Outcome{State: audience.DeliveryFailed, At: after(5)}) // out of the way
				continue
			}
			f.ok(err)
			checkOutcome(f, name, must(f.s.Delivery(ctx, id))(f), o)
		}
	}
	f.kind(f.finish(1, "x", store.Outcome{State: audience.DeliveryPending}), fault.Invalid)
	f.same("deferred ones are due", len(f.claim("h", after(60), after(70), 99)), 3)
}

func checkOutcome(f *fixture, name string, d audience.Delivery, o store.Outcome) {
	f.Helper()
	f.same(name+": state, code, reply, attempts", []any{d.State, d.Code, d.Reply, d.Attempts},
		[]any{o.State, o.Code, o.Reply, 1})
	f.same(name+": uncertain", d.Uncertain, o.State == audience.DeliveryUnknown)
	switch o.State {
	case audience.DeliverySent:
		f.same(name+": sent at", []any{d.SentAt, d.NextTry}, []any{o.At, time.Time{}})
	case audience.DeliveryFailed:
		f.same(name+": next try", d.NextTry, time.Time{})
	default:
		f.same(name+": next try", d.NextTry, o.NextTry)
	}
}

func testDeliveriesForbidden(f *fixture) {
	ctx := f.Context()
	status := func(id int64, s audience.Status) {
		f.write(func(tx *store.Tx) error { return tx.SetSubscriberStatus(ctx, id, s, Start, "test") })
	}
	suppress := func(address string, expires time.Time) {
		f.write(func(tx *store.Tx) error {
			return tx.PutSuppression(ctx, audience.Suppression{Address: address, At: Start, Expires: expires})
		})
	}
	_, _, fine := f.editionTo("fine@reader.test")
	left, _, toLeft := f.editionTo("left@reader.test")
	status(left.ID, audience.Unsubscribed)
	_, sub, toEnded := f.editionTo("ended@reader.test")
	ended := must(f.s.Subscription(ctx, sub))(f)
	ended.Active = false
	f.subscription(ended)
	_, _, toBad := f.editionTo("bad@reader.test")
	suppress("bad@reader.test", time.Time{})
	_, _, expired := f.editionTo("expired@reader.test")
	suppress("expired@reader.test", after(1))
	notice := func(kind string, s audience.Subscriber) int64 {
		return f.deliver(audience.Delivery{Kind: kind, SubscriberID: s.ID, Recipient: s.Address}, kind+s.Address)
	}
	asks := f.subscriber("asks@reader.test", audience.Pending)
	confirm := notice("confirm", asks)
	confirmLeft, goodbye := notice("confirm", left), notice("notice", left)
	gone := f.subscriber("gone@reader.test", audience.Suppressed)
	toGone := notice("notice", gone)
	operator := f.deliver(audience.Delivery{Kind: "notice", Recipient: "op@town.test"}, "op")
	all := map[int64]bool{
		fine: true, toLeft: false, toEnded: false, toBad: false, expired: true, confirm: true, confirmLeft: false,
		goodbye: true, toGone: false, operator: true,
	}
	claimed := f.claim("h", after(2), after(10), 99)
	for id, ok := range all {
		d := must(f.s.Delivery(ctx, id))(f)
		f.same("claimed "+d.Kind+" to "+d.Recipient, slices.Contains(claimed, id), ok)
		if ok {
			f.ok(f.s.BeginSending(ctx, id, "h", "c1", after(3)))
			continue
		}
		f.same("state of "+d.Recipient, d.State, audience.DeliverySuppressed)
		events := must(f.s.DeliveryEvents(ctx, id))(f)
		f.same("events of "+d.Recipient, []any{len(events), events[0].State, events[0].Reply},
			[]any{1, audience.DeliverySuppressed, d.Reply})
	}
}

func testDeliveriesRecovered(f *fixture) {
	ctx := f.Context()
	ids := f.notices(3)
	f.claim("h", after(1), after(10), 3)
	for _, id := range ids[:2] {
		f.ok(f.s.BeginSending(ctx, id, "h", "c1", after(2)))
	}
	recovered := func(now time.Time) (n int64) {
		f.write(func(tx *store.Tx) (err error) { n, err = tx.RecoverSending(ctx, now); return err })
		return n
	}
	f.same("while the lease lasts", recovered(after(9)), int64(0))
	f.same("after it", recovered(after(10)), int64(2))
	f.same("again", recovered(after(11)), int64(0))
	d := must(f.s.Delivery(ctx, ids[0]))(f)
	f.same("state", []any{d.State, d.Uncertain, d.Attempts}, []any{audience.DeliveryUnknown, true, 1})
	f.ok(f.finish(ids[0], "h", store.Outcome{State: audience.DeliverySent, Code: 250, At: after(12)}))
	f.same("all others are tried again", f.claim("i", after(12), after(20), 9), []int64{ids[2], ids[1]})
	f.kind(f.finish(ids[1], "h", store.Outcome{State: audience.DeliverySent, At: after(12)}), fault.Conflict)
	before := must(f.s.Delivery(ctx, ids[1]))(f)
	f.ok(f.s.BeginSending(ctx, ids[1], "i", "c2", after(13)))
	f.ok(f.finish(ids[1], "i", store.Outcome{State: audience.DeliverySent, Code: 250, At: after(14)}))
	d = must(f.s.Delivery(ctx, ids[1]))(f)
	f.same("it stays visible", d.Uncertain, true)
	f.same("the same bytes", []any{d.Message, d.Hash}, []any{before.Message, before.Hash})
}

func testDeliveriesHeld(f *fixture) {
	ctx := f.Context()
	hold := func(key string) int64 {
		id := f.deliver(audience.Delivery{Kind: "notice", Recipient: "op@town.test", Policy: "hold"}, key)
		f.same("claimed", f.claim("h", after(1), after(10), 9), []int64{id})
		f.ok(f.s.BeginSending(ctx, id, "h", "c1", after(2)))
		return id
	}
	resolve := func(id int64, to audience.DeliveryState) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return tx.ResolveDelivery(ctx, id, to, "seen in the log", after(20)) }
	}
	one, two, three := hold("one"), hold("two"), hold("three")
	f.refused(fault.Conflict, resolve(one, audience.DeliverySent)) // it is being sent
	f.write(func(tx *store.Tx) error { _, err := tx.RecoverSending(ctx, after(10)); return err })
	f.same("held", f.claim("i", after(999), after(1000), 9), []int64{})
	f.same("nothing waits", must(f.s.NextDeliveryAt(ctx))(f), time.Time{})
	f.refused(fault.Invalid, resolve(one, audience.DeliveryPending))
	f.write(resolve(one, audience.DeliverySent))
	f.write(resolve(two, audience.DeliveryFailed))
	d := must(f.s.Delivery(ctx, one))(f)
	f.same("sent", []any{d.State, d.SentAt, d.Reply, d.Uncertain},
		[]any{audience.DeliverySent, after(20), "seen in the log", true})
	f.same("failed", must(f.s.Delivery(ctx, two))(f).State, audience.DeliveryFailed)
	f.same("still held", f.claim("i", after(999), after(1000), 9), []int64{})
	f.write(func(tx *store.Tx) error { return tx.RetryDelivery(ctx, three, "", after(20)) })
	f.same("let go by the operator", f.claim("i", after(20), after(30), 9), []int64{three})
}
