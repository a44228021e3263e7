package ground

import (
	"strings"

	"tidings/internal/summarize/sentence"
)

// enough says which share of a sentence's terms has to stand in the place that supports it, by how many sentences the
// place has. Pairs of Han characters break at every change of wording, so less is asked of them.
var enough = map[bool][widest + 1]float64{
	false: {1: 0.5, 2: 0.58, 3: 0.66},
	true:  {1: 0.45, 2: 0.5, 3: 0.55},
}

// support finds the place that says what the sentence says, or what is wrong.
func (c *Checker) support(said place) (place, *Problem) {
	if c.misattributed(said) {
		return place{}, &Problem{Name, "somebody else says this"}
	}
	var best place
	found, score := false, 0.0
	var denied *Problem
	for _, p := range c.places {
		share, ok := c.supports(said, p)
		if !ok || found && share <= score {
			continue
		}
		if what := contradicts(said, p); what != "" {
			if denied == nil {
				denied = &Problem{Negation, what}
			}
			continue
		}
		best, score, found = p, share, true
	}
	switch {
	case found && !(denied != nil && c.deniedByNearest(said)):
		return best, nil
	case denied != nil:
		return place{}, denied
	}
	return place{}, &Problem{Unsupported, "no sentence of the articles says this"}
}

// supports gives how much of the sentence the place says, and whether that is enough and all its facts are there.
func (c *Checker) supports(said, p place) (float64, bool) {
	if len(c.missing(said, p)) > 0 {
		return 0, false
	}
	if said.han != p.han {
		anchors := len(said.numbers) + len(said.dates) + len(said.times) + said.ownNames()
		return 1 / float64(p.sentences), anchors > 0
	}
	share := overlap(said.stems, p.stems)
	return share - 0.03*float64(p.sentences-1), share >= enough[said.han][p.sentences]
}

// ownNames counts the names that are more than a kind of body.
func (p place) ownNames() int {
	n := 0
	for _, one := range p.names {
		if one.han != nil || !allGeneric(one.words) {
			n++
		}
	}
	return n
}

// overlap gives the share of what is said that the source has too.
func overlap(said, source map[string]bool) float64 {
	if len(said) == 0 {
		return 0
	}
	n := 0
	for t := range said {
		if source[t] {
			n++
		}
	}
	return float64(n) / float64(len(said))
}

// deniedByNearest reports whether the single sentence nearest to what is said contradicts it, though a wider place
// around does not: a "not" of its neighbour is no excuse.
func (c *Checker) deniedByNearest(said place) bool {
	score, denied := 0.0, false
	for _, p := range c.places {
		if p.sentences != 1 || said.han != p.han {
			continue
		}
		if share := overlap(said.stems, p.stems); share > score {
			score, denied = share, contradicts(said, p) != ""
		}
	}
	return denied && score >= 0.5
}

// contradicts says how the sentence turns what the place says into its opposite, "" when it does not.
func contradicts(said, p place) string {
	for i, pair := range poles {
		for side := range pair {
			mine, other := poleKey(i, side), poleKey(i, 1-side)
			if said.poles[mine] && !said.poles[other] && p.poles[other] && !p.poles[mine] {
				return "says the opposite of its source"
			}
		}
	}
	denials := p.denials
	if said.han == p.han {
		denials = p.denialsAbout(said)
	}
	switch {
	case said.denials > 0 && p.denials == 0:
		if said.han != p.han && strings.ContainsAny(p.text, absentHan) {
			return ""
		}
		return "denies what its source affirms"
	case said.denials == 0 && denials > 0:
		return "affirms what its source denies"
	}
	return ""
}

// denialsAbout counts the denials in those clauses of the place that speak of what is said.
func (p place) denialsAbout(said place) int {
	n := 0
	for _, s := range sentence.Split(p.text) {
		for _, clause := range sentence.Clauses(p.text, s) {
			in := clause.In(p.text)
			about := stems(in)
			for w := range about {
				if denialWords[w] || w == "one" {
					delete(about, w)
				}
			}
			if overlap(about, said.stems) >= 0.5 || overlap(said.stems, about) >= 0.4 {
				d, _ := polarity(in, strings.FieldsFunc(strings.ToLower(in),
					func(r rune) bool { return !letterOrDigit(r) }))
				n += d
			}
		}
	}
	return n
}
