package tell

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/internal/summarize"
)

// desk is a room over a new store, at which an operator works.
type desk struct {
	*testing.T
	*Room
	asked int // how often summaries were asked for
	clock time.Time
}

func newDesk(t *testing.T) *desk { return newDeskOver(t, storetest.SQLite(t)) }

func newDeskOver(t *testing.T, s *store.Store) *desk {
	d := &desk{T: t, clock: storetest.Start}
	d.Room = &Room{
		Store: s, Summarizer: summarize.Extractive{}, Log: slog.New(slog.DiscardHandler),
		Now:           func() time.Time { d.clock = d.clock.Add(time.Minute); return d.clock },
		ThenSummarize: func(context.Context, *store.Tx) error { d.asked++; return nil },
	}
	d.write(func(tx *store.Tx) error {
		return tx.SyncSources(t.Context(), []news.Source{{ID: "mill", Town: "Millford", Enabled: true}}, storetest.Start)
	})
	return d
}

// tellAll summarizes what waits.
func (d *desk) tellAll() {
	d.Helper()
	if err := d.Summarize(d.Context()); err != nil {
		d.Fatal(err)
	}
}

// stale gives the stories that wait for a summary, by id.
func (d *desk) stale() []int64 {
	d.Helper()
	ids, err := d.Store.StoriesToSummarize(d.Context(), 500)
	if err != nil {
		d.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

func (d *desk) write(fn func(tx *store.Tx) error) {
	d.Helper()
	if err := d.Store.Write(d.Context(), fn); err != nil {
		d.Fatal(err)
	}
}

// article keeps an article under a number, which is its id on a new store.
func (d *desk) article(n int, title, text string) (id int64) {
	d.Helper()
	d.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.PutArticle(d.Context(), news.Article{
			SourceID: "mill", URL: fmt.Sprintf("https://mill.example/%d", n), Kind: news.KindArticle, Title: title, Text: text,
			Lang: "en", Published: news.Date{Time: storetest.Start.Add(time.Duration(n) * time.Minute), Clock: true},
			FirstSeen: storetest.Start,
		})
		return err
	})
	return id
}

func (d *desk) cluster() {
	d.Helper()
	if err := d.Cluster(d.Context()); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) storyOf(article int64) int64 {
	d.Helper()
	id, err := d.Store.StoryOf(d.Context(), article)
	if err != nil || id == 0 {
		d.Fatalf("article %d is in story %d (%v)", article, id, err)
	}
	return id
}

// member gives an article's place in its story.
func (d *desk) member(article int64) news.Member {
	d.Helper()
	story, err := d.Store.Story(d.Context(), d.storyOf(article))
	if err != nil {
		d.Fatal(err)
	}
	return story.Members[slices.IndexFunc(story.Members, func(m news.Member) bool { return m.ArticleID == article })]
}

const report = `The council of Millford voted on Monday to rebuild the footbridge over the Lenn in steel. Mayor Dana ` +
	`Whitlow said the work begins on 9 March and costs 2.4 million. The old bridge of 1931 was closed after a flood in ` +
	`January washed out its eastern pier. Residents of the mill quarter have walked around by the weir since then.`

func TestSplitIsRespected(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) { splitIsRespected(t, newDeskOver(t, s)) })
}

func splitIsRespected(t *testing.T, d *desk) {
	t.Helper()
	a, b := d.article(1, "Millford rebuilds footbridge", report), d.article(2, "Millford rebuilds footbridge", report)
	d.cluster()
	story := d.storyOf(a)
	if d.storyOf(b) != story || d.member(b).Canonical != a {
		t.Fatalf("two copies are no story: %+v", d.member(b))
	}
	d.tellAll()
	d.asked = 0
	off, err := d.Split(t.Context(), story, b)
	if err != nil || off == story || d.storyOf(b) != off || d.storyOf(a) != story {
		t.Fatalf("split off %d of %d: %v", off, story, err)
	}
	want := news.Member{ArticleID: b, Canonical: b, Reason: fmt.Sprintf("split by hand from story %d", story), Score: 1}
	if got := d.member(b); got != want {
		t.Errorf("member %+v, want %+v", got, want)
	}
	if ids := d.stale(); d.asked != 1 || !slices.Equal(ids, []int64{story, off}) {
		t.Errorf("asked %d times, to summarize: %v", d.asked, ids)
	}
	if full, err := d.Store.FullStory(t.Context(), off); err != nil || full.Story.Town != "Millford" ||
		full.Story.Representative != b || full.Story.FirstPublished.IsZero() {
		t.Errorf("new story %+v: %v", full.Story, err)
	}
	d.article(2, "Millford rebuilds footbridge", report+" The weir path stays lit.") // read again
	third := d.article(3, "Millford rebuilds footbridge", report)
	d.cluster()
	if d.storyOf(a) != story || d.storyOf(b) != off || d.member(b) != want {
		t.Errorf("the clusterer put a and b into %d and %d (%+v), want %d and %d", d.storyOf(a), d.storyOf(b), d.member(b),
			story, off)
	}
	if s := d.storyOf(third); s != story && s != off {
		t.Errorf("a third copy is in story %d, want one of the two", s)
	}
}

