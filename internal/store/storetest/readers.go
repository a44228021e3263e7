package storetest

import (
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testSubscribers(f *fixture) {
	ctx := f.Context()
	s := f.subscriber("r@reader.test", audience.Pending)
	f.same("added", s, audience.Subscriber{
		ID: s.ID, Address: "r@reader.test", Status: audience.Pending, Language: "zh", Zone: "Asia/Shanghai",
		CreatedAt: Start,
	})
	f.write(func(tx *store.Tx) error {
		again, added, err := tx.AddSubscriber(ctx, audience.Subscriber{Address: s.Address, Status: audience.Active})
		f.same("who is there", again, s)
		f.same("added again", added, false)
		return err
	})
	f.write(func(tx *store.Tx) error {
		return tx.SetSubscriberStatus(ctx, s.ID, audience.Active, after(1), "form")
	})
	s.Status, s.ConsentAt, s.ConsentFrom = audience.Active, after(1), "form"
	f.same("confirmed", must(f.s.Subscriber(ctx, s.ID))(f), s)
	f.write(func(tx *store.Tx) error {
		return tx.SetSubscriberStatus(ctx, s.ID, audience.Unsubscribed, after(2), "link")
	})
	s.Status, s.Language, s.Zone, s.PausedUntil = audience.Unsubscribed, "en", "Europe/Berlin", after(60)
	f.write(func(tx *store.Tx) error { return tx.PutPreferences(ctx, s) })
	f.same("left, the consent kept", must(f.s.SubscriberByAddress(ctx, s.Address))(f), s)
	other := f.subscriber("s@reader.test", audience.Active)
	f.subscription(subscription(other))
	for _, c := range []struct {
		filter store.SubscriberFilter
		want   []audience.Subscriber
	}{
		{store.SubscriberFilter{}, []audience.Subscriber{s, other}},
		{store.SubscriberFilter{Status: audience.Active}, []audience.Subscriber{other}},
		{store.SubscriberFilter{DigestID: "linden-daily"}, []audience.Subscriber{other}},
		{store.SubscriberFilter{After: s.ID, Limit: 1}, []audience.Subscriber{other}},
	} {
		f.same("subscribers", must(f.s.Subscribers(ctx, c.filter))(f), c.want)
	}
	f.refused(fault.NotFound, func(tx *store.Tx) error {
		return tx.SetSubscriberStatus(ctx, 99, audience.Active, Start, "form")
	})
}

func testSubscriberErased(f *fixture) {
	ctx := f.Context()
	s := f.subscriber("r@reader.test", audience.Active)
	sub := f.subscription(subscription(s))
	ed := f.edition(news.Edition{SubscriptionID: sub, Start: Start})
	d := f.deliver(audience.Delivery{Kind: "edition", EditionID: ed, SubscriberID: s.ID, Recipient: s.Address}, "")
	f.write(func(tx *store.Tx) error {
		if _, err := tx.AddBounce(ctx, audience.Bounce{DeliveryID: d, Address: s.Address, At: Start}); err != nil {
			return err
		}
		return tx.PutSuppression(ctx, audience.Suppression{Address: s.Address, At: Start})
	})
	f.same("erased before", must(f.s.Erased(ctx, s.Address))(f), false)
	f.write(func(tx *store.Tx) error { return tx.EraseSubscriber(ctx, s.ID, after(1)) })
	f.same("erased", must(f.s.Erased(ctx, s.Address))(f), true)
	for _, err := range []error{
		second(f.s.Subscriber(ctx, s.ID)), second(f.s.Subscription(ctx, sub)), second(f.s.Edition(ctx, ed)),
		second(f.s.Delivery(ctx, d)), second(f.s.Suppression(ctx, s.Address)),
	} {
		f.kind(err, fault.NotFound)
	}
	f.same("bounces", must(f.s.Bounces(ctx, store.BounceFilter{}))(f), []audience.Bounce{})
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.EraseSubscriber(ctx, s.ID, after(1)) })
	back := f.subscriber(s.Address, audience.Pending)
	if back.ID == s.ID {
		f.Error("the id of an erased subscriber was given again")
	}
	f.write(func(tx *store.Tx) error { return tx.EraseSubscriber(ctx, back.ID, after(2)) })
}

func second[T any](_ T, err error) error { return err }

