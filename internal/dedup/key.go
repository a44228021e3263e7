package dedup

import (
	"encoding/binary"
	"slices"
)

// The most keys of each sort a fingerprint gets.
const (
	keysSketch = 12
	keysTerm   = 14
	keysCross  = 23
	maxKeys    = keysSketch + keysTerm + keysCross
)

// keys gives the index keys of p: a few shingles for copies, the most telling terms for stories, and pairs of a name
// with a number or date for translations.
func (p *print) keys() []uint64 {
	out := make([]uint64, 0, maxKeys)
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
		{conceptName, conceptDate, 9}, {conceptName, conceptNumber, 5},
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
