package dedup

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"tidings/internal/news"
)

// mostHolders is how many articles of a stretch may hold a key. More make it furniture: a word of the season, a line of
// a template. Such a key is not followed, so that the cost of a search does not grow with the index; what belongs
// together shares rarer ones too.
const mostHolders = 60

// leastShared is how much a whole text must share with a candidate: about one key that five articles hold, or two that
// thirty do. Headlines have so few words that one is enough.
const leastShared = 2.2

// search is what the index has for the new nodes of a batch: one question for all their keys, one for all that hold
// enough of them.
type search struct {
	holders map[uint64][]int64
	found   [][]int64 // new node → ids of its candidates
}

// question is a list of hashes and the time they are looked for in.
type question struct {
	hashes  []uint32
	window  time.Duration
	stretch int64
}

// questionsOf gives what the index is asked for n: far back for copies, within the window for stories.
func questionsOf(n *node, opt Options) [2]question {
	return [...]question{
		{n.print.copyHashes(), opt.CopyWindow, copyStretch},
		{n.print.storyHashes(), opt.Window, storyStretch},
	}
}

func newSearch(ctx context.Context, idx Index, nodes []node, opt Options) (*search, error) {
	asked := make([][2][]uint64, len(nodes))
	var all []uint64
	for i := range nodes {
		for q, x := range questionsOf(&nodes[i], opt) {
			for _, stretch := range stretches(nodes[i].published, x.window, x.stretch) {
				asked[i][q] = appendFiled(asked[i][q], x.hashes, stretch)
			}
			all = append(all, asked[i][q]...)
		}
	}
	slices.Sort(all)
	holders, err := idx.Holders(ctx, slices.Compact(all), mostHolders)
	if err != nil {
		return nil, fmt.Errorf("look up keys of %d articles: %w", len(nodes), err)
	}
	s := &search{holders: holders, found: make([][]int64, len(nodes))}
	for i := range nodes {
		least := leastShared
		if nodes[i].print.bare {
			least = 0
		}
		for _, keys := range asked[i] {
			s.found[i] = append(s.found[i], s.best(keys, least, opt.Candidates)...)
		}
	}
	return s, nil
}

// best gives at most n holders of keys: those that share the rarest and the most, at least so much, then by id.
func (s *search) best(keys []uint64, least float64, n int) []int64 {
	weight := map[int64]float64{}
	for _, k := range keys {
		ids := s.holders[k]
		w := math.Log(1 + mostHolders/float64(len(ids)))
		for _, id := range ids {
			weight[id] += w
		}
	}
	maps.DeleteFunc(weight, func(_ int64, w float64) bool { return w < least })
	out := slices.SortedFunc(maps.Keys(weight), func(a, b int64) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b))
	})
	return out[:min(len(out), n)]
}

// fieldLeast is how many articles are looked at together at least. A batch of fewer is judged beside the latest of the
// index, as if they had come with it: they show which words are common these days, what is alike by chance, and all the
// sides of an event of which the candidates are only the most alike ones.
const fieldLeast = 200

// latest gives the articles that stand beside those of a small batch.
func latest(ctx context.Context, idx Index, nodes []node) ([]news.Indexed, error) {
	var until time.Time
	for _, n := range nodes {
		if n.published.After(until) {
			until = n.published
		}
	}
	if len(nodes) >= fieldLeast || until.IsZero() {
		return nil, nil
	}
	out, err := idx.Latest(ctx, until, fieldLeast-len(nodes))
	if err != nil {
		return nil, fmt.Errorf("read the articles published before %s: %w", until, err)
	}
	return out, nil
}

// addFound appends the candidates to nodes, each once, and tells the new ones where theirs are. An article that is in
// the batch itself is no candidate, nor is one whose fingerprint cannot be read.
func (s *search) addFound(ctx context.Context, idx Index, nodes []node, known map[int64]bool) ([]node, error) {
	latest, err := latest(ctx, idx, nodes)
	if err != nil {
		return nil, err
	}
	beside := map[int64]bool{}
	for _, x := range latest {
		beside[x.ArticleID] = true
	}
	var ids []int64
	for _, found := range s.found {
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return known[id] || beside[id] })
	prints, err := idx.Fingerprints(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d fingerprints: %w", len(ids), err)
	}
	prints = append(prints, latest...)
	slices.SortFunc(prints, func(a, b news.Indexed) int { return cmp.Compare(a.ArticleID, b.ArticleID) })
	at := map[int64]int{}
	for _, x := range prints {
		p, err := decode(x.Data)
		if err != nil || known[x.ArticleID] {
			continue
		}
		at[x.ArticleID] = len(nodes)
		nodes = append(nodes, node{id: x.ArticleID, story: x.StoryID, size: x.StorySize, beside: beside[x.ArticleID],
			canonical: cmp.Or(x.Canonical, x.ArticleID), published: x.Published.UTC(), print: p})
	}
	for i, found := range s.found {
		for _, id := range found {
			if j, ok := at[id]; ok && !slices.Contains(nodes[i].found, j) {
				nodes[i].found = append(nodes[i].found, j)
			}
		}
	}
	return nodes, nil
}