func testSubscriptions(f *fixture) {
	ctx := f.Context()
	reader := f.subscriber("r@reader.test", audience.Active)
	s := subscription(reader)
	s.Stories, s.Schedule = 5, "15 7 * * *"
	s.ID = f.subscription(s)
	f.same("subscription", must(f.s.Subscription(ctx, s.ID))(f), s)
	s.Hour, s.Filter, s.NextAt = 8, audience.Filter{Topics: []string{"roads"}}, after(60)
	moved := s
	moved.WindowStart = after(-5)
	f.same("id of the pair", f.subscription(moved), s.ID)
	f.same("the window of an active one stays", must(f.s.Subscription(ctx, s.ID))(f), s)
	advance := func(window, next time.Time) {
		f.write(func(tx *store.Tx) error { return tx.AdvanceSubscription(ctx, s.ID, window, next) })
	}
	advance(after(1), after(2))
	s.WindowStart, s.NextAt = after(1), after(2)
	f.same("advanced", must(f.s.Subscription(ctx, s.ID))(f), s)
	advance(after(0), after(9))
	f.same("never back", must(f.s.Subscription(ctx, s.ID))(f), s)
	s.Active, s.EndedAt, s.EndedBy = false, after(10), audience.ByOneClick
	f.subscription(s)
	asked := s
	asked.EndedAt, asked.EndedBy = time.Time{}, ""
	f.subscription(asked)
	f.same("asked again, and the end stays on record", must(f.s.Subscription(ctx, s.ID))(f), s)
	asked.Active, asked.WindowStart = true, after(500)
	s = asked
	f.subscription(s)
	f.write(func(tx *store.Tx) error { return tx.SetNextEdition(ctx, s.ID, after(501)) })
	s.NextAt = after(501)
	f.same("taken up again", must(f.s.SubscriptionsOf(ctx, reader.ID))(f), []audience.Subscription{s})
}

func testSubscriptionsDue(f *fixture) {
	ctx := f.Context()
	reader := f.subscriber("r@reader.test", audience.Active)
	s := subscription(reader)
	s.ID = f.subscription(s)
	f.subscription(subscription(f.subscriber("p@reader.test", audience.Pending)))
	off := subscription(reader)
	off.DigestID, off.Active = "other", false
	f.subscription(off)
	due := func(now time.Time) []audience.Subscription {
		return must(f.s.DueSubscriptions(ctx, now, audience.Subscription{}, 10))(f)
	}
	f.same("too early", due(after(-1)), []audience.Subscription{})
	f.same("due", due(Start), []audience.Subscription{s})
	reader.PausedUntil = after(10)
	f.write(func(tx *store.Tx) error { return tx.PutPreferences(ctx, reader) })
	f.same("paused", due(after(9)), []audience.Subscription{})
	f.same("after the pause", due(after(10)), []audience.Subscription{s})
}

func testEditions(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	x, y := f.story(Start, f.article(article("oak", 1))), f.story(Start, f.article(article("oak", 2)))
	sub := f.subscription(subscription(f.subscriber("r@reader.test", audience.Active)))
	e := news.Edition{
		DigestID: "linden-daily", SubscriptionID: sub, Start: after(-1440), End: Start, Subject: "桥", MadeAt: after(1),
		Issue: []byte(`{"stories":"桥"}`), Zone: "Asia/Shanghai", Next: after(1440),
		Stories: []news.Told{
			{StoryID: y, Rank: 1, Update: "opens at noon", Articles: 3}, {StoryID: x, Rank: 2, Left: true, Articles: 1},
		},
	}
	e.ID = f.edition(e)
	f.same("edition", must(f.s.Edition(ctx, e.ID))(f), e)
	f.write(func(tx *store.Tx) error {
		id, added, err := tx.AddEdition(ctx, news.Edition{SubscriptionID: sub, Start: e.Start, Subject: "again"})
		f.same("id of the same window", id, e.ID)
		f.same("added again", added, false)
		return err
	})
	next := news.Edition{SubscriptionID: sub, Start: Start, End: after(1440), Skipped: "nothing new", MadeAt: after(2)}
	next.ID = f.edition(next)
	short := e
	short.Issue, short.Stories = nil, nil
	f.same("editions", must(f.s.Editions(ctx, store.EditionFilter{SubscriptionID: sub}))(f), []news.Edition{next, short})
	f.same("of a digest", must(f.s.Editions(ctx, store.EditionFilter{DigestID: "linden-daily"}))(f), []news.Edition{short})
	f.same("that told", must(f.s.Editions(ctx, store.EditionFilter{StoryID: x, Limit: 1}))(f), []news.Edition{short})
	f.same("told", must(f.s.Told(ctx, sub, []int64{x, 99}))(f), map[int64]news.Told{x: e.Stories[1]})
	f.edition(news.Edition{SubscriptionID: sub, Start: after(1440), Stories: []news.Told{{StoryID: x, Rank: 7}}})
	f.write(func(tx *store.Tx) error { return tx.SetEditionMail(ctx, next.ID, "S", nil) })
	f.write(func(tx *store.Tx) error { return tx.SetEditionMail(ctx, e.ID, "桥2", []int64{y}) })
	e.Subject, e.Stories[0].Left = "桥2", true
	f.same("with its mail", must(f.s.Edition(ctx, e.ID))(f), e)
	f.same("told last", must(f.s.Told(ctx, sub, []int64{x}))(f), map[int64]news.Told{x: {StoryID: x, Rank: 7}})
	f.same("told another", must(f.s.Told(ctx, sub+1, []int64{x}))(f), map[int64]news.Told{})
}

