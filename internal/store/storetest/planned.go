package storetest

import (
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/store"
)

// testEditionsPlanned plans more editions than one statement takes, most of which tell the same.
func testEditionsPlanned(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	x, y := f.story(Start, f.article(article("oak", 1))), f.story(Start, f.article(article("oak", 2)))
	const many = 90
	plans := make([]store.Plan, many)
	var subs, people []int64
	for i := range plans {
		reader := f.subscriber(fmt.Sprintf("r%d@reader.test", i), audience.Active)
		s := subscription(reader)
		s.ID = f.subscription(s)
		subs, people = append(subs, s.ID), append(people, reader.ID)
		plans[i] = store.Plan{Next: after(1440), Edition: news.Edition{
			DigestID: "linden-daily", SubscriptionID: s.ID, Start: s.WindowStart, End: Start, MadeAt: Start, Zone: s.Zone,
			Next: after(1440), Issue: []byte("the same"), Stories: []news.Told{{StoryID: x, Rank: 1, Articles: 1}},
		}, Delivery: audience.Delivery{
			Kind: "edition", SubscriberID: reader.ID, Recipient: reader.Address, State: audience.DeliveryPending,
			Policy: "hold", CreatedAt: Start,
		}}
	}
	plans[0].Edition.Issue, plans[0].Edition.Skipped, plans[0].Edition.Stories = nil, "nothing new", nil
	plans[0].Delivery = audience.Delivery{}
	plans[1].Edition.Issue = []byte("another")
	plans[1].Edition.Stories = append(plans[1].Edition.Stories, news.Told{StoryID: y, Rank: 2, Articles: 1})
	var ids []int64
	plan := func() {
		f.write(func(tx *store.Tx) (err error) { ids, err = tx.PlanEditions(ctx, plans); return err })
	}
	plan()
	for i, id := range ids {
		want := plans[i].Edition
		want.ID = id
		if got := must(f.s.Edition(ctx, id))(f); i < 3 {
			f.same("edition", got, want)
		}
	}
	s := must(f.s.Subscription(ctx, subs[many-1]))(f)
	f.same("moved on", []time.Time{s.WindowStart, s.NextAt}, []time.Time{Start, after(1440)})
	unmade := must(f.s.Unmade(ctx, Start, 0, 0))(f)
	f.same("mails to make", len(unmade), many-1)
	f.same("the first", unmade[0].EditionID, ids[1])
	f.same("of the next page", must(f.s.Unmade(ctx, Start, unmade[0].ID, 1))(f)[0].ID, unmade[1].ID)
	f.same("not to be sent yet", len(f.claim("w", after(1), after(2), 0)), 0)
	f.same("pending", must(f.s.Pending(ctx, after(1)))(f).Editions, true)
	f.write(func(tx *store.Tx) error { return tx.PostponeMaking(ctx, unmade[0].ID, after(5)) })
	f.same("one waits", len(must(f.s.Unmade(ctx, after(4), 0, 0))(f)), many-2)

	told := must(f.s.ToldTo(ctx, subs, []int64{x, y}, time.Time{}))(f)
	f.same("told", told[subs[1]], map[int64]news.Told{x: plans[1].Edition.Stories[0], y: plans[1].Edition.Stories[1]})
	f.same("how many were told", len(told), many-1)
	f.same("told before", len(must(f.s.ToldTo(ctx, subs, []int64{x}, after(-1)))(f)), 0)
	f.same("told by then", len(must(f.s.ToldTo(ctx, subs, []int64{x}, Start))(f)), many-1)
	f.same("mailed", must(f.s.Mailed(ctx, subs[1], after(-1)))(f), []time.Time{Start})
	f.same("last mailed", must(f.s.LastMailed(ctx, subs[:2]))(f), map[int64]time.Time{subs[1]: Start})
	f.same("readers", len(must(f.s.SubscribersByID(ctx, append(people, 9999)))(f)), many)

	plan()
	for _, id := range ids {
		f.same("the window is told", id, int64(0))
	}
	f.write(func(tx *store.Tx) error {
		_, err := tx.Tidy(ctx, store.TidyBefore{Editions: after(1)})
		return err
	})
	f.same("what is told is kept", string(must(f.s.Edition(ctx, unmade[1].EditionID))(f).Issue), "the same")
}

func testSubscriptionsAhead(f *fixture) {
	ctx := f.Context()
	s := subscription(f.subscriber("r@reader.test", audience.Active))
	s.WindowStart, s.NextAt = after(600), after(700)
	s.ID = f.subscription(s)
	f.same("ahead", must(f.s.AheadSubscriptions(ctx, after(599)))(f), []audience.Subscription{s})
	f.write(func(tx *store.Tx) error { return tx.RewindSubscription(ctx, s.ID, Start, after(5)) })
	s.WindowStart, s.NextAt = Start, after(5)
	f.same("rewound", must(f.s.Subscription(ctx, s.ID))(f), s)
	f.same("ahead then", must(f.s.AheadSubscriptions(ctx, Start))(f), []audience.Subscription{})

	p := store.PassedOver{SubscriptionID: s.ID, DueAt: after(5), At: after(90), Reason: "missed"}
	f.write(func(tx *store.Tx) error { return tx.PutPassedOver(ctx, p) })
	again := p
	again.At, again.Reason = after(91), "another"
	f.write(func(tx *store.Tx) error { return tx.PutPassedOver(ctx, again) })
	f.same("passed over", must(f.s.PassedOver(ctx, s.ID, after(90)))(f), []store.PassedOver{p})
	f.same("since then", must(f.s.PassedOver(ctx, s.ID, after(91)))(f), []store.PassedOver{})
}

// testThePast looks at a story before its second article joined it, and at a source before it was blocked.
func testThePast(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	first, second := f.article(article("oak", 1)), f.article(article("oak", 2))
	id := f.story(Start, first)
	f.write(func(tx *store.Tx) error {
		return tx.PutMembers(ctx, id, []news.Member{{ArticleID: second, Canonical: second}}, after(60))
	})
	for minutes, want := range map[int]int{-1: 0, 1: 1, 61: 2} {
		articles := 0
		for _, full := range must(f.s.FullStoriesAt(ctx, []int64{id}, after(minutes)))(f) {
			articles = len(full.Articles)
		}
		f.same("articles then", articles, want)
	}
	for i, state := range []news.State{news.StateFine, news.StateFine, news.StateBlocked} {
		f.write(func(tx *store.Tx) error {
			_, err := tx.AddCrawl(ctx, news.Crawl{SourceID: "oak", StartedAt: after(i), FinishedAt: after(i), State: state})
			return err
		})
	}
	f.same("before", must(f.s.HealthsAt(ctx, after(1)))(f), []news.Health{{SourceID: "oak", State: news.StateFine, Since: Start}})
	f.same("then", must(f.s.HealthsAt(ctx, after(9)))(f), []news.Health{{SourceID: "oak", State: news.StateBlocked, Since: after(2)}})
}
