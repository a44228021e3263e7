package dedup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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

// common names what two nodes share: names, then numbers and dates, then other words, the weightiest first.
func (f *field) common(a, b int) string {
	words := f.nodes[a].words
	if words == nil {
		words = f.nodes[b].words
	}
	var parts []string
	for _, found := range [][]uint32{f.sharedNames(a, b), f.sharedTerms(a, b, true), f.sharedTerms(a, b, false)} {
		if said := surface(found, words); said != "" {
			parts = append(parts, said)
		}
	}
	return strings.Join(parts, "; ")
}

// shownPerKind is how many names, facts and words a reason gives.
const shownPerKind = 3

// surface joins the words behind the first few hashes.
func surface(hashes []uint32, words surfaces) string {
	var out []string
	for _, h := range hashes {
		if w := words[h]; w != "" && !slices.Contains(out, w) && len(out) < shownPerKind {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// sharedNames gives the names by pinyin that both nodes hold, the rarest first.
func (f *field) sharedNames(a, b int) []uint32 {
	var out []uint32
	theirs := f.nodes[b].print.concepts
	for _, c := range f.nodes[a].print.concepts {
		if c.kind != conceptName && c.kind != conceptMaybe {
			continue
		}
		// Two maybes are no name.
		if kind, ok := counterpart(c, theirs); ok && kind != conceptMaybe {
			out = append(out, c.hash)
		}
	}
	slices.SortStableFunc(out, func(x, y uint32) int { return cmp.Or(f.ideas[x]-f.ideas[y], order(x, y)) })
	return out
}

// sharedTerms gives the terms that both nodes hold, those that are names, numbers and dates or the others.
func (f *field) sharedTerms(a, b int, facts bool) []uint32 {
	type shared struct {
		hash   uint32
		weight float64
	}
	var both []shared
	v, w := f.nodes[a].print.terms, f.nodes[b].print.terms
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch c := order(v[i].hash, w[j].hash); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			class := max(v[i].class, w[j].class)
			if (class == named) == facts {
				weight := float64(v[i].weight) * float64(w[j].weight) * idf(class, f.terms[v[i].hash], len(f.nodes))
				both = append(both, shared{v[i].hash, weight})
			}
			i, j = i+1, j+1
		}
	}
	slices.SortFunc(both, func(x, y shared) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), order(x.hash, y.hash))
	})
	out := make([]uint32, len(both))
	for i, s := range both {
		out[i] = s.hash
	}
	return out
}
