package dedup

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// version is the first byte of Fingerprint.Data. A change of what is hashed, or how, needs a new one: fingerprints of
// another version are strangers, never wrong matches.
const version = 1

// The most a fingerprint holds of each part; together below 2 KiB.
const (
	maxSketch   = 180
	maxTerms    = 90
	maxSlots    = 32
	maxConcepts = 56
)

// print is a Fingerprint unpacked.
type print struct {
	script   script
	bare     bool     // there is a title and no text
	grams    int      // distinct shingles of the text, of which sketch is the sample of smallest hashes
	sketch   []uint32 // sorted
	terms    []term   // sorted by hash
	slots    []slot   // sorted by context, then value
	concepts []concept

	filed bool     // whether what follows is known
	story []uint32 // what it is filed under for stories,
	cross int      // of which so many find translations: the last ones
}

// script says how most of a text is written.
type script uint8

const (
	scriptNone   script = iota
	scriptSpaced        // words between spaces
	scriptDense         // Chinese and others without spaces
)

// term is a word, bigram or fact that a text is about.
type term struct {
	hash   uint32
	weight uint8 // sixteenths
	class  class
	title  bool // it stands in the title
}

// slot is a fact and where it stands: the hash of the words around it, and that of its value.
type slot struct {
	context, value uint32
	kind           factKind
}

// concept is a feature that survives translation.
type concept struct {
	hash uint32
	kind conceptKind
}

// encode packs p.
func (p *print) encode() []byte {
	b := make([]byte, 0, 1024)
	b = append(b, version, byte(p.script)<<1|bit(p.bare))
	b = binary.AppendUvarint(b, uint64(p.grams))
	b = append(b, byte(len(p.sketch)))
	last := uint32(0)
	for _, h := range p.sketch {
		b = binary.AppendUvarint(b, uint64(h-last))
		last = h
	}
	b = append(b, byte(len(p.terms)))
	for _, t := range p.terms {
		b = binary.LittleEndian.AppendUint32(b, t.hash)
		b = append(b, t.weight, byte(t.class)<<1|bit(t.title))
	}
	b = append(b, byte(len(p.slots)))
	for _, s := range p.slots {
		b = binary.LittleEndian.AppendUint32(b, s.context)
		b = binary.LittleEndian.AppendUint32(b, s.value)
		b = append(b, byte(s.kind))
	}
	b = append(b, byte(len(p.concepts)))
	for _, c := range p.concepts {
		b = binary.LittleEndian.AppendUint32(b, c.hash)
		b = append(b, byte(c.kind))
	}
	return b
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// errPrint is the cause of every refused fingerprint.
var errPrint = errors.New("not a fingerprint of this version")

// reader takes fingerprint bytes apart; after a first lack it gives zeros and keeps bad.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) < 1 {
		r.bad = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint32() uint32 {
	if len(r.b) < 4 {
		r.bad, r.b = true, nil
		return 0
	}
	v := binary.LittleEndian.Uint32(r.b)
	r.b = r.b[4:]
	return v
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads a length of at most most elements.
func (r *reader) count(most int) int {
	n := int(r.byte())
	if n > most {
		r.bad = true
		return 0
	}
	return n
}

// decode unpacks what encode packed; any other bytes are an error, never a panic.
func decode(data []byte) (*print, error) {
	r := &reader{b: data}
	if v := r.byte(); v != version {
		return nil, fmt.Errorf("decode fingerprint: version %d: %w", v, errPrint)
	}
	head := r.byte()
	p := &print{script: script(head >> 1), bare: head&1 == 1}
	grams := r.uvarint()
	p.grams = int(min(grams, 1<<30))
	p.sketch = r.sketch()
	p.terms = make([]term, r.count(maxTerms))
	for i := range p.terms {
		p.terms[i] = term{hash: r.uint32(), weight: r.byte()}
		b := r.byte()
		p.terms[i].class, p.terms[i].title = class(b>>1), b&1 == 1
	}
	p.slots = make([]slot, r.count(maxSlots))
	for i := range p.slots {
		p.slots[i] = slot{context: r.uint32(), value: r.uint32(), kind: factKind(r.byte())}
	}
	p.concepts = make([]concept, r.count(maxConcepts))
	for i := range p.concepts {
		p.concepts[i] = concept{hash: r.uint32(), kind: conceptKind(r.byte())}
	}
	if r.bad || len(r.b) > 0 || !p.sane() {
		return nil, fmt.Errorf("decode fingerprint of %d bytes: %w", len(data), errPrint)
	}
	return p, nil
}

func (r *reader) sketch() []uint32 {
	out := make([]uint32, r.count(maxSketch))
	last := uint64(0)
	for i := range out {
		last += r.uvarint()
		if last > 1<<32-1 {
			r.bad, last = true, 0
		}
		out[i] = uint32(last)
	}
	return out
}

// sane reports whether p holds what comparison relies on: sorted parts and known kinds.
func (p *print) sane() bool {
	ok := p.script <= scriptDense && p.grams >= len(p.sketch)
	ok = ok && slices.IsSorted(p.sketch)
	ok = ok && slices.IsSortedFunc(p.terms, func(a, b term) int { return order(a.hash, b.hash) })
	ok = ok && slices.IsSortedFunc(p.slots, slotOrder) && slices.IsSortedFunc(p.concepts, conceptOrder)
	for _, t := range p.terms {
		ok = ok && t.class < classes
	}
	for _, c := range p.concepts {
		ok = ok && c.kind < conceptKinds
	}
	for _, s := range p.slots {
		ok = ok && s.kind <= factName
	}
	return ok
}

func order(a, b uint32) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func slotOrder(a, b slot) int {
	if c := order(a.context, b.context); c != 0 {
		return c
	}
	return order(a.value, b.value)
}

func conceptOrder(a, b concept) int {
	if a.kind != b.kind {
		return int(a.kind) - int(b.kind)
	}
	return order(a.hash, b.hash)
}
