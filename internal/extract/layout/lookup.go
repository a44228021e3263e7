package layout

import (
	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

// BlocksOf says which of the blocks of the whole page stand in the element i: blocks[first:last].
func (t *Tree) BlocksOf(blocks []Block, i int32) (first, last int) {
	return searchBlocks(blocks, i), searchBlocks(blocks, t.Nodes[i].End)
}

// CutAt gives the furniture the element i is part of, 0 for none.
func (t *Tree) CutAt(blocks []Block, i int32) cue.Set {
	if first, last := t.BlocksOf(blocks, i); first < last {
		return blocks[first].Cut
	}
	return 0
}

// HeadingOf gives the heading that the node i stands in, 0 for none.
func (t *Tree) HeadingOf(i int32) int32 {
	for ; i > 0; i = t.Nodes[i].Parent {
		if markup.IsHeading(t.Nodes[i].Tag) {
			return i
		}
	}
	return 0
}

// CoreLinks gives the weight of the links in the page's core.
func (t *Tree) CoreLinks(blocks []Block) int {
	n := 0
	first, last := t.BlocksOf(blocks, t.core)
	for i := first; i < last; i++ {
		n += int(blocks[i].Link)
	}
	return n
}

// Weight gives the weight of the blocks' text outside links, in bytes without white space.
func Weight(blocks []Block) int {
	n := 0
	for i := range blocks {
		n += int(blocks[i].Weight - blocks[i].Link)
	}
	return n
}

// searchBlocks gives how many of the blocks lie before the node end.
func searchBlocks(blocks []Block, end int32) int {
	lo, hi := 0, len(blocks)
	for lo < hi {
		if mid := (lo + hi) / 2; blocks[mid].At < end {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
