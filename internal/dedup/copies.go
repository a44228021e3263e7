package dedup

import (
	"cmp"
	"math"
	"slices"
)

// The bounds of what is a copy.
const (
	copyShare  = 0.55 // of the shorter text's weight must stand in the longer
	coverOther = 0.62 // of the longer text, when the titles differ
	coverSame  = 0.05 // of the longer text in any case
	titleShare = 0.6  // of the shorter title's terms make two titles alike
	apartShare = 0.1  // of the compared slots that differ make two notices of one template
	sureShare  = 0.7  // of the shorter text; below it any slot that differs tells
	hopeless   = 8    // percent of the smaller sketch; with less in common no weighing makes a copy
	smallest   = 16   // hashes of a sketch by which two new articles find each other
	postings   = 64   // neighbours compared per shared shingle; a shingle in more texts is furniture
)

// match is two nodes of which one is a copy of the other, and how nearly.
type match struct {
	a, b  int
	share float64
}

// foldCopies unites articles that are copies of each other, the nearest first.
func (f *field) foldCopies() {
	var matches []match
	f.eachPair(func(a, b int) {
		if !near(f.nodes[a].published, f.nodes[b].published, f.opt.CopyWindow) {
			return
		}
		if share, ok := f.isCopy(a, b); ok {
			matches = append(matches, match{a, b, share})
		}
	})
	slices.SortStableFunc(matches, func(x, y match) int { return cmp.Compare(y.share, x.share) })
	for _, m := range matches {
		f.fold(m)
	}
	for i := range f.nodes {
		if r := f.root(i); r != i {
			f.reason[i].text, f.reason[i].with = copyReason(f.reason[i].score), f.nodes[r].canonical
		}
	}
}

// fold unites the copies of one node with those of another, unless a third article joined two notices of a template.
func (f *field) fold(m match) {
	a, b := f.root(m.a), f.root(m.b)
	if a == b || apart(f.nodes[a].print.slots, f.nodes[b].print.slots, 1) {
		return
	}
	if f.before(b, a) {
		a, b = b, a
	}
	f.folds[b] = a
	f.reason[b].score = m.share
}

// before reports whether node a rather than b is the canonical one: an indexed article, then the earlier.
func (f *field) before(a, b int) bool {
	if f.nodes[a].fresh != f.nodes[b].fresh {
		return !f.nodes[a].fresh
	}
	return a < b
}

// eachPair calls fn once for each new node and an earlier new one that shares a small hash of its sketch, or one of its
// candidates.
func (f *field) eachPair(fn func(a, b int)) {
	holders := map[uint32][]int{}
	seen := make([]int, len(f.nodes)) // the last node a node was compared with, plus one
	for i := range f.nodes {
		if !f.nodes[i].fresh {
			return
		}
		compare := func(j int) {
			if seen[j] != i+1 && j != i {
				seen[j] = i + 1
				fn(j, i)
			}
		}
		for _, j := range f.nodes[i].found {
			compare(j)
		}
		hashes := f.nodes[i].print.sketch
		for _, h := range hashes[:min(len(hashes), smallest)] {
			for _, j := range last(holders[h], postings) {
				compare(j)
			}
			holders[h] = append(holders[h], i)
		}
	}
}

func last[T any](s []T, n int) []T { return s[max(0, len(s)-n):] }

// isCopy reports whether one of two texts, the second of them new, stands nearly whole in the other, and how nearly. A
// text that says much more under another title is no version of the other but quotes it: a round-up, a page of news in
// brief.
func (f *field) isCopy(i, j int) (float64, bool) {
	share, cover := f.containment(i, j)
	if share < copyShare {
		return share, false
	}
	a, b := f.nodes[i].print, f.nodes[j].print
	if cover < coverOther && (cover < coverSame || !titlesAlike(a.terms, b.terms)) {
		return share, false
	}
	return share, !apart(a.slots, b.slots, share)
}

// titlesAlike reports whether most of the shorter title's terms stand in the other one; no title is like none.
func titlesAlike(a, b []term) bool {
	var na, nb, both int
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i].hash < b[j].hash:
			na += int(bit(a[i].title))
			i++
		case i == len(a) || b[j].hash < a[i].hash:
			nb += int(bit(b[j].title))
			j++
		default:
			na, nb = na+int(bit(a[i].title)), nb+int(bit(b[j].title))
			both += int(bit(a[i].title && b[j].title))
			i, j = i+1, j+1
		}
	}
	least := min(na, nb)
	return least > 0 && float64(both) >= titleShare*float64(least)
}

