package dedup

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// unit is a set of copies, which enters the stories as one; its canonical node speaks for it.
type unit struct {
	node  int
	story int64
	size  int // articles of the story, as far as the index counts them
}

// The bounds of what is one story.
const (
	storyLink   = 0.12 // average similarity that joins two groups
	mergeLink   = 0.25 // the same for two stories that both stand in the index
	storyEdge   = 0.03 // a similarity below this counts as none
	apartWeight = -0.5 // similarity of two notices of one template
	twinLeast   = 0.2
	twinShare   = 0.12
	linkPower   = 0.3
	linkFree    = 4
	linkCap     = 200
	termHolders = 400 // a term in more nodes finds no candidates
)

// edge is the similarity of two units, a < b.
type edge struct {
	a, b int
	sim  float64
}

// joinStories groups the units by average link. The units of one story of the index are one group from the start.
func (f *field) joinStories() {
	f.makeUnits()
	edges := f.edges()
	g := newGroups(f.units, f.opt.Apart)
	for _, e := range edges {
		g.link(e.a, e.b, e.sim)
	}
	g.unite()
	f.group = g.labels()
	f.joined = f.reasons(edges)
}

func (f *field) makeUnits() {
	f.unitOf = make([]int, len(f.nodes))
	for i := range f.nodes {
		if f.root(i) == i {
			f.unitOf[i] = len(f.units)
			f.units = append(f.units, unit{node: i, story: f.nodes[i].story})
		}
	}
	for i := range f.nodes {
		u := f.unitOf[f.root(i)]
		f.unitOf[i] = u
		f.units[u].story = cmp.Or(f.units[u].story, f.nodes[i].story)
		f.units[u].size = max(f.units[u].size, f.nodes[i].size)
	}
}

// vector is a print's terms with their weights at unit length.
type vector []struct {
	hash   uint32
	weight float64
}

func (f *field) vector(p *print) vector {
	v := make(vector, len(p.terms))
	var sum float64
	for i, t := range p.terms {
		w := float64(t.weight) * idf(t.class, f.terms[t.hash], len(f.nodes))
		v[i].hash, v[i].weight = t.hash, w
		sum += w * w
	}
	if sum = math.Sqrt(sum); sum > 0 {
		for i := range v {
			v[i].weight /= sum
		}
	}
	return v
}

