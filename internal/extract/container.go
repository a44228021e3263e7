package extract

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
)

// span is a container: a subtree of the page and the blocks in it.
type span struct {
	node        int32
	first, last int // blocks[first:last]
	score       float64
}

// choose finds the container of the page's article; it comes with all blocks of the page. A reading that leaves almost
// nothing of the page's core is made again without trust in names.
func (t *tree) choose() (span, []block) {
	return t.readTwice(t.nodes[t.core].solid, func() (span, []block) {
		blocks := t.blocks()
		s, _ := t.best(t.spans(blocks))
		return s, blocks
	})
}

// prune takes the element i for the container, pruned of furniture as any other would be; names are mistrusted where
// they leave next to nothing.
func (t *tree) prune(i int32) (span, []block) {
	if !t.inside(i, t.core) && !t.inside(t.core, i) {
		t.core = i
	}
	return t.readTwice(t.nodes[i].solid, func() (span, []block) { return t.spanOf(i) })
}

// whole takes the element i for the container, whatever speaks for another, and mistrusts names.
func (t *tree) whole(i int32) (span, []block) {
	t.wary, t.core = true, i
	return t.spanOf(i)
}

// spanOf cuts the page into blocks and gives those of the element i.
func (t *tree) spanOf(i int32) (span, []block) {
	blocks := t.blocks()
	first, last := t.blocksOf(blocks, i)
	return span{node: i, first: first, last: last}, blocks
}

// readTwice gives what read finds, once more without trust in names where that leaves little of solid, the weight of the
// text there is, and three times as much is found without.
func (t *tree) readTwice(solid int32, read func() (span, []block)) (span, []block) {
	t.wary = false
	s, blocks := read()
	w := weightOf(s.kept(blocks))
	if w >= 400 && w*5 >= int(solid) {
		return s, blocks
	}
	t.wary = true
	if again, more := read(); weightOf(again.kept(more)) > 3*w {
		return again, more
	}
	return s, blocks
}

// kept gives the blocks of the container that are not furniture.
func (s span) kept(blocks []block) []block {
	out := make([]block, 0, s.last-s.first)
	for _, b := range blocks[s.first:s.last] {
		if b.cut == 0 && b.kind != caption {
			out = append(out, b)
		}
	}
	return out
}

// weightOf gives the weight of blocks outside links.
func weightOf(blocks []block) int {
	n := 0
	for i := range blocks {
		n += int(blocks[i].weight - blocks[i].link)
	}
	return n
}

// value is what a block speaks for (positive) or against (negative) its container being the article.
func (b *block) value() float64 {
	solid := float64(b.weight - b.link)
	switch {
	case b.cut != 0:
		return -min(float64(b.weight), 40) * 0.1
	case b.link*2 > b.weight:
		return -min(float64(b.link), 60)
	case b.kind == heading:
		return 5
	case b.kind == caption:
		return 0
	case b.kind == tableCell && b.weight < 60:
		return solid * 0.2
	case solid < 30 && b.marks == 0:
		return -8
	case b.marks == 0 && solid < 80:
		return solid * 0.2
	}
	return solid
}

// spans scores every container of the page.
func (t *tree) spans(blocks []block) []span {
	sums := make([]float64, len(blocks)+1)
	for i := range blocks {
		sums[i+1] = sums[i] + blocks[i].value()
	}
	var out []span
	first := 0
	for i := range t.nodes {
		for first < len(blocks) && blocks[first].at < int32(i) {
			first++
		}
		if !t.contains(int32(i)) {
			continue
		}
		last := first
		last = first + searchBlocks(blocks[first:], t.nodes[i].end)
		if last == first {
			continue
		}
		out = append(out, span{node: int32(i), first: first, last: last, score: sums[last] - sums[first]})
	}
	return out
}

// searchBlocks gives how many of the blocks lie before the node end.
func searchBlocks(blocks []block, end int32) int {
	lo, hi := 0, len(blocks)
	for lo < hi {
		if mid := (lo + hi) / 2; blocks[mid].at < end {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// contains reports whether the element i may be an article's container.
func (t *tree) contains(i int32) bool {
	d := &t.nodes[i]
	if d.isText || d.text == 0 {
		return false
	}
	switch d.tag {
	case atom.Div, atom.Article, atom.Section, atom.Main, atom.Td, atom.Body, atom.Center, atom.Dd, atom.Form,
		atom.Span, atom.Font, atom.Li, atom.Blockquote, atom.Tr, atom.Tbody, atom.Table, atom.P, atom.Pre, 0:
		return true
	}
	return false
}

// best chooses the container: the highest score, then the deepest one that keeps nearly all of it.
func (t *tree) best(spans []span) (span, bool) {
	if len(spans) == 0 {
		return span{}, false
	}
	top := spans[0]
	for _, s := range spans {
		if t.weighted(s) > t.weighted(top) {
			top = s
		}
	}
	for _, s := range spans {
		if t.inside(s.node, top.node) && s.node != top.node && s.score >= 0.92*top.score {
			top = s
		}
	}
	return top, true
}

// weighted is a span's score, raised where its names speak for an article's text.
func (t *tree) weighted(s span) float64 {
	switch d := &t.nodes[s.node]; {
	case d.cue&cue.Text != 0:
		return s.score * 1.3
	case d.cue&cue.Body != 0:
		return s.score * 1.05
	}
	return s.score
}

// blocksOf says which of the page's blocks stand in the element i: blocks[first:last].
func (t *tree) blocksOf(blocks []block, i int32) (first, last int) {
	return searchBlocks(blocks, i), searchBlocks(blocks, t.nodes[i].end)
}

// cutAt gives the furniture the element i is part of.
func (t *tree) cutAt(blocks []block, i int32) cue.Set {
	if first, last := t.blocksOf(blocks, i); first < last {
		return blocks[first].cut
	}
	return 0
}

// coreLinks gives the weight of the links in the page's core.
func (t *tree) coreLinks(blocks []block) int {
	n := 0
	first, last := t.blocksOf(blocks, t.core)
	for i := first; i < last; i++ {
		n += int(blocks[i].link)
	}
	return n
}
