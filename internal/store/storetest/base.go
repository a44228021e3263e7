package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testMigrate(f *fixture) {
	ctx := f.Context()
	f.ok(f.s.Migrate(ctx))
	f.ok(f.s.Migrate(ctx))
	steps, err := f.s.Status(ctx)
	f.ok(err)
	for _, m := range steps {
		if m.AppliedAt.IsZero() {
			f.Errorf("%s is not applied", m.Name)
		}
	}
	f.ok(f.s.Ping(ctx))
	_, err = f.s.DB().ExecContext(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`)
	f.ok(err)
	f.kind(f.s.Migrate(ctx), fault.Conflict)
	if f.s.Dialect() == "postgres" {
		f.kind(f.s.Backup(ctx, filepath.Join(f.TempDir(), "x")), fault.Invalid)
		_, err = store.Open(ctx, f.s.DSN(), store.Options{})
		f.kind(err, fault.Conflict)
	}
}

func testWrite(f *fixture) {
	ctx := f.Context()
	put := func(key string, then error) error {
		return f.s.Write(ctx, func(tx *store.Tx) error {
			if err := tx.PutMeta(ctx, key, "v"); err != nil {
				return err
			}
			v, err := tx.Meta(ctx, key)
			f.same("own write seen in the transaction", v, "v")
			f.same("its time", tx.Now(), Start)
			return errors.Join(err, then)
		})
	}
	f.ok(put("kept", nil))
	if err := put("undone", errUndo); !errors.Is(err, errUndo) {
		f.Errorf("got %v", err)
	}
	f.same("kept", must(f.s.Meta(ctx, "kept"))(f), "v")
	f.same("undone", must(f.s.Meta(ctx, "undone"))(f), "")
	stopped, stop := context.WithCancel(ctx)
	err := f.s.Write(stopped, func(tx *store.Tx) error {
		err := tx.PutMeta(stopped, "stopped", "v")
		stop()
		return err
	})
	if err == nil {
		f.Error("a cancelled transaction was committed")
	}
	f.same("stopped", must(f.s.Meta(ctx, "stopped"))(f), "")
	f.ok(put("after", nil))
}

// testWriteTogether counts up one row from many goroutines: no step may be lost.
func testWriteTogether(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	for _, err := range together(8, func(i int) error {
		return f.s.Write(ctx, func(tx *store.Tx) error {
			a := article("oak", i%2)
			a.Title = fmt.Sprint("title ", i)
			_, _, err := tx.PutArticle(ctx, a)
			return err
		})
	}) {
		f.ok(err)
	}
	got := must(f.s.ArticlesFiltered(ctx, store.ArticleFilter{}))(f)
	f.same("articles of two URLs", len(got), 2)
}

func testMeta(f *fixture) {
	ctx := f.Context()
	f.same("unset", must(f.s.Meta(ctx, "secret"))(f), "")
	for _, v := range []string{"one", "two"} {
		f.write(func(tx *store.Tx) error { return tx.PutMeta(ctx, "secret", v) })
		f.same("set", must(f.s.Meta(ctx, "secret"))(f), v)
	}
}

func testThrottle(f *fixture) {
	touch := func(key string, now time.Time) (ok bool) {
		f.write(func(tx *store.Tx) (err error) {
			ok, err = tx.TouchThrottle(f.Context(), key, now, 10*time.Minute)
			return err
		})
		return ok
	}
	for _, c := range []struct {
		key    string
		minute int
		want   bool
	}{{"a", 0, true}, {"a", 9, false}, {"b", 9, true}, {"a", 10, true}, {"a", 11, false}} {
		f.same(fmt.Sprint(c.key, " at ", c.minute), touch(c.key, after(c.minute)), c.want)
	}
}

func testTotals(f *fixture) {
	f.sources("oak")
	a := f.article(article("oak", 1))
	f.story(Start, a)
	f.notices(2)
	f.same("totals", must(f.s.Totals(f.Context()))(f),
		store.Totals{Sources: 1, Articles: 1, Stories: 1, Deliveries: 2})
}

func testTidy(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a := f.article(article("oak", 1))
	today := uint64(Start.Unix()/(24*60*60)) << 32
	ids := f.notices(2)
	f.claim("h", after(1), after(9), 1)
	f.ok(f.s.BeginSending(ctx, ids[0], "h", "c", after(2)))
	f.ok(f.finish(ids[0], "h", store.Outcome{State: "sent", At: after(3)}))
	f.write(func(tx *store.Tx) error {
		p := news.Page{SourceID: "oak", URL: "https://oak.example/1", Body: []byte("x"), FetchedAt: Start}
		_, err := tx.PutPage(ctx, p)
		_, err2 := tx.AddCrawl(ctx, news.Crawl{SourceID: "oak", StartedAt: Start})
		_, err3 := tx.TouchThrottle(ctx, "k", Start, time.Hour)
		return errors.Join(err, err2, err3,
			tx.PutFingerprints(ctx, []store.Signed{{ArticleID: a, Published: Start,
				Fingerprint: news.Fingerprint{Data: []byte{1}, Keys: []uint64{today | 1, today | 2, today<<1 | 1}}}}))
	})
	tidy := func(b store.TidyBefore) (n store.Tidied) {
		f.write(func(tx *store.Tx) (err error) { n, err = tx.Tidy(ctx, b); return err })
		return n
	}
	at := func(t time.Time) store.TidyBefore {
		return store.TidyBefore{Bodies: t, Messages: t, Crawls: t, Index: t, Throttles: t}
	}
	f.same("nothing asked", tidy(store.TidyBefore{}), store.Tidied{})
	f.same("nothing so old", tidy(at(Start)), store.Tidied{})
	late := at(after(5))
	late.Index = Start.AddDate(0, 0, 1)
	f.same("tidied", tidy(late), store.Tidied{Bodies: 1, Messages: 1, Crawls: 1, Index: 2, Throttles: 1})
	waits := must(f.s.Delivery(ctx, ids[1]))(f)
	if len(waits.Message) == 0 {
		f.Error("the message of a delivery that is still to be made is gone")
	}
}
