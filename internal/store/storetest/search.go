package storetest

import (
	"fmt"
	"time"

	"tidings/internal/news"
	"tidings/internal/search"
	"tidings/internal/store"
)

// told makes a story of one article with a summary, and indexes it.
func (f *fixture) told(source string, n int, headline, text string) int64 {
	f.Helper()
	a := article(source, n)
	a.Title, a.Text = headline, text
	a.ID = f.article(a)
	id := f.story(after(n), a.ID)
	f.write(func(tx *store.Tx) error {
		full, err := tx.FullStory(f.Context(), id)
		if err != nil {
			return err
		}
		full.Story.LastPublished, full.Story.Town = after(n), "Town of "+source
		full.Summary = news.Summary{StoryID: id, Headline: headline, Lang: "en", MadeAt: Start}
		if _, err := tx.PutStory(f.Context(), full.Story); err != nil {
			return err
		}
		if err := tx.PutSummary(f.Context(), full.Summary, full.Story); err != nil {
			return err
		}
		return tx.IndexStory(f.Context(), full)
	})
	return id
}

// find gives what a query finds among oak and elm.
func (f *fixture) find(query string) []int64 {
	f.Helper()
	return must(f.s.Search(f.Context(), store.SearchFilter{Query: search.Parse(query), Sources: []string{"oak", "elm"}}))(f).IDs
}

func testSearch(f *fixture) {
	f.sources("oak", "elm", "ash")
	bridge := f.told("oak", 1, "Bridge over the Elm reopens", "Cars may cross the new bridge. The café stays shut.")
	huaibei := f.told("oak", 2, "淮北市大桥恢复通车", "相山公园今天开放，市民可以免费入园。2026年3月2日起。")
	brucke := f.told("elm", 3, "Neue Straßenbrücke in Łódź", "O'Brien said: \"don't\" AND 100% NOT sure; x* (y) NEAR/2 z^ col:umn {a b} \\ '")
	korean := f.told("elm", 4, "부산시는 다리를 열었다", "がっこう の はし")
	other := f.told("ash", 5, "Bridge of another digest", "大桥")
	for query, want := range map[string][]int64{
		"bridge":             {bridge},
		"BRIDGE":             {bridge},
		"bridges":            {},
		"bridg*":             {bridge},
		"大桥":                 {huaibei},
		"公园":                 {huaibei},
		"桥":                  {huaibei},
		"园公":                 {},
		"大桥通车":               {},
		"大桥 通车":              {huaibei},
		"相山公园今天":             {huaibei},
		"2026年3月":            {huaibei},
		"cafe":               {bridge},
		"CAFÉ":               {bridge},
		"strassenbrucke":     {brucke},
		"Straßenbrücke lodz": {brucke},
		"다리":                 {korean},
		"부산":                 {korean},
		"がっこう":               {korean},
		"かっこう":               {},
		`"new bridge"`:       {bridge},
		`"bridge new"`:       {},
		"new -bridge":        {},
		"oak":                {huaibei, bridge},
		"oak -bridge":        {huaibei},
		`oak -"new bridge"`:  {huaibei},
		// What would be syntax to the databases is but words here.
		"o'brien":                       {brucke},
		"don't":                         {brucke},
		`" OR "1"="1`:                   {},
		"x* OR":                         {},
		"NEAR/2":                        {brucke},
		"col:umn {a b}":                 {brucke},
		"AND NOT":                       {brucke},
		`\ '`:                           {korean, brucke, huaibei, bridge},
		"'; DROP TABLE story_search --": {},
		"words:bridge":                  {},
		"!bridge & | <-> :*":            {bridge},
		"":                              {korean, brucke, huaibei, bridge},
		"-bridge":                       {korean, brucke, huaibei, bridge}, // asks for nothing: see search.Query.Empty
	} {
		f.same("found by "+query, f.find(query), want)
	}
	none := must(f.s.Search(f.Context(), store.SearchFilter{Query: search.Parse("bridge")}))(f)
	f.same("no source is no story", none, store.Found{})
	ash := must(f.s.Search(f.Context(), store.SearchFilter{Query: search.Parse("大桥"), Sources: []string{"ash"}}))(f)
	f.same("of another source", ash, store.Found{IDs: []int64{other}, Total: 1})
}

func testSearchFilters(f *fixture) {
	f.sources("oak", "elm")
	var ids []int64
	for n := range 5 {
		ids = append(ids, f.told([]string{"oak", "elm"}[n%2], n, fmt.Sprintf("Bridge %d", n), "x"))
	}
	find := func(change func(*store.SearchFilter)) store.Found {
		filter := store.SearchFilter{Query: search.Parse("bridge"), Sources: []string{"oak", "elm"}}
		change(&filter)
		return must(f.s.Search(f.Context(), filter))(f)
	}
	f.same("newest first, in pages", find(func(s *store.SearchFilter) { s.Limit, s.Offset = 2, 1 }),
		store.Found{IDs: []int64{ids[3], ids[2]}, Total: 5})
	f.same("by town", find(func(s *store.SearchFilter) { s.Town = "Town of elm" }),
		store.Found{IDs: []int64{ids[3], ids[1]}, Total: 2})
	f.same("by date", find(func(s *store.SearchFilter) { s.From, s.To = after(1), after(3) }),
		store.Found{IDs: []int64{ids[2], ids[1]}, Total: 2})
	f.same("beyond the end", find(func(s *store.SearchFilter) { s.Offset = 9 }), store.Found{Total: 5})
	f.same("first joined", must(f.s.FirstJoined(f.Context(), []string{"elm"}))(f), after(1))
	f.same("nothing joined", must(f.s.FirstJoined(f.Context(), []string{"ash"}))(f), time.Time{})
}

// testSearchFollows: what a story says now is found, what it said no longer is, and a merged one is found once.
func testSearchFollows(f *fixture) {
	ctx := f.Context()
	f.sources("oak")
	one, two := f.told("oak", 1, "Old words", "x"), f.told("oak", 2, "Second words", "y")
	f.write(func(tx *store.Tx) error {
		full := must(tx.FullStory(ctx, one))(f)
		full.Summary.Headline, full.Articles = "Fresh words", nil
		return tx.IndexStory(ctx, full)
	})
	f.same("what it said", f.find("old"), []int64{})
	f.same("what it says", f.find("fresh"), []int64{one})
	f.write(func(tx *store.Tx) error { return tx.MergeStories(ctx, one, two) })
	f.same("merged away", f.find("second"), []int64{})
	f.same("all", f.find("words"), []int64{one})
	f.same("none waits", must(f.s.StoriesToIndex(ctx, 9))(f), []int64{})
	_, err := f.s.DB().ExecContext(ctx, `UPDATE stories SET indexed = FALSE`)
	f.ok(err)
	f.same("one waits", must(f.s.StoriesToIndex(ctx, 9))(f), []int64{one})
	_ = f.s.Write(ctx, func(tx *store.Tx) error { // undone as a whole
		f.ok(tx.IndexStory(ctx, news.FullStory{Story: news.Story{ID: one}, Summary: news.Summary{Headline: "Undone"}}))
		return errUndo
	})
	f.same("undone", f.find("undone"), []int64{})
	f.same("still there", f.find("fresh"), []int64{one})
}
