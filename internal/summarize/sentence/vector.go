package sentence

import (
	"cmp"
	"math"
	"slices"
)

// Term is a word or pair of characters, known by a hash of 64 bits, and how much it counts.
type Term struct {
	Hash   uint64
	Weight float64
}

// Vector is what a text is about: its terms, each once, in the order of their hashes.
type Vector []Term

// Vectorize makes a vector of hashes, in any order: each term counts as often as it is among them. It sorts hashes.
func Vectorize(hashes []uint64) Vector {
	slices.Sort(hashes)
	var out Vector
	if len(hashes) > 0 {
		out = make(Vector, 0, len(hashes))
	}
	for _, h := range hashes {
		if n := len(out); n > 0 && out[n-1].Hash == h {
			out[n-1].Weight++
		} else {
			out = append(out, Term{h, 1})
		}
	}
	return out
}

func byHash(t Term, hash uint64) int { return cmp.Compare(t.Hash, hash) }

// Norm gives the vector's Euclidean length.
func (v Vector) Norm() float64 {
	sum := 0.0
	for _, t := range v {
		sum += t.Weight * t.Weight
	}
	return math.Sqrt(sum)
}

// Cosine gives the cosine of the angle between two vectors, 0 when one is empty.
func Cosine(a, b Vector) float64 { return Fixed(b).Cosine(a) }

// FixedVector is a vector that others are compared with, its length worked out once.
type FixedVector struct {
	Vector
	norm float64
}

// Fixed makes a FixedVector of v, which must not change from then on.
func Fixed(v Vector) FixedVector { return FixedVector{v, v.Norm()} }

// Cosine gives the cosine of the angle between v and o, 0 when one is empty.
func (v FixedVector) Cosine(o Vector) float64 {
	dot := 0.0
	shared(o, v.Vector, func(a, b Term) { dot += a.Weight * b.Weight })
	if dot == 0 {
		return 0
	}
	return dot / (v.norm * o.Norm())
}

// Centred gives the cosine of the angle between v and what of it o names: the terms of o with the weights they have in v.
func (v FixedVector) Centred(o Vector) float64 {
	dot := 0.0
	shared(o, v.Vector, func(_, b Term) { dot += b.Weight * b.Weight })
	if dot == 0 {
		return 0
	}
	return dot / (v.norm * math.Sqrt(dot))
}

// Similarity says how much of the shorter text the longer one says too, from 0 to 1: the share of its terms.
func Similarity(a, b Vector) float64 {
	least := min(len(a), len(b))
	if least == 0 {
		return 0
	}
	common := 0
	shared(a, b, func(_, _ Term) { common++ })
	return float64(common) / float64(least)
}

// muchLonger is from how many times the length of a vector on its terms are looked up in another one by one.
const muchLonger = 8

// shared calls fn for each term that both vectors have, in the order of their hashes.
func shared(a, b Vector, fn func(a, b Term)) {
	if len(b) > muchLonger*len(a) {
		for _, t := range a {
			i, found := slices.BinarySearchFunc(b, t.Hash, byHash)
			if found {
				fn(t, b[i])
			}
			b = b[i:]
		}
		return
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Hash < b[j].Hash:
			i++
		case a[i].Hash > b[j].Hash:
			j++
		default:
			fn(a[i], b[j])
			i, j = i+1, j+1
		}
	}
}
