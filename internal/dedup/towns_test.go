package dedup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/dedup/memory"
	"tidings/internal/sitetest"
)

// TestDemoTownsFallIntoTheirStories: a small batch in three languages, among it three events told in Chinese and in
// English, two notices of one template, and unrelated articles of one town that share only its name and common words.
func TestDemoTownsFallIntoTheirStories(t *testing.T) {
	for day := range 14 {
		now := time.Date(2026, 11, 22+day, 12, 0, 0, 0, time.UTC)
		towns, err := sitetest.Demo(now)
		if err != nil {
			t.Fatal(err)
		}
		want, docs, names := map[string]string{}, []dedup.Doc(nil), map[int64]string{}
		for _, town := range towns {
			for _, a := range town.Articles() {
				id := int64(len(docs) + 1)
				names[id] = a.ID
				docs = append(docs, dedup.Doc{ID: id, SourceID: town.ID, Lang: town.Language, URL: "https://" + town.ID + ".example/" + a.ID,
					Title: a.Title, Text: a.Text, Published: a.At})
				if want[a.ID] = a.ID; a.Same != "" {
					want[a.ID] = a.Same
				}
			}
		}
		placements, err := dedup.Cluster(context.Background(), &memory.Index{}, docs, dedup.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, expected, why := map[int][]string{}, map[string][]string{}, ""
		for _, p := range placements {
			got[p.Group] = append(got[p.Group], names[p.ArticleID])
			why += fmt.Sprintf("%s: %s\n", names[p.ArticleID], p.Reason)
		}
		for id, story := range want {
			expected[story] = append(expected[story], id)
		}
		if g, w := partition(got), partition(expected); g != w {
			t.Errorf("on %s:\n got %s\nwant %s\n%s", now.Format(time.DateOnly), g, w, why)
		}
	}
}

// partition writes the groups of more than one in a fixed order.
func partition[K comparable](groups map[K][]string) string {
	var out []string
	for _, g := range groups {
		if len(g) > 1 {
			slices.Sort(g)
			out = append(out, strings.Join(g, "+"))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
