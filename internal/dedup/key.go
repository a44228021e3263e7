package dedup

import (
	"slices"
	"time"
)

// The most keys of each sort a fingerprint gets.
const (
	keysSketch = 8
	keysBare   = 12 // in place of keysSketch for a headline, which has few terms to be found by
	keysTerm   = 14
	keysCross  = 23
)

// The stretches of time that keys are filed by. What is in another stretch than those a window touches is not read,
// however common the key is, and the index lets go of a stretch as a whole.
const (
	copyStretch  = 60 // days
	storyStretch = 4
)

// keys gives the index keys of p: a few shingles for copies, the most telling terms for stories, and pairs of a name
// with a number or date for translations. They depend on p as decode gives it, so that Keys can tell them again.
func (p *print) keys(published time.Time) []uint64 {
	copies, stories := p.copyHashes(), p.storyHashes()
	out := make([]uint64, 0, len(copies)+len(stories))
	out = appendFiled(out, copies, stretchOf(published, copyStretch))
	return appendFiled(out, stories, stretchOf(published, storyStretch))
}

// Keys gives the keys of a fingerprint that Sign or Cluster made of an article published then; none when data is not
// of this version.
func Keys(data []byte, published time.Time) []uint64 {
	p, err := decode(data)
	if err != nil {
		return nil
	}
	return p.keys(published)
}

// appendFiled files hashes under a stretch: its last day in the upper half of a key, so that keys sort by time.
func appendFiled(out []uint64, hashes []uint32, stretch int64) []uint64 {
	for _, h := range hashes {
		out = append(out, uint64(stretch)<<32|uint64(h))
	}
	return out
}

// stretchOf gives the last day, in days since 1970, of the stretch of so many days that at is in; 0 for no date.
func stretchOf(at time.Time, days int64) int64 {
	if at.IsZero() {
		return 0
	}
	day := at.Unix() / (24 * 60 * 60)
	return day - day%days + days - 1
}

// stretches gives the stretches that the window around at touches.
func stretches(at time.Time, window time.Duration, days int64) []int64 {
	if at.IsZero() {
		return []int64{0}
	}
	var out []int64
	for s := stretchOf(at.Add(-window), days); s <= stretchOf(at.Add(window), days); s += days {
		out = append(out, s)
	}
	return out
}

func (p *print) copyHashes() []uint32 {
	most := keysSketch
	if p.bare {
		most = keysBare
	}
	out := make([]uint32, 0, most)
	for _, h := range p.sketch[:min(len(p.sketch), most)] {
		out = append(out, mix('s', h))
	}
	return out
}

// storyHashes gives the hashes of the most telling terms and of the pairs that find translations.
func (p *print) storyHashes() []uint32 {
	out := make([]uint32, 0, keysTerm+keysCross)
	for _, t := range p.telling() {
		out = append(out, mix('t', t.hash))
	}
	return append(out, p.crossHashes()...)
}

// telling gives the terms an article is filed under.
func (p *print) telling() []term {
	ranked := slices.SortedFunc(slices.Values(p.terms), termRank)
	return ranked[:min(len(ranked), keysTerm)]
}

// crossHashes gives pairs of facts under which a translation is found. Texts that are neither Chinese nor name anything
// in pinyin have none.
func (p *print) crossHashes() []uint32 {
	of := [conceptKinds][]concept{}
	for _, c := range p.concepts {
		of[c.kind] = append(of[c.kind], c)
	}
	if p.script != scriptDense && len(of[conceptName]) == 0 {
		return nil
	}
	var out []uint32
	for _, q := range [...]struct {
		a, b conceptKind
		most int
	}{
		{conceptDate, conceptNumber, 5}, {conceptNumber, conceptNumber, 4},
		{conceptName, conceptDate, 9}, {conceptName, conceptNumber, 5},
	} {
		pairs := pairHashes(of[q.a], of[q.b])
		out = append(out, pairs[:min(len(pairs), q.most)]...)
	}
	return out
}

// pairHashes gives the hashes of all pairs of two different concepts, the smallest first.
func pairHashes(as, bs []concept) []uint32 {
	var out []uint32
	for _, a := range as {
		for _, b := range bs {
			if a.kind != b.kind || a.hash < b.hash {
				out = append(out, mix('x', mix(mix(uint32(a.kind), a.hash), mix(uint32(b.kind), b.hash))))
			}
		}
	}
	slices.Sort(out)
	return out
}
