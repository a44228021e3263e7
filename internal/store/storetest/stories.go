package storetest

import (
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testStories(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a, b := f.article(article("oak", 1)), f.article(article("oak", 2))
	s := news.Story{
		Town: "Oak", Representative: b, FirstPublished: after(1), LastPublished: after(2), Changed: after(3),
		Members: []news.Member{
			{ArticleID: a, Canonical: b, Reason: "97% of the shorter text is in the other", Score: 0.97},
			{ArticleID: b, Canonical: b, Reason: "first", Score: 1},
		},
	}
	put := func() {
		f.Helper()
		f.write(func(tx *store.Tx) (err error) {
			if s.ID, err = tx.PutStory(ctx, s); err != nil {
				return err
			}
			return tx.PutMembers(ctx, s.ID, s.Members, after(3))
		})
	}
	put()
	f.same("story", must(f.s.Story(ctx, s.ID))(f), s)
	s.Town, s.Changed, s.Members[0].Reason = "Elm", after(4), "same text"
	put()
	f.same("story changed", must(f.s.Story(ctx, s.ID))(f), s)
	f.same("story of", must(f.s.StoryOf(ctx, a))(f), s.ID)
	f.same("story of none", must(f.s.StoryOf(ctx, 99))(f), int64(0))
	full := must(f.s.FullStory(ctx, s.ID))(f)
	f.same("articles, representative first", []int64{full.Articles[0].ID, full.Articles[1].ID}, []int64{b, a})
	f.same("full stories", must(f.s.FullStories(ctx, []int64{99, s.ID}))(f), []news.FullStory{full})
	_, err := f.s.FullStory(ctx, 99)
	f.kind(err, fault.NotFound)
	f.refused(fault.NotFound, func(tx *store.Tx) error { _, err := tx.PutStory(ctx, news.Story{ID: 99}); return err })
}

func testStoriesJoined(f *fixture) {
	f.sources("oak", "elm")
	old := article("oak", 1)
	old.Baseline = true
	baseline := f.story(after(10), f.article(old))
	early := f.story(after(9), f.article(article("oak", 2)))
	in := f.story(after(10), f.article(article("oak", 3)))
	late := f.story(after(20), f.article(article("oak", 4)))
	other := f.story(after(10), f.article(article("elm", 5)))
	joined := func(from, to time.Time, sources ...string) []int64 {
		return must(f.s.StoriesJoined(f.Context(), sources, from, to))(f)
	}
	f.same("in the window", joined(after(10), after(20), "oak"), []int64{in})
	f.same("in the next", joined(after(20), after(30), "oak"), []int64{late})
	f.same("of both", joined(after(9), after(20), "oak", "elm"), []int64{early, in, other})
	f.same("of none", joined(after(9), after(20)), []int64{})
	f.write(func(tx *store.Tx) error {
		a := must(tx.ArticleByURL(f.Context(), article("oak", 3).URL))(f)
		return tx.PutMembers(f.Context(), baseline, []news.Member{{ArticleID: a.ID, Canonical: a.ID}}, after(25))
	})
	f.same("moving is no joining", joined(after(10), after(30), "oak"), []int64{baseline, late})
}

func testStoriesMerged(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a, b, c := f.article(article("oak", 1)), f.article(article("oak", 2)), f.article(article("oak", 3))
	one, two, three := f.story(Start, a), f.story(Start, b), f.story(Start, c)
	sub := f.subscription(subscription(f.subscriber("r@reader.test", audience.Active)))
	both := f.edition(news.Edition{SubscriptionID: sub, Start: after(1), Stories: []news.Told{
		{StoryID: one, Rank: 1, Articles: 1}, {StoryID: two, Rank: 2, Articles: 1},
	}})
	f.edition(news.Edition{SubscriptionID: sub, Start: after(2), Stories: []news.Told{{StoryID: three, Articles: 1}}})
	f.write(func(tx *store.Tx) error {
		if err := tx.PutSummary(ctx, news.Summary{StoryID: two, Headline: "Two"}, news.Story{}); err != nil {
			return err
		}
		return tx.MergeStories(ctx, two, three)
	})
	f.write(func(tx *store.Tx) error { return tx.MergeStories(ctx, one, two, one) })
	merged := must(f.s.Story(ctx, one))(f)
	f.same("members", len(merged.Members), 3)
	f.same("a merged story gives the one it went into", must(f.s.Story(ctx, two))(f), merged)
	f.same("also at second hand", must(f.s.FullStory(ctx, three))(f).Story, merged)
	f.same("told together", must(f.s.Edition(ctx, both))(f).Stories, []news.Told{{StoryID: one, Rank: 1, Articles: 2}})
	f.same("told last", must(f.s.Told(ctx, sub, []int64{one, two, three}))(f),
		map[int64]news.Told{one: {StoryID: one, Articles: 1}})
	f.same("to summarize", must(f.s.StoriesToSummarize(ctx, 10))(f), []int64{one})
	_, err := f.s.Summary(ctx, two)
	f.kind(err, fault.NotFound)
}

func testSummaries(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a, b := f.article(article("oak", 1)), f.article(article("oak", 2))
	second, first := f.story(after(2), a), f.story(after(1), b)
	f.same("none has one", must(f.s.StoriesToSummarize(ctx, 10))(f), []int64{first, second})
	sum := news.Summary{
		StoryID: first, Headline: "桥", Method: "extractive", Lang: "zh", MadeAt: after(3),
		Sentences: []news.Sentence{{Text: "桥重新开放。", ArticleID: b, Offset: 12}},
		Facts:     []news.Fact{{Kind: news.FactWhere, Text: "长桥路", ArticleID: b, Offset: 40}},
	}
	put := func(of time.Time) {
		f.write(func(tx *store.Tx) error { return tx.PutSummary(ctx, sum, news.Story{Changed: of}) })
	}
	put(after(1))
	f.same("one has one", must(f.s.StoriesToSummarize(ctx, 10))(f), []int64{second})
	f.same("summary", must(f.s.Summary(ctx, first))(f), sum)
	f.same("in its story", must(f.s.FullStory(ctx, first))(f).Summary, sum)
	f.write(func(tx *store.Tx) error {
		_, err := tx.PutStory(ctx, news.Story{ID: first, Representative: b, Changed: after(2)})
		return err
	})
	f.same("changed before it was made", must(f.s.StoriesToSummarize(ctx, 1))(f), []int64{second})
	f.same("both", len(must(f.s.StoriesToSummarize(ctx, 9))(f)), 2)
	sum.Headline = "新桥"
	put(after(2))
	f.same("summary replaced", must(f.s.Summary(ctx, first))(f), sum)
}

// A translation is given for as long as its story is as it was.
func testTranslations(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	a := f.article(article("oak", 1))
	id := f.story(after(1), a)
	german := news.Summary{
		StoryID: id, Headline: "Brücke offen", Method: "llm:town-1", Lang: "de", MadeAt: after(2),
		Sentences: []news.Sentence{{Text: "Die Brücke ist offen.", ArticleID: a, Offset: -1}},
	}
	put := func(s news.Summary, of time.Time) {
		f.write(func(tx *store.Tx) error { return tx.PutTranslation(ctx, s, news.Story{Changed: of}) })
	}
	put(german, after(1))
	chinese := german
	chinese.Lang, chinese.Headline = "zh", "桥"
	put(chinese, after(1))
	f.same("both", must(f.s.FullStory(ctx, id))(f).Translations, []news.Summary{german, chinese})
	german.Headline = "Brücke wieder offen"
	put(german, after(1))
	put(chinese, after(0))
	f.same("replaced, and stale", must(f.s.FullStory(ctx, id))(f).Translations, []news.Summary{german})
}

func testAnswers(f *fixture) {
	ctx := f.Context()
	f.same("not known", must(f.s.Answer(ctx, "h"))(f), []byte(nil))
	f.ok(f.s.PutAnswer(ctx, "h", []byte("one"), after(1)))
	f.ok(f.s.PutAnswer(ctx, "h", []byte("two"), after(2)))
	f.same("known", string(must(f.s.Answer(ctx, "h"))(f)), "two")
	f.write(func(tx *store.Tx) error {
		n, err := tx.Tidy(ctx, store.TidyBefore{Answers: after(3)})
		f.same("let go", n.Answers, int64(1))
		return err
	})
	f.same("forgotten", must(f.s.Answer(ctx, "h"))(f), []byte(nil))
}
