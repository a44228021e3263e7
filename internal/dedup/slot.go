package dedup

import "slices"

// slotsOf gives the slots of the parts: every fact and name with the hash of the words around it.
func slotsOf(parts []part) []slot {
	var out []slot
	for _, p := range parts {
		masked := make([]bool, len(p.tokens))
		mask(masked, p.facts)
		names := spans(p, masked)
		mask(masked, names)
		found := append(slices.Clone(p.facts), names...)
		for _, f := range found {
			left, nl := around(p.tokens, masked, f.first-1, -1)
			right, nr := around(p.tokens, masked, f.last+1, 1)
			if nl+nr > 0 {
				out = append(out, slot{mix(left, right), hash32(f.value), f.kind})
			}
		}
	}
	slices.SortFunc(out, slotOrder)
	out = slices.Compact(out)
	return thin(out)
}

func mask(masked []bool, facts []fact) {
	for _, f := range facts {
		for i := f.first; i <= f.last; i++ {
			masked[i] = true
		}
	}
}

// thin drops slots evenly when there are too many; which ones depends on their hashes alone, so that two versions of
// a long text keep the same.
func thin(slots []slot) []slot { return slots[:min(len(slots), maxSlots)] }

// The tokens of context on either side of a slot.
const (
	aroundSpaced = 2
	aroundDense  = 3
)

// around hashes the tokens next to a slot in one direction, up to the sentence's end, and counts them. Other slots
// count as blanks.
func around(tokens []token, masked []bool, i, step int) (h uint32, n int) {
	h = uint32(step + 2)
	for room := 2 * aroundDense; room > 0 && i >= 0 && i < len(tokens); i += step {
		if step > 0 && tokens[i].sentence || step < 0 && i+1 < len(tokens) && tokens[i+1].sentence {
			break
		}
		room -= 2
		if masked[i] {
			h = mix(h, 1)
			continue
		}
		h = mix(h, tokens[i].hash)
		n++
		if tokens[i].kind != dense {
			room -= 2 * (aroundDense - aroundSpaced) // a word says more than a character
		}
	}
	return h, n
}

// spans finds what is a name by its writing: capitalised words within a sentence, and the characters before the
// suffix of a place or body; not what is taken.
func spans(p part, taken []bool) []fact {
	var out []fact
	for i := 0; i < len(p.tokens); i++ {
		t := p.tokens[i]
		switch {
		case taken[i]:
		case t.kind == spaced && t.upper && t.class(p.tongue) != stop:
			last := i
			for last+1 < len(p.tokens) && !taken[last+1] && p.tokens[last+1].upper && !p.tokens[last+1].gap {
				last++
			}
			if last > i || !t.sentence {
				out = append(out, fact{factName, p.text[t.start:p.tokens[last].end], i, last})
			}
			i = last
		case t.kind == dense && i >= 2 && t.suffix && joined(p.tokens[i-2:i+1]):
			out = append(out, fact{factName, p.text[p.tokens[i-2].start:p.tokens[i-1].end], i - 2, i - 1})
		}
	}
	return out
}
