package dedup

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"tidings/internal/news"
)

// reason is why a node was joined to another.
type reason struct {
	text  string
	score float64
	with  int64 // the other article
}

// copyReason says how nearly two texts are the same.
func copyReason(share float64) string {
	if percent := int(100 * share); percent < 99 {
		return news.Ground{Kind: news.GroundShare, Said: strconv.Itoa(percent)}.String()
	}
	return news.Ground{Kind: news.GroundText}.String()
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
			with := f.units[other[u]].node
			best[u].text, best[u].with = f.common(f.units[u].node, with), f.nodes[with].id
		}
	}
	return best
}

// common names what two nodes share, in the words of the new one: names, dates, numbers, matters of the glossary where
// that is all two languages share, and other words, the most telling first.
func (f *field) common(a, b int) string {
	said := f.nodes[a].words
	if said == nil {
		said = f.nodes[b].words
	}
	names := surface(append(f.sharedNames(a, b), f.sharedTerms(a, b, true)...), said)
	names = slices.DeleteFunc(names, numeric)
	dates := surface(f.sharedConcepts(a, b, conceptDate), said)
	numbers := slices.DeleteFunc(surface(f.sharedConcepts(a, b, conceptNumber), said),
		func(s string) bool { return slices.Contains(dates, s) })
	words := surface(f.sharedTerms(a, b, false), said)
	if len(words) == 0 {
		words = surface(f.sharedConcepts(a, b, conceptSubject), said)
	}
	var grounds []news.Ground
	for _, found := range []struct {
		kind news.GroundKind
		said []string
	}{
		{news.GroundNames, names}, {news.GroundDate, dates}, {news.GroundNumbers, numbers}, {news.GroundWords, words},
	} {
		if n := min(len(found.said), shownPerKind); n > 0 {
			grounds = append(grounds, news.Ground{Kind: found.kind, Said: strings.Join(found.said[:n], ", ")})
		}
	}
	if len(grounds) == 0 {
		grounds = []news.Ground{{Kind: news.GroundCommon}}
	}
	return news.JoinGrounds(grounds)
}

// numeric reports whether what is said is a number or a date and no name.
func numeric(s string) bool {
	tokens := tokenize(s)
	return len(tokens) > 0 && tokens[0].begins
}

// shownPerKind is how many names, dates, numbers and words a reason gives.
const shownPerKind = 3

// surface gives the words behind hashes, each once.
func surface(hashes []uint32, words surfaces) []string {
	var out []string
	for _, h := range hashes {
		if w := words[h]; w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// sharedConcepts gives the concepts of a kind that both nodes hold, the rarest first.
func (f *field) sharedConcepts(a, b int, kind conceptKind) []uint32 {
	var out []uint32
	for _, c := range f.nodes[a].print.concepts {
		if c.kind != kind {
			continue
		}
		if _, both := slices.BinarySearchFunc(f.nodes[b].print.concepts, c, conceptOrder); both {
			out = append(out, c.hash)
		}
	}
	slices.SortStableFunc(out, func(x, y uint32) int { return cmp.Or(cmp.Compare(f.ideas[x].nodes, f.ideas[y].nodes), order(x, y)) })
	return out
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
	slices.SortStableFunc(out, func(x, y uint32) int { return cmp.Or(cmp.Compare(f.ideas[x].nodes, f.ideas[y].nodes), order(x, y)) })
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
