package dedup

import (
	"math"
	"slices"
)

// What a concept found on both sides counts toward two texts being translations of each other, and what its absence
// counts against it.
const (
	crossName    = 1.0
	crossMaybe   = 0.8
	crossDate    = 1.0
	crossTime    = 0.2 // eight in the morning is everywhere
	crossNumber  = 0.7 // of three digits or more
	crossSubject = 0.3
	crossFloor   = 0.6 // of its weight is left to what many of the texts at hand name

	mostNames    = 2.0
	mostNumbers  = 2.0
	mostSubjects = 1.2

	otherDate    = -2.0 // both give dates, none in common
	otherNumbers = -0.7 // both give numbers, few in common

	crossEnough = 2.7 // evidence that makes one story of two languages
	crossSure   = 5.0 // evidence that counts as certain
)

// crossEdges gives the similarities of articles in a script with spaces and one without, one of them new.
func (f *field) crossEdges() []edge {
	var out []edge
	holders := map[uint32][]int{}
	seen := make([]int, len(f.units))
	met := f.scriptsMet()
	for b, u := range f.units {
		if !f.fresh(b) && !met[f.nodes[u.node].print.script] {
			continue
		}
		keys := f.nodes[u.node].print.crossHashes()
		for _, k := range keys {
			for _, a := range last(holders[k], postings) {
				if seen[a] == b+1 || !f.fresh(a) && !f.fresh(b) {
					continue
				}
				seen[a] = b + 1
				if sim := f.crossSimilarity(a, b); sim != 0 {
					out = append(out, edge{a, b, sim})
				}
			}
		}
		for _, k := range keys {
			holders[k] = append(holders[k], b)
		}
	}
	return out
}

// scriptsMet tells which scripts a new article is written in the counterpart of.
func (f *field) scriptsMet() (met [scriptDense + 1]bool) {
	for b, u := range f.units {
		if s := f.nodes[u.node].print.script; f.fresh(b) && s != scriptNone {
			met[scriptSpaced+scriptDense-s] = true
		}
	}
	return met
}

func (f *field) crossSimilarity(a, b int) float64 {
	x, y := &f.nodes[f.units[a].node], &f.nodes[f.units[b].node]
	if x.print.script+y.print.script != scriptSpaced+scriptDense || !near(x.published, y.published, f.opt.Window) {
		return 0
	}
	e := f.evidence(x.print.concepts, y.print.concepts)
	if !e.placed() || e.sum() < crossEnough {
		return 0
	}
	return min(1, e.sum()/crossSure)
}

// evidence is what two lists of concepts have in common, by kind.
type evidence struct {
	shared   [conceptKinds]float64
	numbered [2]int // numbers on either side
	dated    [2]int
	numbers  int // numbers in common
}

func (f *field) evidence(a, b []concept) evidence {
	var e evidence
	for i, side := range [...][]concept{a, b} {
		for _, c := range side {
			switch c.kind {
			case conceptNumber:
				e.numbered[i]++
			case conceptDate:
				e.dated[i]++
			}
		}
	}
	for _, c := range a {
		if kind, ok := counterpart(c, b); ok {
			e.shared[kind] += f.crossWeight(concept{c.hash, kind})
			if kind == conceptNumber {
				e.numbers++
			}
		}
	}
	return e
}

// counterpart gives the kind under which b holds c too: a name that is sure on one side may be a maybe on the other,
// and then is one.
func counterpart(c concept, b []concept) (conceptKind, bool) {
	has := func(kind conceptKind) bool {
		_, found := slices.BinarySearchFunc(b, concept{c.hash, kind}, conceptOrder)
		return found
	}
	switch {
	case has(c.kind) && c.kind != conceptMaybe:
		return c.kind, true
	case c.kind == conceptName && has(conceptMaybe), c.kind == conceptMaybe && has(conceptName):
		return conceptMaybe, true
	}
	return 0, false
}

// crossWeight weighs a shared concept; one in many of the texts at hand weighs less.
func (f *field) crossWeight(c concept) float64 {
	w := [conceptKinds]float64{
		conceptName: crossName, conceptMaybe: crossMaybe, conceptDate: crossDate, conceptTime: crossTime,
		conceptNumber: crossNumber, conceptSubject: crossSubject,
	}[c.kind]
	return w * max(crossFloor, min(1, idf(rare, int(f.ideas[c.hash].nodes), len(f.nodes))/idf(rare, 8, len(f.nodes))))
}

// placed reports whether there is more in common than a kind of event: a name, or several numbers.
func (e evidence) placed() bool {
	return e.shared[conceptName]+e.shared[conceptMaybe] > 0 || float64(e.numbers)-e.byChance() > 1
}

// byChance is how many numbers two texts of so many may well have in common when they have nothing to do with each
// other: most numbers of news have two digits. Such counts spread about their mean by its root, and of the many pairs
// that are compared some lie twice as far out; below one, thrice the mean is as rare.
func (e evidence) byChance() float64 {
	const twoDigits = 90
	mean := float64(e.numbered[0]) * float64(e.numbered[1]) / twoDigits
	return mean + 2*min(mean, math.Sqrt(mean))
}

// sameFigures reports whether two texts have more numbers in common than chance gives, two at least. What is said over a
// longer time than a story lasts, as a telephone number is, counts for nothing.
func (f *field) sameFigures(a, b []concept) bool {
	var e evidence
	x, y := numbersOf(a), numbersOf(b)
	e.numbered = [2]int{len(x), len(y)}
	for len(x) > 0 && len(y) > 0 {
		switch c := order(x[0].hash, y[0].hash); {
		case c < 0:
			x = x[1:]
		case c > 0:
			y = y[1:]
		default:
			if f.ideas[x[0].hash].within(f.opt.Window) {
				e.numbers++
			}
			x, y = x[1:], y[1:]
		}
	}
	return e.numbers > 1 && float64(e.numbers)-e.byChance() > 1
}

// numbersOf gives the numbers among concepts.
func numbersOf(all []concept) []concept {
	first := slices.IndexFunc(all, func(c concept) bool { return c.kind == conceptNumber })
	if first < 0 {
		return nil
	}
	end := first
	for end < len(all) && all[end].kind == conceptNumber {
		end++
	}
	return all[first:end]
}

// telling is the share of the numbers in common that is not owed to chance.
func (e evidence) telling() float64 {
	if e.numbers == 0 {
		return 0
	}
	return max(0, 1-e.byChance()/float64(e.numbers))
}

func (e evidence) sum() float64 {
	s := min(mostNames, e.shared[conceptName]+e.shared[conceptMaybe]) + min(mostNumbers, e.shared[conceptNumber]*e.telling()) +
		min(mostSubjects, e.shared[conceptSubject]) + e.shared[conceptDate] + min(1, e.shared[conceptTime])
	if e.shared[conceptDate] == 0 && min(e.dated[0], e.dated[1]) > 0 {
		s += otherDate
	}
	if least := min(e.numbered[0], e.numbered[1]); least > 0 && 3*e.numbers < least {
		s += otherNumbers
	}
	return s
}
