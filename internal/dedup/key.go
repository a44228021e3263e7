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
	p.file()
	return p.story
}

// crossHashes gives pairs of facts under which a translation is found. Texts that are neither Chinese nor name anything
// in pinyin have none.
func (p *print) crossHashes() []uint32 {
	p.file()
	return p.story[len(p.story)-p.cross:]
}

// file works out what p is filed under for stories, once.
func (p *print) file() {
	if p.filed {
		return
	}
	p.filed = true
	var telling lowest
	for _, t := range p.terms {
		telling.add(t.rank(), keysTerm)
	}
	p.story = make([]uint32, 0, keysTerm+keysCross)
	for _, rank := range telling {
		p.story = append(p.story, mix('t', uint32(rank)))
	}
	pairs := p.pairs()
	p.story, p.cross = append(p.story, pairs...), len(pairs)
}

// lowest holds the smallest of some numbers, in order.
type lowest []uint64

// add puts n among the smallest, of which at most most are kept; most is at least 1.
func (l *lowest) add(n uint64, most int) {
	if len(*l) == most && n >= (*l)[most-1] {
		return
	}
	at, _ := slices.BinarySearch(*l, n)
	*l = slices.Insert(*l, at, n)
	*l = (*l)[:min(len(*l), most)]
}

// pairs gives the hashes of pairs of facts that find translations.
func (p *print) pairs() []uint32 {
	of := [conceptKinds][]uint32{}
	for _, c := range p.concepts {
		of[c.kind] = append(of[c.kind], c.hash)
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
		var found lowest
		for _, a := range of[q.a] {
			first := mix(uint32(q.a), a)
			for _, b := range of[q.b] {
				if q.a != q.b || a < b {
					found.add(uint64(mix('x', mix(first, mix(uint32(q.b), b)))), q.most)
				}
			}
		}
		for _, h := range found {
			out = append(out, uint32(h))
		}
	}
	return out
}
