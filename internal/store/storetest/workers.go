package storetest

import (
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testWorkers(f *fixture) {
	ctx := f.Context()
	f.sources("oak", "elm")
	array, both := "TEXT", `["gone","dead"]`
	if f.s.Dialect() == "postgres" {
		array, both = "TEXT[]", `{gone,dead}`
	}
	for _, query := range []string{
		`CREATE TABLE river_job (id BIGINT, state TEXT NOT NULL, attempt INT NOT NULL, attempted_by ` + array + `)`,
		`INSERT INTO river_job VALUES (1, 'running', 2, '` + both + `'), (2, 'completed', 1, '` + both + `')`,
	} {
		_, err := f.s.DB().ExecContext(ctx, query)
		f.ok(err)
	}
	beat := func(worker string, now time.Time) (r store.Rescued) {
		f.Helper()
		f.write(func(tx *store.Tx) (err error) { r, err = tx.Beat(ctx, worker, now, 5*time.Minute); return err })
		return r
	}
	f.same("first beat", beat("dead", Start), store.Rescued{})
	f.same("another", beat("dead2", after(4)), store.Rescued{})
	ids := f.notices(3)
	f.claim("dead/1", after(1), after(60), 2)
	f.claim("dead2/1", after(1), after(60), 1)
	f.ok(f.s.BeginSending(ctx, ids[0], "dead/1", "c1", after(1)))
	f.write(func(tx *store.Tx) error { return tx.TakeSource(ctx, "oak", "dead", Start, after(60)) })
	f.write(func(tx *store.Tx) error { return tx.TakeSource(ctx, "elm", "dead2", Start, after(60)) })
	f.same("still alive", beat("me", after(5)), store.Rescued{})
	f.same("dead", beat("me", after(6)), store.Rescued{Workers: 1, Sources: 1, Deliveries: 1, Jobs: 1})
	f.same("once", beat("me", after(7)), store.Rescued{})
	f.same("sources", must(due(f, after(7)))(f), []string{"oak"})
	f.same("state", must(f.s.Delivery(ctx, ids[0]))(f).State, audience.DeliveryUnknown)
	f.same("deliveries", f.claim("me/1", after(7), after(60), 9), []int64{ids[1], ids[0]})
	f.write(func(tx *store.Tx) error {
		left, err := tx.RemoveWorker(ctx, "dead2", after(8))
		f.same("what could not be written down", left, store.Rescued{Sources: 1})
		return err
	})
	f.same("its source", must(due(f, after(8)))(f), []string{"elm", "oak"})
	f.same("one that ended in order", beat("me", after(60)), store.Rescued{})
}

func testPending(f *fixture) {
	ctx := f.Context()
	pending := func(now time.Time) store.Pending { return must(f.s.Pending(ctx, now))(f) }
	f.sources("oak")
	f.same("nothing", pending(Start), store.Pending{})
	a := f.article(article("oak", 1))
	listing := article("oak", 2)
	listing.Kind = news.KindListing
	f.article(listing)
	f.notices(1)
	hold := audience.Delivery{Kind: "notice", Recipient: "h@town.test", State: audience.DeliveryUnknown, Policy: "hold"}
	f.deliver(hold, "held")
	f.same("an article, a mail", pending(Start), store.Pending{Articles: 1, Deliveries: 1})
	f.same("before the mail is due", pending(after(-1)), store.Pending{Articles: 1})
	f.story(Start, a)
	f.same("a story", pending(after(-1)), store.Pending{Stories: 1})
}
