package dedup

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"tidings/internal/news"
)

// Sign gives the fingerprint of doc. It depends on nothing but the URL, title and text.
func Sign(doc Doc) news.Fingerprint {
	p, _ := read(doc)
	return news.Fingerprint{Data: p.encode(), Keys: p.keys()}
}

// surfaces gives back the words behind the hashes of a text's terms and concepts, for reasons.
type surfaces map[uint32]string

// part is a piece of an article: its title, its text, the slug of its URL.
type part struct {
	text   string
	tokens []token
	facts  []fact
	boost  float64 // how much its terms count
	title  bool
	tongue tongue
}

// The weight of one occurrence of a term in each part.
const (
	boostTitle = 2.5
	boostText  = 1
	boostSlug  = 1
)

// read gives the print of doc and the words behind it.
func read(doc Doc) (*print, surfaces) {
	parts := []part{
		newPart(doc.Title, boostTitle, true),
		newPart(body(doc.Text), boostText, false),
	}
	told := parts[1].tokens
	if len(told) == 0 {
		told = parts[0].tokens
	}
	p := &print{script: scriptOf(parts)}
	p.sketch, p.grams = sketch(told)
	said := surfaces{}
	p.slots = slotsOf(parts)
	p.concepts = conceptsOf(parts, said)
	p.terms = termsOf(append(parts, newPart(slug(doc.URL), boostSlug, false)), said)
	return p, said
}

func newPart(text string, boost float64, title bool) part {
	p := part{text: text, tokens: tokenize(text), boost: boost, title: title}
	p.facts = facts(p.tokens)
	known := words()
	p.tongue = known.tongueOf(p.tokens)
	return p
}

// scriptOf tells how most of the text is written; a dense character says about as much as half a word.
func scriptOf(parts []part) script {
	var words, characters int
	for _, p := range parts {
		for _, t := range p.tokens {
			switch t.kind {
			case spaced:
				words++
			case dense:
				characters++
			}
		}
	}
	switch {
	case words+characters == 0:
		return scriptNone
	case characters > 2*words:
		return scriptDense
	}
	return scriptSpaced
}

// slug gives the words of the last part of a URL's path, which often is the headline the article was first given.
func slug(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	longest := ""
	for s := range strings.SplitSeq(u.Path, "/") {
		s = strings.TrimSuffix(s, path.Ext(s))
		if strings.Count(s, "-")+strings.Count(s, "_") > strings.Count(longest, " ") {
			longest = strings.Map(func(r rune) rune {
				if r == '-' || r == '_' {
					return ' '
				}
				return r
			}, s)
		}
	}
	return strings.Join(slices.DeleteFunc(strings.Fields(longest), coded), " ")
}

// coded reports whether a part of a slug is a number or identifier and no word.
func coded(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// gramWeight is how much text one shingle spans, in the weights of tokens: five characters or three words.
const (
	gramWeight   = 24
	weightDense  = 5
	weightSpaced = 8
)

// sketch gives the smallest hashes of the shingles of tokens, sorted, and how many distinct shingles there are.
func sketch(tokens []token) ([]uint32, int) {
	all := make([]uint32, 0, len(tokens))
	for i := range tokens {
		h, weight, j := uint32(0), 0, i
		for ; j < len(tokens) && weight < gramWeight; j++ {
			h = mix(h, tokens[j].hash)
			weight += weightSpaced
			if tokens[j].kind == dense {
				weight -= weightSpaced - weightDense
			}
		}
		if weight >= gramWeight || i == 0 {
			all = append(all, h)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxSketch)], len(all)
}

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

// conceptsOf gives what of the parts survives translation, the title's first.
func conceptsOf(parts []part, words surfaces) []concept {
	var out []concept
	seen := map[concept]bool{}
	add := func(c concept, surface string) {
		if !seen[c] {
			seen[c] = true
			out = append(out, c)
			words[c.hash] = surface
		}
	}
	for _, p := range parts {
		for _, f := range p.facts {
			if kind, ok := conceptOf(f); ok {
				add(concept{hash32(f.value), kind}, p.surface(f))
			}
		}
	}
	for _, p := range parts {
		addNamed(p, add)
	}
	addMaybe(parts[0], seen, add)
	out = out[:min(len(out), maxConcepts)]
	slices.SortFunc(out, conceptOrder)
	return out
}

func addNamed(p part, add func(concept, string)) {
	found := subjects(p.text, p.tokens)
	for _, id := range slices.Sorted(maps.Keys(found)) {
		add(concept{id, conceptSubject}, found[id])
	}
	names := latinNames(p.text, p.tokens)
	maps.Copy(names, denseNames(p.text, p.tokens))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		add(concept{hash32(name), conceptName}, names[name])
	}
}

