package storetest

import (
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testSourcesChanged(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	ash := news.Source{ID: "ash", URL: "https://ash.example/", Enabled: true}
	f.write(func(tx *store.Tx) error { return tx.AddSource(ctx, ash, Start) })
	found := news.Health{
		SourceID: "ash", State: news.StateFine, Since: Start, NextAt: after(60), Way: news.WayFeed, Links: 9,
		ListingURL: "https://ash.example/feed", Baselined: true,
	}
	f.write(func(tx *store.Tx) error { return tx.PutHealth(ctx, found) })
	ash.Name = "Ash"
	f.write(func(tx *store.Tx) error { return tx.ReplaceSource(ctx, ash, after(1)) })
	f.same("replaced", must(f.s.Source(ctx, "ash"))(f), ash)
	found.NextAt = after(1)
	f.same("its health, the way in being the same", must(f.s.Health(ctx, "ash"))(f), found)
	ash.Rule = &news.Rule{Item: "li"}
	f.write(func(tx *store.Tx) error { return tx.ReplaceSource(ctx, ash, after(2)) })
	found.NextAt, found.Way, found.Links, found.ListingURL = after(2), "", 0, ""
	f.same("its health with another way in", must(f.s.Health(ctx, "ash"))(f), found)

	f.write(func(tx *store.Tx) error { return tx.EnableSource(ctx, "ash", false, after(3)) })
	f.same("disabled", must(f.s.Source(ctx, "ash"))(f).Enabled, false)
	f.write(func(tx *store.Tx) error { return tx.RemoveSource(ctx, "ash") })
	f.same("origins", must(f.s.Origins(ctx))(f), map[string]store.Origin{"oak": store.Configured, "ash": store.Removed})
	f.refused(fault.NotFound, func(tx *store.Tx) error { return tx.EnableSource(ctx, "ash", true, after(4)) })
	f.write(func(tx *store.Tx) error { return tx.AddSource(ctx, ash, after(5)) })
	f.same("added again", must(f.s.Origins(ctx))(f)["ash"], store.Added)
	f.write(func(tx *store.Tx) error { return tx.SyncSources(ctx, []news.Source{ash}, after(6)) })
	f.write(func(tx *store.Tx) error { return tx.SyncSources(ctx, nil, after(7)) })
	f.same("configured for a while", must(f.s.Source(ctx, "ash"))(f).Enabled, false)
	for _, refused := range []func(*store.Tx) error{
		func(tx *store.Tx) error { return tx.RemoveSource(ctx, "oak") },
		func(tx *store.Tx) error { return tx.EnableSource(ctx, "oak", true, Start) },
		func(tx *store.Tx) error { return tx.ReplaceSource(ctx, news.Source{ID: "oak"}, Start) },
	} {
		f.refused(fault.Conflict, refused)
	}
}

func testEvidence(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	_, err := f.s.Evidence(ctx, "oak", true)
	f.kind(err, fault.NotFound)
	put := func(e news.Evidence) {
		f.Helper()
		f.write(func(tx *store.Tx) error { return tx.PutEvidence(ctx, e) })
	}
	good := news.Evidence{
		SourceID: "oak", Good: true, At: after(1), Way: news.WayDated, Count: 30,
		Page: news.Page{
			URL: "https://oak.example/news/", FinalURL: "https://oak.example/news/index.html", Status: 200,
			ContentType: "text/html; charset=gbk", Body: []byte(strings.Repeat("\xb4\xe5\x00", 900)),
		},
		Links: []news.Link{{URL: "https://oak.example/1.html", Title: "桥", Published: news.Day(2026, 3, 1, time.UTC)}},
	}
	put(news.Evidence{SourceID: "oak", Good: true, At: Start, Page: news.Page{URL: "https://oak.example/old/"}})
	put(good)
	bad := news.Evidence{
		SourceID: "oak", At: after(9), Page: news.Page{URL: "https://oak.example/news/", Status: 412}, Wall: "瑞数",
		Err: "met a bot wall",
	}
	put(bad)
	f.same("of the last failure", must(f.s.Evidence(ctx, "oak", false))(f), bad)
	f.write(func(tx *store.Tx) error { return tx.TouchEvidence(ctx, "oak", after(20)) })
	good.At = after(20)
	f.same("of the last good read", must(f.s.Evidence(ctx, "oak", true))(f), good)
	many := good
	many.Links = make([]news.Link, 50)
	put(many)
	f.same("links kept of many", len(must(f.s.Evidence(ctx, "oak", true))(f).Links), 20)
}