// containment gives how much of the weight of the shingles of the one text stands in the other, as far as both
// sketches sample: below the smaller of their largest hashes. The share is that of the smaller text, the cover that of
// the larger. A shingle that many texts share weighs less. Texts that have hardly a shingle in common are not weighed:
// their share is 0.
func (f *field) containment(i, j int) (share, cover float64) {
	a, b := f.nodes[i].print, f.nodes[j].print
	bound := uint32(math.MaxUint32)
	for _, p := range []*print{a, b} {
		if n := len(p.sketch); n > 0 && n < p.grams {
			bound = min(bound, p.sketch[n-1])
		}
	}
	ours, theirs, both, n := f.weigh(i), f.weigh(j), 0.0, 0
	for x, y := 0, 0; x < len(a.sketch) && y < len(b.sketch); {
		switch h, k := a.sketch[x], b.sketch[y]; {
		case h < k:
			x++
		case h > k:
			y++
		default:
			if n++; h <= bound {
				both += theirs.each[y]
			}
			x, y = x+1, y+1
		}
	}
	if 100*n < hopeless*min(len(a.sketch), len(b.sketch)) {
		return 0, 0
	}
	wa, wb := ours.sums[within(a.sketch, bound)], theirs.sums[within(b.sketch, bound)]
	if least := min(wa, wb); least > 0 {
		return both / least, both / max(wa, wb)
	}
	return 0, 0
}

// within counts the hashes of a sketch up to bound.
func within(sketch []uint32, bound uint32) int {
	n, found := slices.BinarySearch(sketch, bound)
	if found {
		n++
	}
	return n
}

// weights are, for each number of hashes of a sketch, what so many of the smallest weigh together, and of a new node
// also what each weighs.
type weights struct{ each, sums []float64 }

// weigh gives the weights of node i's sketch, by the number of texts each hash stands in.
func (f *field) weigh(i int) *weights {
	n := &f.nodes[i]
	if n.weights.sums == nil {
		sketch := n.print.sketch
		n.weights.sums = make([]float64, len(sketch)+1)
		if n.fresh {
			n.weights.each = make([]float64, len(sketch))
		}
		for k, h := range sketch {
			w := 1 / math.Sqrt(float64(max(f.grams[h]-3, 1)))
			n.weights.sums[k+1] = n.weights.sums[k] + w
			if n.fresh {
				n.weights.each[k] = w
			}
		}
	}
	return &n.weights
}

// slotWeight is how much a kind of slot counts.
var slotWeight = [...]float64{factNumber: 1, factPercent: 1, factDate: 2, factYear: 0.5, factTime: 1, factName: 1.5}

// apart reports whether two texts of which share is the same are notices of one template: facts in the same
// surroundings that differ. Texts that are not near the same need less of it: in a version of an article, what is kept
// is kept with its facts.
func apart(a, b []slot, share float64) bool {
	agree, differ := compareSlots(a, b)
	return differ >= 1 && differ >= apartShare*(agree+differ) || differ > 0 && share < sureShare
}

// compareSlots weighs the slots both sides have by whether they agree.
func compareSlots(a, b []slot) (agree, differ float64) {
	for len(a) > 0 && len(b) > 0 {
		na, nb := sameContext(a), sameContext(b)
		switch c := a[0].context; {
		case c < b[0].context:
			a = a[na:]
			continue
		case c > b[0].context:
			b = b[nb:]
			continue
		}
		if w := slotWeight[a[0].kind]; sharesValue(a[:na], b[:nb]) {
			agree += w
		} else {
			differ += w
		}
		a, b = a[na:], b[nb:]
	}
	return agree, differ
}

// sameContext counts the slots at the start of s that have the first one's context.
func sameContext(s []slot) int {
	n := 1
	for n < len(s) && s[n].context == s[0].context {
		n++
	}
	return n
}

func sharesValue(a, b []slot) bool {
	return slices.ContainsFunc(a, func(x slot) bool {
		return slices.ContainsFunc(b, func(y slot) bool { return x.value == y.value })
	})
}
