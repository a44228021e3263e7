// Package group joins what is alike into groups by average link: agglomerative clustering over a sparse similarity, for
// package dedup, whose stories the groups become. Give [New] the members, tell [Groups.Link] how alike they are, and
// read [Groups.Labels] off.
package group

import (
	"container/heap"
	"math"
)

// The links that join groups. The mean similarity of an event's articles falls with their number, for everyone tells
// another side of it, while that of strangers stays at nothing; so the mean needed falls with the pairs it is over.
const (
	StoryLink = 0.12 // mean similarity that joins two groups
	mergeLink = 0.15 // the same for two stories that both stand in the index
	linkFree  = 4    // up to so many pairs the mean counts as it is,
	linkPower = 0.3  // above, it is multiplied by this power of how many times more there are,
	linkCap   = 200  // up to so many
)

// Member is what is grouped: an article with its copies.
type Member struct {
	Story int64 // of the index, 0 when it is in none; the members of a story are one group from the start
	Size  int   // articles of that story, as far as the index counts them
}

// Groups is one grouping.
type Groups struct {
	into  []int             // the group a member or group went into; itself while it lives
	near  []map[int]float64 // group → sum of similarities
	size  []int             // members; in a story of the index also those that were no candidates
	story [][]int64         // of the index
	apart map[[2]int64]bool
	queue candidates
}

// New begins a grouping of members, each a group of its own as far as stories do not join them. Stories that are apart
// never come into one group.
func New(members []Member, apart [][2]int64) *Groups {
	n := len(members)
	g := &Groups{into: make([]int, n), near: make([]map[int]float64, n), size: make([]int, n),
		story: make([][]int64, n), apart: map[[2]int64]bool{}}
	for _, pair := range apart {
		g.apart[pair], g.apart[[2]int64{pair[1], pair[0]}] = true, true
	}
	first := map[int64]int{}
	for i, m := range members {
		g.into[i], g.near[i] = i, map[int]float64{}
		if j, ok := first[m.Story]; ok {
			g.into[i] = j
		} else if m.Story > 0 {
			first[m.Story], g.story[i] = i, []int64{m.Story}
		}
		g.size[g.into[i]]++
	}
	for i, m := range members {
		g.size[g.into[i]] = max(g.size[g.into[i]], m.Size)
	}
	return g
}

// Link adds the similarity of members a and b.
func (g *Groups) Link(a, b int, sim float64) {
	a, b = g.into[a], g.into[b]
	if a != b {
		g.near[a][b] += sim
		g.near[b][a] += sim
	}
}

// candidate is a possible union, stale once either group has changed.
type candidate struct {
	score float64
	a, b  int
	sizes int
}

// candidates is a heap, best first.
type candidates []candidate

func (c candidates) Len() int { return len(c) }
func (c candidates) Less(i, j int) bool {
	x, y := c[i], c[j]
	if x.score != y.score {
		return x.score > y.score
	}
	return x.a < y.a || x.a == y.a && x.b < y.b
}
func (c candidates) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *candidates) Push(x any)   { *c = append(*c, x.(candidate)) }
func (c *candidates) Pop() any {
	old := *c
	x := old[len(old)-1]
	*c = old[:len(old)-1]
	return x
}

// offer queues the union of a and b if they are close enough. Two stories of the index need to be closer: what was
// told apart should stay so unless it plainly is one event.
func (g *Groups) offer(a, b int) {
	pairs := float64(g.size[a] * g.size[b])
	score := g.near[a][b] / pairs * math.Pow(max(1, min(pairs, linkCap)/linkFree), linkPower)
	least := StoryLink
	if len(g.story[a]) > 0 && len(g.story[b]) > 0 {
		least = mergeLink
	}
	if score >= least && !g.parted(a, b) {
		heap.Push(&g.queue, candidate{score, min(a, b), max(a, b), g.size[a] + g.size[b]})
	}
}

// parted reports whether an operator told stories of a and b apart.
func (g *Groups) parted(a, b int) bool {
	for _, x := range g.story[a] {
		for _, y := range g.story[b] {
			if g.apart[[2]int64{x, y}] {
				return true
			}
		}
	}
	return false
}

// unite joins the closest groups until none are close enough.
func (g *Groups) unite() {
	for a := range g.near {
		for b := range g.near[a] {
			if a < b {
				g.offer(a, b)
			}
		}
	}
	for len(g.queue) > 0 {
		c := heap.Pop(&g.queue).(candidate)
		if g.into[c.a] != c.a || g.into[c.b] != c.b || g.size[c.a]+g.size[c.b] != c.sizes {
			continue
		}
		g.merge(c.a, c.b)
	}
}

// merge puts b into a.
func (g *Groups) merge(a, b int) {
	g.into[b] = a
	g.size[a] += g.size[b]
	g.story[a] = append(g.story[a], g.story[b]...)
	delete(g.near[a], b)
	for c, sum := range g.near[b] {
		delete(g.near[c], b)
		if c == a {
			continue
		}
		g.near[a][c] += sum
		g.near[c][a] = g.near[a][c]
	}
	g.near[b] = nil
	for c := range g.near[a] {
		g.offer(a, c)
	}
}

// Labels joins the closest groups until none are close enough, and gives the group of each member: the number of one of
// its members.
func (g *Groups) Labels() []int {
	g.unite()
	out := make([]int, len(g.into))
	for i := range out {
		j := i
		for g.into[j] != j {
			j = g.into[j]
		}
		out[i] = j
	}
	return out
}
