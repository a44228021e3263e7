package dedup

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"tidings/internal/news"
)

// Sign gives the fingerprint of doc. Data depends on nothing but the URL, title and text, Keys on the date as well.
func Sign(doc Doc) news.Fingerprint {
	p, _ := newSigner().read(doc)
	return news.Fingerprint{Data: p.encode(), Keys: p.keys(doc.Published)}
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

// read gives the print of doc and how its terms and concepts are written.
func (s *signer) read(doc Doc) (*print, surfaces) {
	parts := []part{
		s.part(0, doc.Title, boostTitle),
		s.part(1, body(doc.Text), boostText),
	}
	parts[0].title = true
	told := parts[1].tokens
	if len(told) == 0 {
		told = parts[0].tokens
	}
	p := &print{script: scriptOf(parts), bare: len(parts[1].tokens) == 0}
	p.sketch, p.grams = sketch(told)
	said := surfaces{}
	p.slots = slotsOf(parts)
	p.concepts = s.concepts(parts, said)
	p.terms = s.terms(append(parts, s.part(2, slug(doc.URL), boostSlug)), said)
	return p, said
}

// part reads text into buffer at, whose part before it ends the use of.
func (s *signer) part(at int, text string, boost float64) part {
	s.buffers[at] = s.tokenize(s.buffers[at][:0], text)
	p := part{text: text, tokens: s.buffers[at], boost: boost}
	p.facts = facts(p.tokens)
	p.tongue = s.known.tongueOf(p.tokens)
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

// concepts gives what of the parts survives translation, the title's first.
func (s *signer) concepts(parts []part, words surfaces) []concept {
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
		s.addNamed(p, add)
	}
	s.addMaybe(parts[0], seen, add)
	out = out[:min(len(out), maxConcepts)]
	slices.SortFunc(out, conceptOrder)
	return out
}

func (s *signer) addNamed(p part, add func(concept, string)) {
	found := subjects(p.text, p.tokens)
	for _, id := range slices.Sorted(maps.Keys(found)) {
		add(concept{id, conceptSubject}, found[id])
	}
	names := latinNames(p.text, p.tokens)
	maps.Copy(names, s.denseNames(p.text, p.tokens))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		add(concept{hash32(name), conceptName}, names[name])
	}
}

// addMaybe adds what may be names in the title, unless they are known for names.
func (s *signer) addMaybe(p part, seen map[concept]bool, add func(concept, string)) {
	names := s.headlineNames(p.text, p.tokens)
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