func testSuppressions(f *fixture) {
	ctx := f.Context()
	s := audience.Suppression{Address: "r@reader.test", Reason: "complaint", At: Start, Expires: after(10)}
	f.write(func(tx *store.Tx) error { return tx.PutSuppression(ctx, s) })
	f.same("suppression", must(f.s.Suppression(ctx, s.Address))(f), s)
	f.same("now", must(f.s.Suppressed(ctx, s.Address, after(9)))(f), true)
	f.same("when it expired", must(f.s.Suppressed(ctx, s.Address, after(10)))(f), false)
	s.Expires, s.Reason = time.Time{}, "hard bounce 5.1.1"
	f.write(func(tx *store.Tx) error { return tx.PutSuppression(ctx, s) })
	f.same("for ever", must(f.s.Suppressed(ctx, s.Address, after(9999)))(f), true)
	f.same("suppressions", must(f.s.Suppressions(ctx, 0))(f), []audience.Suppression{s})
	f.write(func(tx *store.Tx) error {
		changed, err := tx.Suppress(ctx, audience.Suppression{Address: s.Address, Reason: "full", At: Start, Expires: after(20)})
		f.same("what lasts is not shortened", changed, false)
		return err
	})
	f.same("still for ever", must(f.s.Suppression(ctx, s.Address))(f), s)
	f.write(func(tx *store.Tx) error { return tx.RemoveSuppression(ctx, s.Address) })
	f.same("removed", must(f.s.Suppressed(ctx, s.Address, Start))(f), false)
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.RemoveSuppression(ctx, s.Address) })
}

func testBounces(f *fixture) {
	ctx := f.Context()
	d := f.notices(1)[0]
	add := func(b audience.Bounce) audience.Bounce {
		f.write(func(tx *store.Tx) (err error) { b.ID, err = tx.AddBounce(ctx, b); return err })
		return b
	}
	one := add(audience.Bounce{
		DeliveryID: d, Address: "r0@reader.test", Kind: audience.BounceSoft, Status: "4.2.2", Detail: "full", At: after(1),
	})
	two := add(audience.Bounce{Address: "x@reader.test", Kind: audience.BounceHard, Status: "5.1.1", At: after(2)})
	for _, c := range []struct {
		filter store.BounceFilter
		want   []audience.Bounce
	}{
		{store.BounceFilter{}, []audience.Bounce{two, one}},
		{store.BounceFilter{DeliveryID: d}, []audience.Bounce{one}},
		{store.BounceFilter{Address: two.Address, Limit: 1}, []audience.Bounce{two}},
		{store.BounceFilter{Kind: audience.BounceSoft, Since: after(1)}, []audience.Bounce{one}},
		{store.BounceFilter{Kind: audience.BounceSoft, Since: after(2)}, nil},
	} {
		f.same("bounces", must(f.s.Bounces(ctx, c.filter))(f), c.want)
	}
}