func (v vector) dot(w vector) float64 {
	var sum float64
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch {
		case v[i].hash < w[j].hash:
			i++
		case v[i].hash > w[j].hash:
			j++
		default:
			sum += v[i].weight * w[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}

// edges gives the similarities above storyEdge, and those of template twins. Of the index's articles only those are
// compared with each other that a new one ties together: their stories may turn out to be one.
func (f *field) edges() []edge {
	vectors := make([]vector, len(f.units))
	holders := map[uint32][]int{}
	for i, u := range f.units {
		vectors[i] = f.vector(f.nodes[u.node].print)
	}
	var out []edge
	seen := make([]int, len(f.units))
	compare := func(a, b int) {
		if seen[a] == b+1 || a == b {
			return
		}
		seen[a] = b + 1
		if sim := f.similarity(a, b, vectors); sim != 0 {
			out = append(out, edge{min(a, b), max(a, b), sim})
		}
	}
	for b, u := range f.units {
		if !f.fresh(b) {
			continue
		}
		for _, i := range f.nodes[u.node].found {
			compare(f.unitOf[i], b)
		}
		for _, t := range vectors[b] {
			for _, a := range last(holders[t.hash], termHolders) {
				compare(a, b)
			}
			holders[t.hash] = append(holders[t.hash], b)
		}
	}
	out = append(out, f.crossEdges()...)
	return append(out, f.bridged(out, vectors)...)
}

// fresh reports whether a unit is of no story of the index yet.
func (f *field) fresh(u int) bool { return f.units[u].story == 0 }

// bridged gives the similarities between the units of two stories of the index that a new unit is close to.
func (f *field) bridged(edges []edge, vectors []vector) []edge {
	ties := map[int][]int{} // new unit → units of stories
	for _, e := range edges {
		if e.sim < storyLink || f.fresh(e.a) == f.fresh(e.b) {
			continue
		}
		if f.fresh(e.a) {
			ties[e.a] = append(ties[e.a], e.b)
		} else {
			ties[e.b] = append(ties[e.b], e.a)
		}
	}
	var out []edge
	done := map[[2]int]bool{}
	for _, u := range slices.Sorted(maps.Keys(ties)) {
		for i, a := range ties[u] {
			for _, b := range ties[u][:i] {
				pair := [2]int{min(a, b), max(a, b)}
				if done[pair] || f.units[a].story == f.units[b].story {
					continue
				}
				done[pair] = true
				if sim := f.similarity(pair[0], pair[1], vectors); sim != 0 {
					out = append(out, edge{pair[0], pair[1], sim})
				}
			}
		}
	}
	return out
}

func (f *field) similarity(a, b int, vectors []vector) float64 {
	x, y := &f.nodes[f.units[a].node], &f.nodes[f.units[b].node]
	if !near(x.published, y.published, f.opt.Window) {
		return 0
	}
	if x.print.script+y.print.script == scriptSpaced+scriptDense {
		return 0 // crossEdges compares them
	}
	sim := vectors[a].dot(vectors[b])
	if sim < storyEdge {
		return 0
	}
	if sim > twinLeast {
		agree, differ := compareSlots(x.print.slots, y.print.slots)
		if differ > 1 && differ >= twinShare*(agree+differ) {
			return apartWeight
		}
	}
	return sim
}

// groups is agglomerative clustering by average link over a sparse similarity.
type groups struct {
	into  []int             // the group a unit or group went into; itself while it lives
	near  []map[int]float64 // group → sum of similarities
	size  []int             // units; in a story of the index also those that were no candidates
	story []int64           // of the index, 0 for none
	apart map[[2]int64]bool
	queue candidates
}

func newGroups(units []unit, apart [][2]int64) *groups {
	n := len(units)
	g := &groups{into: make([]int, n), near: make([]map[int]float64, n), size: make([]int, n),
		story: make([]int64, n), apart: map[[2]int64]bool{}}
	for _, pair := range apart {
		g.apart[pair], g.apart[[2]int64{pair[1], pair[0]}] = true, true
	}
	first := map[int64]int{}
	for i, u := range units {
		g.into[i], g.near[i], g.story[i] = i, map[int]float64{}, u.story
		if j, ok := first[u.story]; ok && u.story > 0 {
			g.into[i] = j
		} else {
			first[u.story] = i
		}
		g.size[g.into[i]]++
	}
	for i, u := range units {
		g.size[g.into[i]] = max(g.size[g.into[i]], u.size)
	}
	return g
}

// link adds the similarity of units a and b.
func (g *groups) link(a, b int, sim float64) {
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
func (g *groups) offer(a, b int) {
	pairs := float64(g.size[a] * g.size[b])
	score := g.near[a][b] / pairs * math.Pow(max(1, min(pairs, linkCap)/linkFree), linkPower)
	least := storyLink
	if g.story[a] > 0 && g.story[b] > 0 {
		least = mergeLink
	}
	if score >= least && !g.apart[[2]int64{g.story[a], g.story[b]}] {
		heap.Push(&g.queue, candidate{score, min(a, b), max(a, b), g.size[a] + g.size[b]})
	}
}

// unite joins the closest groups until none are close enough.
func (g *groups) unite() {
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
func (g *groups) merge(a, b int) {
	g.into[b] = a
	g.size[a] += g.size[b]
	g.story[a] = cmp.Or(g.story[a], g.story[b])
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

// labels gives the group of each member.
func (g *groups) labels() []int {
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

// reasons gives each unit's strongest tie within its group to an earlier or indexed unit.
func (f *field) reasons(edges []edge) []reason {
	best := make([]reason, len(f.units))
	other := make([]int, len(f.units))
	for _, e := range edges {
		if f.group[e.a] != f.group[e.b] {
			continue
		}
		for _, pair := range [][2]int{{e.a, e.b}, {e.b, e.a}} {
			if u := pair[0]; e.sim > best[u].score {
				best[u].score, other[u] = e.sim, pair[1]
			}
		}
	}
	for u := range best {
		if best[u].score > 0 {
			best[u].text = fmt.Sprintf("%s (%.2f)", f.common(f.units[u].node, f.units[other[u]].node), best[u].score)
		}
	}
	return best
}

// common names the weightiest things two nodes share.
func (f *field) common(a, b int) string {
	words := f.nodes[a].words
	if words == nil {
		words = f.nodes[b].words
	}
	type shared struct {
		hash   uint32
		weight float64
	}
	var both []shared
	v, w := f.vector(f.nodes[a].print), f.vector(f.nodes[b].print)
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch {
		case v[i].hash < w[j].hash:
			i++
		case v[i].hash > w[j].hash:
			j++
		default:
			both = append(both, shared{v[i].hash, v[i].weight * w[j].weight})
			i, j = i+1, j+1
		}
	}
	slices.SortFunc(both, func(x, y shared) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), order(x.hash, y.hash))
	})
	var names []string
	for _, s := range both[:min(len(both), 4)] {
		names = append(names, words[s.hash])
	}
	return strings.Join(names, ", ")
}
