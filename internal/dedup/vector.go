package dedup

import "math"

// vector is a print's terms with their weights at unit length.
type vector []struct {
	hash   uint32
	weight float64
	named  bool
}

func (f *field) vector(p *print) vector {
	v := make(vector, len(p.terms))
	var sum float64
	for i, t := range p.terms {
		w := float64(t.weight) * idf(t.class, f.terms[t.hash], len(f.nodes))
		v[i].hash, v[i].weight, v[i].named = t.hash, w, t.class == named
		sum += w * w
	}
	if sum = math.Sqrt(sum); sum > 0 {
		for i := range v {
			v[i].weight /= sum
		}
	}
	return v
}

// cosine of two vectors, that part of it apart which lies in names, numbers and dates.
func (v vector) cosine(w vector) (words, facts float64) {
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch {
		case v[i].hash < w[j].hash:
			i++
		case v[i].hash > w[j].hash:
			j++
		default:
			if v[i].named || w[j].named {
				facts += v[i].weight * w[j].weight
			} else {
				words += v[i].weight * w[j].weight
			}
			i, j = i+1, j+1
		}
	}
	return words, facts
}

// products gives the cosines of new units with each other and with those put beside them. Going through the holders of
// each term touches only what two units share, which is little of what they hold.
type products struct {
	holders map[uint32][]holder
	parts   []product // of units with the one at hand
	touched []int
}

// holder is a unit that has a term, and how.
type holder struct {
	unit   int
	weight float64
	named  bool
}

// product is what is known of a cosine; with tells of which unit, plus one.
type product struct {
	with         int
	words, facts float64
}

func newProducts(units int) *products {
	return &products{holders: map[uint32][]holder{}, parts: make([]product, units)}
}

// with calls fn for each unit given before that shares a term with b, the latest termHolders of each term, and keeps b.
func (p *products) with(b int, vectors []vector, fn func(a int, words, facts float64)) {
	p.touched = p.touched[:0]
	whole := true
	for _, t := range vectors[b] {
		all := p.holders[t.hash]
		whole = whole && len(all) <= termHolders
		for _, h := range last(all, termHolders) {
			p.add(b, h, t.weight*h.weight, t.named || h.named)
		}
	}
	p.put(b, vectors[b])
	for _, a := range p.touched {
		words, facts := p.parts[a].words, p.parts[a].facts
		if !whole { // some of what they share may have been left out
			words, facts = vectors[a].cosine(vectors[b])
		}
		fn(a, words, facts)
	}
}

// put lets later units meet u, whose vector is v.
func (p *products) put(u int, v vector) {
	for _, t := range v {
		p.holders[t.hash] = append(p.holders[t.hash], holder{u, t.weight, t.named})
	}
}

func (p *products) add(b int, h holder, weight float64, named bool) {
	part := &p.parts[h.unit]
	if part.with != b+1 {
		*part = product{with: b + 1}
		p.touched = append(p.touched, h.unit)
	}
	if named {
		part.facts += weight
	} else {
		part.words += weight
	}
}
