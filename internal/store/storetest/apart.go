package storetest

import (
	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testStoriesApart(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a, b, c := f.article(article("oak", 1)), f.article(article("oak", 2)), f.article(article("oak", 3))
	from, far := f.story(Start, a, b), f.story(Start, c)
	sub := f.subscription(subscription(f.subscriber("r@reader.test", audience.Active)))
	told := f.edition(news.Edition{
		SubscriptionID: sub, Start: after(1), Stories: []news.Told{{StoryID: from, Articles: 2}},
	})
	split := func(from, article int64) (off int64) {
		f.write(func(tx *store.Tx) (err error) {
			if off, err = tx.PutStory(ctx, news.Story{Representative: article, Changed: Start}); err != nil {
				return err
			}
			if err = tx.PutMembers(ctx, off, []news.Member{{ArticleID: article, Canonical: article}}, Start); err != nil {
				return err
			}
			return tx.SplitStory(ctx, from, off, Start)
		})
		return off
	}
	merge := func(into, from int64) {
		f.write(func(tx *store.Tx) error { return tx.MergeStories(ctx, into, from) })
	}
	f.same("at first", must(f.s.Apart(ctx))(f), [][2]int64{})
	f.write(func(tx *store.Tx) error { return tx.PutSummary(ctx, news.Summary{StoryID: from}, news.Story{}) })
	off := split(from, b)
	f.same("after a split", must(f.s.Apart(ctx))(f), [][2]int64{{from, off}})
	f.same("told of what is left", must(f.s.Edition(ctx, told))(f).Stories, []news.Told{{StoryID: from, Articles: 1}})
	f.same("no summary", must(f.s.FullStory(ctx, from))(f).Summary, news.Summary{})
	merge(far, off)
	f.same("after a merger", must(f.s.Apart(ctx))(f), [][2]int64{{from, far}})
	again := split(far, c)
	f.same("what is split off inherits", must(f.s.Apart(ctx))(f), [][2]int64{{from, far}, {from, again}, {far, again}})
	merge(from, again)
	f.write(func(tx *store.Tx) error { return tx.ForgetApart(ctx, from) })
	f.same("joined again", must(f.s.Apart(ctx))(f), [][2]int64{{from, far}})
	merge(from, far)
	f.write(func(tx *store.Tx) error { return tx.ForgetApart(ctx, from) })
	f.same("all joined", must(f.s.Apart(ctx))(f), [][2]int64{})
}

func testStoriesHeld(f *fixture) {
	ctx := f.Context()
	hold := func(change bool) (n int64) {
		f.write(func(tx *store.Tx) (err error) {
			if n, err = tx.HoldStories(ctx); err != nil || !change {
				return err
			}
			return tx.StoriesChange(ctx)
		})
		return n
	}
	f.same("never", must(f.s.StoriesChanged(ctx))(f), int64(0))
	f.same("who holds changes nothing", hold(false), int64(0))
	f.same("the first to change them", hold(true), int64(0))
	f.same("the second", hold(true), int64(1))
	f.same("who holds them sees it", hold(false), int64(2))
	f.same("so does who only looks", must(f.s.StoriesChanged(ctx))(f), int64(2))
}

func testStoriesFiltered(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	var ids []int64
	for i, members := range [][]int{{1}, {2, 3}, {4}} {
		var articles []int64
		for _, n := range members {
			articles = append(articles, f.article(article("oak", n)))
		}
		id := f.story(Start, articles...)
		f.write(func(tx *store.Tx) error {
			town := []string{"Oak", "Elm", "Elm"}[i]
			_, err := tx.PutStory(ctx, news.Story{ID: id, Town: town, LastPublished: after(i), Changed: Start})
			return err
		})
		ids = append(ids, id)
	}
	for _, c := range []struct {
		name   string
		filter store.StoryFilter
		want   []int64
	}{
		{"all", store.StoryFilter{}, []int64{ids[2], ids[1], ids[0]}},
		{"since", store.StoryFilter{Since: after(1)}, []int64{ids[2], ids[1]}},
		{"town", store.StoryFilter{Town: "Oak"}, []int64{ids[0]}},
		{"joined", store.StoryFilter{Joined: true}, []int64{ids[1]}},
		{"some", store.StoryFilter{Limit: 1}, []int64{ids[2]}},
	} {
		var got []int64
		for _, s := range must(f.s.StoriesFiltered(ctx, c.filter))(f) {
			got = append(got, s.ID)
		}
		f.same(c.name, got, c.want)
	}
}
