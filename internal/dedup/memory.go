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
	found := m.count(keys, since, until)
	best := m.atLeast(found, m.cutoff(found, limit))
	slices.SortFunc(best, func(a, b int) int {
		return cmp.Or(m.shared[b]-m.shared[a], cmp.Compare(m.articles[a].ArticleID, m.articles[b].ArticleID))
	})
	var out []news.Indexed
	for _, i := range best[:min(len(best), limit)] {
		x := m.articles[i]
		x.StorySize = m.sizes[x.StoryID]
		out = append(out, x)
	}
	for _, i := range found {
		m.shared[i] = 0
	}
	return out, nil
}

// count sets shared for the articles within the window that have a key, and gives them.
func (m *Memory) count(keys []uint64, since, until time.Time) []int {
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
	m.found = found
	return found
}

// cutoff gives the number of shared keys that limit articles of found reach, 1 if there are not so many.
func (m *Memory) cutoff(found []int, limit int) int {
	var having [maxKeys + 1]int
	for _, i := range found {
		having[min(m.shared[i], maxKeys)]++
	}
	n := 0
	for shared := maxKeys; shared > 1; shared-- {
		if n += having[shared]; n >= limit {
			return shared
		}
	}
	return 1
}

func (m *Memory) atLeast(found []int, shared int) []int {
	var out []int
	for _, i := range found {
		if m.shared[i] >= shared {
			out = append(out, i)
		}
	}
	return out
}

// maxPosting is how many articles under one key are looked at, the latest added.
const maxPosting = 500
