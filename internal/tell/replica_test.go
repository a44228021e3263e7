package tell

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// events are told by several articles each, in other words or copied.
var events = []string{
	"The council of Millford voted to rebuild the footbridge over the Lenn in steel, Mayor Dana Whitlow said. It costs 2.4 million.",
	"A warehouse in Harrowby burned down on the night to 2 March. Twelve engines came; 340 people were moved to a school.",
	"Lower Oxley opens its swimming hall on 9 March after two years of work. A ticket costs 4.50 for children of the town.",
	"因供水管道检修，云岭市人民路沿线将于3月5日8时至17时停水，影响居民约1200户，请提前储水。",
	"Lower Oxley opens its skating rink on 16 April after three years of work. A ticket costs 7.20 for children of the town.",
}

// newsroom gives a room over s and puts the articles of events into it, in random order of arrival.
func newsroom(t *testing.T, s *store.Store, random *rand.Rand) *Room {
	t.Helper()
	r := &Room{
		Store: s, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return storetest.Start },
		ThenSummarize: func(context.Context, *store.Tx) error { return nil },
	}
	const tellings = 4
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.SyncSources(t.Context(), []news.Source{{ID: "mill", Town: "Millford", Enabled: true}}, storetest.Start); err != nil {
			return err
		}
		for _, n := range random.Perm(tellings * len(events)) {
			event, telling := events[n/tellings], n%tellings
			_, _, err := tx.PutArticle(t.Context(), news.Article{
				SourceID: "mill", URL: fmt.Sprintf("https://mill.example/%02d", n), Kind: news.KindArticle, Lang: "en",
				Title: fmt.Sprintf("Report %c", 'A'+telling), Text: event, FirstSeen: storetest.Start,
				Published: news.Date{Time: storetest.Start.Add(time.Duration(n) * time.Minute), Clock: true},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// storiesOf writes the stories of all articles by their addresses, in a fixed order.
func storiesOf(t *testing.T, s *store.Store) string {
	t.Helper()
	articles, err := s.ArticlesFiltered(t.Context(), store.ArticleFilter{})
	if err != nil {
		t.Fatal(err)
	}
	urls := map[int64]string{}
	for _, a := range articles {
		urls[a.ID] = strings.TrimPrefix(a.URL, "https://mill.example/")
	}
	told := map[int64][]string{}
	for _, a := range articles {
		story, err := s.StoryOf(t.Context(), a.ID)
		if err != nil || story == 0 {
			t.Fatalf("article %d is in story %d: %v", a.ID, story, err)
		}
		full, err := s.Story(t.Context(), story)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range full.Members {
			if m.ArticleID == a.ID {
				told[story] = append(told[story], urls[a.ID]+" of "+urls[m.Canonical])
			}
		}
	}
	var out []string
	for _, members := range told {
		slices.Sort(members)
		out = append(out, strings.Join(members, ", "))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestOrderOfArrival: the articles of one crawl fall into the same stories in whatever order it found them.
func TestOrderOfArrival(t *testing.T) {
	want := ""
	for seed := range uint64(6) {
		s := storetest.SQLite(t)
		if err := newsroom(t, s, rand.New(rand.NewPCG(seed, 0))).Cluster(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := storiesOf(t, s)
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
	if n := strings.Count(want, "\n") + 1; n != len(events) {
		t.Errorf("%d stories, want %d:\n%s", n, len(events), want)
	}
}

// TestReplicas: two processes that cluster at once come to the stories that one comes to.
func TestReplicas(t *testing.T) {
	alone := storetest.SQLite(t)
	if err := newsroom(t, alone, rand.New(rand.NewPCG(1, 0))).Cluster(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := storiesOf(t, alone)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newsroom(t, s, rand.New(rand.NewPCG(1, 0)))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if err := r.Cluster(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if got := storiesOf(t, s); got != want {
			t.Errorf("two processes came to\n%s\none to\n%s", got, want)
		}
	})
}

// TestOverlappedDecision: what one process decided before another one committed is decided anew. Else an article that
// came between would found a story of its own.
func TestOverlappedDecision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newsroom(t, s, rand.New(rand.NewPCG(1, 0)))
		early, err := r.decide(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = s.Write(t.Context(), func(tx *store.Tx) error {
			_, _, err := tx.PutArticle(t.Context(), news.Article{
				SourceID: "mill", URL: "https://mill.example/first", Kind: news.KindArticle, Lang: "en", Text: events[0],
				Published: news.Date{Time: storetest.Start.Add(-time.Hour), Clock: true}, FirstSeen: storetest.Start,
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		late, err := r.decide(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if done, err := r.commit(t.Context(), early); !done || err != nil {
			t.Fatalf("the first commit: %v, %v", done, err)
		}
		if done, err := r.commit(t.Context(), late); done || err != nil {
			t.Fatalf("the second commit, of what was decided before the first: %v, %v", done, err)
		}
		if err := r.Cluster(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := storiesOf(t, s); strings.Count(got, "\n")+1 != len(events) {
			t.Errorf("the article between founded a story:\n%s", got)
		}
	})
}
