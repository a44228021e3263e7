package dedup

import (
	"cmp"
	"maps"
	"slices"

	"tidings/internal/dedup/group"
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
	briefLeast  = 0.2  // the same of two texts in spaced words: any two of one town have so much in common by chance,
	bodyLeast   = 0.3  // and of two whole articles in any script
	wholeText   = 250  // a text of so many shingles, about characters, is a whole article and no excerpt
	factShare   = 2    // names, numbers and dates count at most so many times what other words do
	twinLeast   = 0.2  // from this similarity on two articles may be notices of one template:
	twinShare   = 0.12 // they are if so much of their comparable slots differs,
	twinWeight  = -0.5 // and then push their groups apart
	termHolders = 400  // new articles found by one shared term
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
	members := make([]group.Member, len(f.units))
	for i, u := range f.units {
		members[i] = group.Member{Story: u.story, Size: u.size}
	}
	g := group.New(members, f.opt.Apart)
	for _, e := range edges {
		g.Link(e.a, e.b, e.sim)
	}
	f.group = g.Labels()
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

// edges gives the similarities above storyEdge, and those of template twins. Of the index's articles only those are
// compared with each other that a new one ties together: their stories may turn out to be one.
func (f *field) edges() []edge {
	vectors := make([]vector, len(f.units))
	for i, u := range f.units {
		vectors[i] = f.vector(f.nodes[u.node].print)
	}
	f.crowds = make([]crowd, len(f.units))
	var out []edge
	add := func(a, b int, words, facts float64) {
		sim := f.similarity(a, b, words, facts)
		if sim >= 0 { // of one template many may be out, and each may be told elsewhere
			f.meet(a, b, agreed(words, facts))
		}
		if sim != 0 {
			out = append(out, edge{min(a, b), max(a, b), sim})
		}
	}
	products := newProducts(len(f.units))
	for i := range f.nodes {
		if u := f.unitOf[i]; f.nodes[i].beside && f.units[u].node == i {
			products.put(u, vectors[u])
		}
	}
	for b, u := range f.units {
		if !f.fresh(b) {
			continue
		}
		seen := map[int]bool{b: true}
		for _, i := range f.nodes[u.node].found {
			if a := f.unitOf[i]; !seen[a] {
				seen[a] = true
				words, facts := vectors[a].cosine(vectors[b])
				add(a, b, words, facts)
			}
		}
		products.with(b, vectors, func(a int, words, facts float64) {
			if !seen[a] {
				add(a, b, words, facts)
			}
		})
	}
	out = slices.DeleteFunc(out, f.byChance)
	out = append(out, f.crossEdges()...)
	return append(out, f.bridged(out, vectors)...)
}

// fresh reports whether all of a unit is new.
func (f *field) fresh(u int) bool { return f.nodes[f.units[u].node].fresh }

// bridged gives the similarities between the units of two stories of the index that a new unit is close to.
func (f *field) bridged(edges []edge, vectors []vector) []edge {
	ties := map[int][]int{} // new unit → units of stories
	for _, e := range edges {
		if e.sim < group.StoryLink || f.fresh(e.a) == f.fresh(e.b) {
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
				words, facts := vectors[pair[0]].cosine(vectors[pair[1]])
				if sim := f.similarity(pair[0], pair[1], words, facts); sim != 0 {
					out = append(out, edge{pair[0], pair[1], sim})
				}
			}
		}
	}
	return out
}

// similarity is the cosine, given in its two parts, save that names, numbers and dates count only as far as other words
// agree too: what happens in one town on one day is not one event. Of a headline alone, names are most of what there is.
func (f *field) similarity(a, b int, words, facts float64) float64 {
	x, y := &f.nodes[f.units[a].node], &f.nodes[f.units[b].node]
	if !near(x.published, y.published, f.opt.Window) {
		return 0
	}
	if x.print.script+y.print.script == scriptSpaced+scriptDense {
		return 0 // crossEdges compares them
	}
	sim := words + facts
	if !x.print.bare && !y.print.bare {
		sim = agreed(words, facts)
		if sim < least(x.print, y.print) {
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

// agreed is the similarity of two texts by its parts.
func agreed(words, facts float64) float64 { return words + min(facts, factShare*words) }

// least gives the similarity that two texts have to pass which have nothing to do with each other.
func least(x, y *print) float64 {
	switch {
	case min(x.grams, y.grams) >= wholeText:
		return bodyLeast
	case x.script == scriptSpaced:
		return briefLeast
	}
	return storyEdge
}