// addMaybe adds what may be names in the title, unless they are known for names.
func addMaybe(p part, seen map[concept]bool, add func(concept, string)) {
	names := headlineNames(p.text, p.tokens)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if c := (concept{hash32(name), conceptName}); !seen[c] {
			c.kind = conceptMaybe
			add(c, names[name])
		}
	}
}

// conceptOf gives the kind of concept a fact is. Numbers below ten and years are everywhere and say nothing.
func conceptOf(f fact) (conceptKind, bool) {
	switch f.kind {
	case factNumber, factPercent:
		return conceptNumber, len(f.value) > 1
	case factDate:
		return conceptDate, true
	case factTime:
		return conceptTime, true
	}
	return 0, false
}

// The most keys of each sort a fingerprint gets.
const (
	keysSketch = 12
	keysTerm   = 14
	keysCross  = 22
)

// keys gives the index keys of p: a few shingles for copies, the most telling terms for stories, and pairs of a name
// with a number or date for translations.
func (p *print) keys() []uint64 {
	out := make([]uint64, 0, keysSketch+keysTerm+keysCross)
	out = append(out, p.copyKeys()...)
	out = append(out, p.termKeys()...)
	return append(out, p.crossKeys()...)
}

func (p *print) copyKeys() []uint64 {
	var out []uint64
	for _, h := range p.sketch[:min(len(p.sketch), keysSketch)] {
		out = append(out, key('s', h, 0))
	}
	return out
}

func (p *print) termKeys() []uint64 {
	ranked := slices.SortedFunc(slices.Values(p.terms), termRank)
	var out []uint64
	for _, t := range ranked[:min(len(ranked), keysTerm)] {
		out = append(out, key('t', t.hash, 0))
	}
	return out
}

// crossKeys gives pairs of facts under which a translation is found. Texts that are neither Chinese nor name anything
// in pinyin have none.
func (p *print) crossKeys() []uint64 {
	of := [conceptKinds][]concept{}
	for _, c := range p.concepts {
		of[c.kind] = append(of[c.kind], c)
	}
	if p.script != scriptDense && len(of[conceptName]) == 0 {
		return nil
	}
	var out []uint64
	for _, q := range [...]struct {
		a, b conceptKind
		most int
	}{
		{conceptDate, conceptNumber, 5}, {conceptNumber, conceptNumber, 4},
		{conceptName, conceptDate, 8}, {conceptName, conceptNumber, 5},
	} {
		pairs := pairKeys(of[q.a], of[q.b])
		out = append(out, pairs[:min(len(pairs), q.most)]...)
	}
	return out
}

// pairKeys gives the keys of all pairs of two different concepts, the smallest first.
func pairKeys(as, bs []concept) []uint64 {
	var out []uint64
	for _, a := range as {
		for _, b := range bs {
			if a.kind != b.kind || a.hash < b.hash {
				out = append(out, key('x', mix(uint32(a.kind), a.hash), mix(uint32(b.kind), b.hash)))
			}
		}
	}
	slices.Sort(out)
	return out
}

// key makes 64 bits of a sort and two hashes.
func key(sort byte, a, b uint32) uint64 {
	var raw [9]byte
	raw[0] = sort
	binary.LittleEndian.PutUint32(raw[1:], a)
	binary.LittleEndian.PutUint32(raw[5:], b)
	h := uint64(14695981039346656037)
	for _, c := range raw {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
