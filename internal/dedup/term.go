package dedup

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// tally counts a text's terms. It is used for one text after another.
type tally struct {
	at    map[uint32]int // hash → where it stands in terms
	terms []tallied
}

// tallied is a term, how often as it was found, and how it was first written.
type tallied struct {
	hash    uint32
	class   class
	title   bool
	count   float64
	surface string
}

func (y *tally) reset() {
	if y.at == nil {
		y.at = map[uint32]int{}
	}
	clear(y.at)
	y.terms = y.terms[:0]
}

func (y *tally) add(h uint32, c class, p part, surface string) {
	if c == stop {
		return
	}
	i, ok := y.at[h]
	if !ok {
		i = len(y.terms)
		y.at[h] = i
		y.terms = append(y.terms, tallied{hash: h, surface: surface})
	}
	t := &y.terms[i]
	t.count += p.boost
	t.title = t.title || p.title
	t.class = max(t.class, c)
}

// terms gives the terms that say most of what the parts are about, and adds how they are written to said.
func (s *signer) terms(parts []part, said surfaces) []term {
	y := &s.tally
	y.reset()
	for _, p := range parts {
		y.addFacts(p)
		y.addWords(p)
	}
	all := make([]term, len(y.terms))
	byRank := make([]uint64, len(y.terms))
	for i, t := range y.terms {
		w := 1 + math.Log(t.count)
		all[i] = term{hash: t.hash, weight: uint8(min(max(w*16, 1), 255)), class: t.class, title: t.title}
		byRank[i] = all[i].rank()
	}
	slices.Sort(byRank)
	out := make([]term, min(len(byRank), maxTerms))
	for i, r := range byRank[:len(out)] {
		at := y.at[uint32(r)]
		out[i] = all[at]
		if _, known := said[uint32(r)]; !known {
			said[uint32(r)] = y.terms[at].surface
		}
	}
	slices.SortFunc(out, func(a, b term) int { return order(a.hash, b.hash) })
	return out
}

// rank orders terms, the telling ones first, then by hash, which is its lower half.
func (t term) rank() uint64 { return uint64(ranks()[t.class][t.weight])<<32 | uint64(t.hash) }

// ranks gives, for each class and weight, how many kinds of term tell more.
var ranks = sync.OnceValue(func() *[classes][256]uint32 {
	type kind struct {
		class  int
		weight int
		tells  float64
	}
	var kinds []kind
	for c := range int(classes) {
		for w := range 256 {
			kinds = append(kinds, kind{c, w, float64(w) * telling[c]})
		}
	}
	slices.SortFunc(kinds, func(a, b kind) int { return cmp.Compare(b.tells, a.tells) })
	out := new([classes][256]uint32)
	for i, k := range kinds {
		if out[k.class][k.weight] = uint32(i); i > 0 && kinds[i-1].tells == k.tells {
			out[k.class][k.weight] = out[kinds[i-1].class][kinds[i-1].weight]
		}
	}
	return out
})

func (y *tally) addFacts(p part) {
	for _, f := range p.facts {
		if f.kind == factTime || f.kind == factYear || len(f.value) < 2 {
			continue
		}
		y.add(mix(uint32(f.kind)+1, hash32(f.value)), named, p, p.surface(f))
	}
}

// surface gives the words of the text a fact was read from.
func (p part) surface(f fact) string { return p.text[p.tokens[f.first].start:p.tokens[f.last].end] }

func (y *tally) addWords(p part) {
	known := words()
	titled := mostlyUpper(p.tokens)
	for i, t := range p.tokens {
		switch {
		case t.kind == spaced && len(t.word) > 1:
			c := t.class(p.tongue)
			if c == rare && t.upper && !t.sentence && !titled {
				c = named
			}
			y.add(t.root, c, p, p.text[t.start:t.end])
		case t.kind == dense && i+1 < len(p.tokens) && p.tokens[i+1].kind == dense && !p.tokens[i+1].gap:
			y.addBigram(p, i, known)
		}
	}
}

func (y *tally) addBigram(p part, i int, known *lexicon) {
	a, b := p.tokens[i], p.tokens[i+1]
	surface := p.text[a.start:b.end]
	c := rare
	if a.pairs {
		c = known.table[surface].class(p.tongue)
	}
	first, second := a.class(p.tongue), b.class(p.tongue)
	if first == stop || second == stop {
		c = max(c, common)
	}
	if first == stop && second == stop {
		c = stop
	}
	// At the end of a text anything may follow.
	if c == rare && (b.place || i+2 >= len(p.tokens) || p.tokens[i+2].place) {
		c = named
	}
	y.add(mix(a.hash, b.hash), c, p, surface)
}

// mostlyUpper reports whether capitals say nothing here: a headline in title case.
func mostlyUpper(tokens []token) bool {
	words, upper := 0, 0
	for _, t := range tokens {
		if t.kind == spaced {
			words++
			if t.upper {
				upper++
			}
		}
	}
	return upper*2 > words
}
