package dedup_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/dedup/memory"
	"tidings/internal/news"
	"tidings/internal/sitetest"
)

// TestDemoTownsArriveInParts: the same towns, crawled side by side, so that articles come in small parts of any order
// and meet those before them in the index only.
func TestDemoTownsArriveInParts(t *testing.T) {
	towns, err := sitetest.Demo(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var docs []dedup.Doc
	names, want := map[int64]string{}, map[string][]string{}
	for _, town := range towns {
		for _, a := range town.Articles() {
			id := int64(len(docs) + 1)
			names[id] = a.ID
			docs = append(docs, dedup.Doc{
				ID: id, SourceID: town.ID, Lang: town.Language, URL: "https://" + town.ID + ".example/" + a.ID, Title: a.Title,
				Text: a.Text, Published: a.At,
			})
			story := a.ID
			if a.Same != "" {
				story = a.Same
			}
			want[story] = append(want[story], a.ID)
		}
	}
	expected := partition(want)
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		got, why := arrive(t, random, docs)
		stories := map[int64][]string{}
		for id, story := range got {
			stories[story] = append(stories[story], names[id])
		}
		if g := partition(stories); g != expected {
			t.Errorf("seed %d:\n got %s\nwant %s\n%s", seed, g, expected, why)
		}
	}
}

// arrive clusters docs in random parts, each against an index of those before, and gives the story of each.
func arrive(t *testing.T, random *rand.Rand, docs []dedup.Doc) (map[int64]int64, string) {
	t.Helper()
	index, stories, why := &memory.Index{}, map[int64]int64{}, ""
	canonical := map[int64]int64{}
	order := random.Perm(len(docs))
	for len(order) > 0 {
		n := min(len(order), 1+random.IntN(4))
		var part []dedup.Doc
		for _, i := range order[:n] {
			part = append(part, docs[i])
		}
		order = order[n:]
		placements, err := dedup.Cluster(context.Background(), index, part, dedup.Options{})
		if err != nil {
			t.Fatal(err)
		}
		fresh := map[int]int64{}
		for _, p := range placements {
			story := p.StoryID
			if story == 0 {
				if fresh[p.Group] == 0 {
					fresh[p.Group] = p.ArticleID
				}
				story = fresh[p.Group]
			}
			stories[p.ArticleID], canonical[p.ArticleID] = story, p.Canonical
			for _, m := range p.Merge {
				for id, s := range stories {
					if s == m {
						stories[id] = story
					}
				}
			}
			if p.Reason != "" {
				why += fmt.Sprintf("%d: %s (%.2f)\n", p.ArticleID, p.Reason, p.Score)
			}
		}
		size := map[int64]int{}
		for _, s := range stories {
			size[s]++
		}
		refill := &memory.Index{}
		for i := range docs {
			d := docs[i]
			if s, ok := stories[d.ID]; ok {
				f := dedup.Sign(d)
				refill.Put(news.Indexed{
					ArticleID: d.ID, StoryID: s, Canonical: canonical[d.ID], StorySize: size[s], Published: d.Published, Data: f.Data,
				}, f.Keys)
			}
		}
		index = refill
	}
	return stories, why
}
