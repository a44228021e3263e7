package dedup

import (
	"context"
	"maps"
	"slices"

	"tidings/internal/news"
)

// Memory is an Index held in memory, for tests and filters. The zero value is empty and ready; it is not safe for
// concurrent use.
type Memory struct {
	articles map[int64]news.Indexed
	byKey    map[uint64]map[int64]bool
	keys     map[int64][]uint64
	sizes    map[int64]int // of stories
}

// Put puts an article under its keys, in place of what was known of it.
func (m *Memory) Put(x news.Indexed, keys []uint64) {
	if m.articles == nil {
		m.articles, m.sizes = map[int64]news.Indexed{}, map[int64]int{}
		m.byKey, m.keys = map[uint64]map[int64]bool{}, map[int64][]uint64{}
	}
	if old, ok := m.articles[x.ArticleID]; ok {
		m.sizes[old.StoryID]--
		for _, k := range m.keys[x.ArticleID] {
			delete(m.byKey[k], x.ArticleID)
		}
	}
	for _, k := range keys {
		if m.byKey[k] == nil {
			m.byKey[k] = map[int64]bool{}
		}
		m.byKey[k][x.ArticleID] = true
	}
	m.articles[x.ArticleID], m.keys[x.ArticleID] = x, keys
	m.sizes[x.StoryID]++
}

// Holders implements Index.
func (m *Memory) Holders(_ context.Context, keys []uint64, most int) (map[uint64][]int64, error) {
	out := map[uint64][]int64{}
	for _, k := range keys {
		if ids := m.byKey[k]; len(ids) > 0 && len(ids) <= most {
			out[k] = slices.Sorted(maps.Keys(ids))
		}
	}
	return out, nil
}

// Fingerprints implements Index.
func (m *Memory) Fingerprints(_ context.Context, ids []int64) ([]news.Indexed, error) {
	var out []news.Indexed
	for _, id := range ids {
		if x, ok := m.articles[id]; ok {
			x.StorySize = m.sizes[x.StoryID]
			out = append(out, x)
		}
	}
	return out, nil
}
