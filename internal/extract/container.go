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