func TestJoinOverridesSplit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) { joinOverridesSplit(t, newDeskOver(t, s)) })
}

func joinOverridesSplit(t *testing.T, d *desk) {
	t.Helper()
	a := d.article(1, "Millford rebuilds footbridge", report)
	b := d.article(2, "Apples are ripe", "Growers pick the first apples.")
	c := d.article(3, "Library opens late", "The town library opens on Thursday evenings from April on.")
	d.cluster()
	first, second := d.storyOf(a), d.storyOf(b)
	if first == second {
		t.Fatal("two events are one story")
	}
	d.tellAll()
	d.asked = 0
	into, err := d.Join(t.Context(), first, second, first)
	if err != nil || into != first || d.storyOf(b) != first || d.member(b).Reason != "joined by hand" {
		t.Fatalf("joined into %d: %+v, %v", into, d.member(b), err)
	}
	if ids := d.stale(); d.asked != 1 || !slices.Equal(ids, []int64{first}) {
		t.Errorf("asked %d times, to summarize: %v", d.asked, ids)
	}
	d.article(2, "Apples are ripe", "Growers pick the first red apples of the year.") // read again
	d.cluster()
	if d.storyOf(b) != first || d.member(b).Reason != "joined by hand" {
		t.Errorf("after it changed: %+v in story %d", d.member(b), d.storyOf(b))
	}
	off, err := d.Split(t.Context(), first, b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Join(t.Context(), d.storyOf(c), off, first); err != nil {
		t.Fatal(err)
	}
	if pairs, err := d.Store.Apart(t.Context()); err != nil || len(pairs) > 0 || d.storyOf(a) != d.storyOf(b) {
		t.Errorf("still apart: %v (%v)", pairs, err)
	}
}

func TestHandRefuses(t *testing.T) {
	d := newDesk(t)
	a, b := d.article(1, "Millford rebuilds footbridge", report), d.article(2, "Apples are ripe", "Growers pick apples.")
	d.cluster()
	first, second := d.storyOf(a), d.storyOf(b)
	for name, c := range map[string]struct {
		do   func() (int64, error)
		want fault.Kind
		says string
	}{
		"all articles":  {func() (int64, error) { return d.Split(t.Context(), first, a) }, fault.Invalid, "not all"},
		"none":          {func() (int64, error) { return d.Split(t.Context(), first) }, fault.Invalid, "name some"},
		"of another":    {func() (int64, error) { return d.Split(t.Context(), first, b) }, fault.Invalid, "not in it"},
		"no story":      {func() (int64, error) { return d.Split(t.Context(), 99, a) }, fault.NotFound, "no story 99"},
		"join no story": {func() (int64, error) { return d.Join(t.Context(), first, 99) }, fault.NotFound, "no story 99"},
		"join itself":   {func() (int64, error) { return d.Join(t.Context(), second, second) }, fault.Invalid, "one story"},
	} {
		if _, err := c.do(); !fault.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d.storyOf(a) != first || d.storyOf(b) != second {
		t.Error("a refused change changed something")
	}
}

// TestClusterDecidesAnew: an operator joins two stories while the clusterer is deciding by what it read before.
func TestClusterDecidesAnew(t *testing.T) {
	d := newDesk(t)
	a, b := d.article(1, "Millford rebuilds footbridge", report), d.article(2, "Apples are ripe", "Growers pick apples.")
	d.cluster()
	first, second := d.storyOf(a), d.storyOf(b)
	late := d.article(3, "Millford rebuilds footbridge", report)
	old, err := d.decide(t.Context())
	if err != nil || old.placements[0].StoryID != first {
		t.Fatalf("%+v: %v", old.placements, err)
	}
	if _, err := d.Join(t.Context(), second, first); err != nil {
		t.Fatal(err)
	}
	if done, err := d.commit(t.Context(), old); done || err != nil {
		t.Errorf("an outdated decision is done: %v, %v", done, err)
	}
	d.cluster()
	if d.storyOf(late) != second {
		t.Errorf("the late article is in story %d, want %d", d.storyOf(late), second)
	}
}

// TestPartings: merging one story takes over what it is apart from.
func TestPartings(t *testing.T) {
	for _, c := range []struct {
		apart      [][2]int64
		from, want []int64
	}{
		{nil, []int64{2, 3}, []int64{2, 3}},
		{[][2]int64{{1, 2}}, []int64{2, 3}, []int64{3}},
		{[][2]int64{{2, 3}}, []int64{2, 3}, []int64{2}},
		{[][2]int64{{3, 4}, {2, 4}}, []int64{2, 3, 4}, []int64{2, 3}},
	} {
		if got := partingsOf(c.apart).merge(1, c.from); !slices.Equal(got, c.want) {
			t.Errorf("%v apart: merged %v of %v, want %v", c.apart, got, c.from, c.want)
		}
	}
}
