package dedup

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// unit is a set of copies, which enters the stories as one; its canonical node speaks for it.
type unit struct {
	node  int
	story int64
	size  int // articles of the story, as far as the index counts them
}

// The bounds of what is one story.
const (
	storyEdge   = 0.03 // a similarity below this counts as none
	bodyLeast   = 0.2  // the same of two whole texts in words: any two of one town have so much in common by chance
	factShare   = 2    // names, numbers and dates count at most so many times what other words do
	twinLeast   = 0.2  // from this similarity on two articles may be notices of one template:
	twinShare   = 0.12 // they are if so much of their comparable slots differs,
	twinWeight  = -0.5 // and then push their groups apart
	termHolders = 400  // new articles compared per shared term
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
	named  bool
}

func (f *field) vector(p *print) vector {
	v := make(vector, len(p.terms))
	var sum float64
	for i, t := range p.terms {
		w := float64(t.weight) * idf(t.class, f.terms[t.hash], len(f.nodes))
		v[i].hash, v[i].weight, v[i].named = t.hash, w, t.class == named
		sum += w * w
	}
	if sum = math.Sqrt(sum); sum > 0 {
		for i := range v {
			v[i].weight /= sum
		}
	}
	return v
}

// cosine of two vectors, that part of it apart which lies in names, numbers and dates.
func (v vector) cosine(w vector) (words, facts float64) {
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch {
		case v[i].hash < w[j].hash:
			i++
		case v[i].hash > w[j].hash:
			j++
		default:
			if v[i].named || w[j].named {
				facts += v[i].weight * w[j].weight
			} else {
				words += v[i].weight * w[j].weight
			}
			i, j = i+1, j+1
		}
	}
	return words, facts
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

// fresh reports whether all of a unit is new.
func (f *field) fresh(u int) bool { return f.nodes[f.units[u].node].fresh }

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

// similarity is the cosine, save that names, numbers and dates count only as far as other words agree too: what happens
// in one town on one day is not one event. Of a headline alone, names are most of what there is.
func (f *field) similarity(a, b int, vectors []vector) float64 {
	x, y := &f.nodes[f.units[a].node], &f.nodes[f.units[b].node]
	if !near(x.published, y.published, f.opt.Window) {
		return 0
	}
	if x.print.script+y.print.script == scriptSpaced+scriptDense {
		return 0 // crossEdges compares them
	}
	words, facts := vectors[a].cosine(vectors[b])
	sim := words + facts
	if !x.print.bare && !y.print.bare {
		sim = words + min(facts, factShare*words)
		if sim < bodyLeast && x.print.script == scriptSpaced {
			return 0
		}
	}
	if sim < storyEdge {
		return 0
	}
	if sim > twinLeast {
		agree, differ := compareSlots(x.print.slots, y.print.slots)
		// One figure of a headline that differs may be a newer one.
		if one := differ <= 1 && (x.print.bare || y.print.bare); !one && differ >= 1 && differ >= twinShare*(agree+differ) {
			return twinWeight
		}
	}
	return sim
}
