package dedup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tidings/internal/news"
)

// Memory is an Index held in memory, for tests and filters. The zero value is empty and ready; it is not safe for
// concurrent use.
type Memory struct {
	articles []news.Indexed
	byKey    map[uint64][]int
	sizes    map[int64]int // of stories

	found  []int // room for the answer of Candidates
	shared []int // how many keys an article shares, all zero between calls
}

// Add puts an article under its keys.
func (m *Memory) Add(x news.Indexed, keys []uint64) {
	if m.byKey == nil {
		m.byKey, m.sizes = map[uint64][]int{}, map[int64]int{}
	}
	for _, k := range keys {
		m.byKey[k] = append(m.byKey[k], len(m.articles))
	}
	m.articles = append(m.articles, x)
	m.shared = append(m.shared, 0)
	m.sizes[x.StoryID]++
}

// Candidates implements Index.
func (m *Memory) Candidates(
	_ context.Context, keys []uint64, since, until time.Time, limit int,
) ([]news.Indexed, error) {
	found := m.found[:0]
	for _, k := range keys {
		for _, i := range last(m.byKey[k], maxPosting) {
			at := m.articles[i].Published
			if !at.IsZero() && (at.Before(since) || at.After(until)) {
				continue
			}
			if m.shared[i] == 0 {
				found = append(found, i)
			}
			m.shared[i]++
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Or(m.shared[b]-m.shared[a], cmp.Compare(m.articles[a].ArticleID, m.articles[b].ArticleID))
	})
	m.found = found
	defer func() {
		for _, i := range found {
			m.shared[i] = 0
		}
	}()
	var out []news.Indexed
	for _, i := range found[:min(len(found), limit)] {
		x := m.articles[i]
		x.StorySize = m.sizes[x.StoryID]
		out = append(out, x)
	}
	return out, nil
}

// maxPosting is how many articles under one key are looked at, the latest added.
const maxPosting = 500
