package dedup

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// tally counts a text's terms.
type tally struct {
	count map[uint32]float64
	class map[uint32]class
	title map[uint32]bool
	words surfaces
}

func newTally(words surfaces) *tally {
	return &tally{count: map[uint32]float64{}, class: map[uint32]class{}, title: map[uint32]bool{}, words: words}
}

func (y *tally) add(h uint32, c class, p part, surface string) {
	if c == stop {
		return
	}
	y.count[h] += p.boost
	if p.title {
		y.title[h] = true
	}
	if c > y.class[h] {
		y.class[h] = c
	}
	if _, ok := y.words[h]; !ok {
		y.words[h] = surface
	}
}

// termsOf gives the terms that say most of what the parts are about.
func termsOf(parts []part, words surfaces) []term {
	y := newTally(words)
	for _, p := range parts {
		y.addFacts(p)
		y.addWords(p)
	}
	out := make([]term, 0, len(y.count))
	for h, n := range y.count {
		w := 1 + math.Log(n)
		out = append(out, term{hash: h, weight: uint8(min(max(w*16, 1), 255)), class: y.class[h], title: y.title[h]})
	}
	slices.SortFunc(out, termRank)
	out = out[:min(len(out), maxTerms)]
	slices.SortFunc(out, func(a, b term) int { return order(a.hash, b.hash) })
	return out
}

// termRank puts the telling terms first.
func termRank(a, b term) int {
	x, y := float64(a.weight)*telling[a.class], float64(b.weight)*telling[b.class]
	if c := cmp.Compare(y, x); c != 0 {
		return c
	}
	return order(a.hash, b.hash)
}

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
			w := stem(t.word)
			c := known.class(w, p.tongue)
			if c == rare && t.upper && !t.sentence && !titled {
				c = named
			}
			y.add(hash32(w), c, p, p.text[t.start:t.end])
		case t.kind == dense && i+1 < len(p.tokens) && p.tokens[i+1].kind == dense && !p.tokens[i+1].gap:
			y.addBigram(p, i, &known)
		}
	}
}

func (y *tally) addBigram(p part, i int, known *lexicon) {
	a, b := p.tokens[i], p.tokens[i+1]
	surface := p.text[a.start:b.end]
	c := known.class(surface, p.tongue)
	first, second := known.class(a.word, p.tongue), known.class(b.word, p.tongue)
	if first == stop || second == stop {
		c = max(c, common)
	}
	if first == stop && second == stop {
		c = stop
	}
	if c == rare && (strings.Contains(places, b.word) || strings.Contains(places, word(p.tokens, i+2))) {
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
