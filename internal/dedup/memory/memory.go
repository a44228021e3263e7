// Package memory is the index of package dedup held in memory, for tests.
package memory

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"tidings/internal/news"
)

// Index is a dedup.Index. The zero value is empty and ready; it is not safe for concurrent use.
type Index struct {
	articles map[int64]news.Indexed
	byKey    map[uint64]map[int64]bool
	keys     map[int64][]uint64
	sizes    map[int64]int // of stories
	byDate   []published   // the latest last
}

// published is when an article was published.
type published struct {
	at time.Time
	id int64
}

// Put puts an article under its keys, in place of what was known of it.
func (m *Index) Put(x news.Indexed, keys []uint64) {
	if m.articles == nil {
		m.articles, m.sizes = map[int64]news.Indexed{}, map[int64]int{}
		m.byKey, m.keys = map[uint64]map[int64]bool{}, map[int64][]uint64{}
	}
	m.drop(x.ArticleID)
	for _, k := range keys {
		if m.byKey[k] == nil {
			m.byKey[k] = map[int64]bool{}
		}
		m.byKey[k][x.ArticleID] = true
	}
	at, _ := m.find(published{x.Published, x.ArticleID})
	m.byDate = slices.Insert(m.byDate, at, published{x.Published, x.ArticleID})
	m.articles[x.ArticleID], m.keys[x.ArticleID] = x, keys
	m.sizes[x.StoryID]++
}

// drop forgets an article, if it is known.
func (m *Index) drop(id int64) {
	x, ok := m.articles[id]
	if !ok {
		return
	}
	m.sizes[x.StoryID]--
	for _, k := range m.keys[id] {
		delete(m.byKey[k], id)
	}
	if at, found := m.find(published{x.Published, id}); found {
		m.byDate = slices.Delete(m.byDate, at, at+1)
	}
}

// find tells where p stands among the dates, or would stand.
func (m *Index) find(p published) (int, bool) {
	return slices.BinarySearchFunc(m.byDate, p, func(a, b published) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id))
	})
}

// Holders implements dedup.Index.
func (m *Index) Holders(_ context.Context, keys []uint64, most int) (map[uint64][]int64, error) {
	out := map[uint64][]int64{}
	for _, k := range keys {
		if ids := m.byKey[k]; len(ids) > 0 && len(ids) <= most {
			out[k] = slices.Sorted(maps.Keys(ids))
		}
	}
	return out, nil
}

// Fingerprints implements dedup.Index.
func (m *Index) Fingerprints(_ context.Context, ids []int64) ([]news.Indexed, error) {
	var out []news.Indexed
	for _, id := range ids {
		if x, ok := m.articles[id]; ok {
			x.StorySize = m.sizes[x.StoryID]
			out = append(out, x)
		}
	}
	return out, nil
}

// Latest implements dedup.Index.
func (m *Index) Latest(ctx context.Context, until time.Time, n int) ([]news.Indexed, error) {
	end, _ := m.find(published{until, math.MaxInt64})
	var ids []int64
	for _, d := range slices.Backward(m.byDate[max(0, end-n):end]) {
		ids = append(ids, d.id)
	}
	return m.Fingerprints(ctx, ids)
}
