package layout

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
)

// Container is the element an article stands in, or may stand in, and the blocks of the page that stand in it.
type Container struct {
	Node        int32   // the element: its index in Tree.Nodes
	First, Last int     // the blocks: [First:Last] of the page's
	Score       float64 // what its blocks speak for it; 0 for a container that was named and not chosen
}

// Choose finds the container of the page's article; it comes with all blocks of the page. A reading that leaves almost
// nothing of the page's core is made again without trust in names.
func (t *Tree) Choose() (Container, []Block) {
	return t.readTwice(t.Nodes[t.core].solid, func() (Container, []Block) {
		blocks := t.blocks()
		return t.best(t.containers(blocks)), blocks
	})
}

// Prune takes the element i for the container, pruned of furniture as any other would be; names are mistrusted where
// they leave next to nothing.
func (t *Tree) Prune(i int32) (Container, []Block) {
	if !t.Inside(i, t.core) && !t.Inside(t.core, i) {
		t.core = i
	}
	return t.readTwice(t.Nodes[i].solid, func() (Container, []Block) { return t.containerOf(i) })
}

// Whole takes the element i for the container, whatever speaks for another, and mistrusts names.
func (t *Tree) Whole(i int32) (Container, []Block) {
	t.wary, t.core = true, i
	return t.containerOf(i)
}

// containerOf cuts the page into blocks and gives those of the element i.
func (t *Tree) containerOf(i int32) (Container, []Block) {
	blocks := t.blocks()
	first, last := t.BlocksOf(blocks, i)
	return Container{Node: i, First: first, Last: last}, blocks
}

// readTwice gives what read finds, once more without trust in names where that leaves little of solid, the weight of
// the text there is, and three times as much is found without.
func (t *Tree) readTwice(solid int32, read func() (Container, []Block)) (Container, []Block) {
	t.wary = false
	c, blocks := read()
	w := Weight(c.Kept(blocks))
	if w >= 400 && w*5 >= int(solid) {
		return c, blocks
	}
	t.wary = true
	if again, more := read(); Weight(again.Kept(more)) > 3*w {
		return again, more
	}
	return c, blocks
}

// Kept gives the blocks of the container that are not furniture.
func (c Container) Kept(blocks []Block) []Block {
	out := make([]Block, 0, c.Last-c.First)
	for _, b := range blocks[c.First:c.Last] {
		if b.Cut == 0 && b.Kind != caption {
			out = append(out, b)
		}
	}
	return out
}

// A scrap is a block of a word or two. A long row of them, such as the figures of a table made of divisions, speaks
// against a container no more than a short one; a paragraph ends the row.
const (
	scrap     = -8
	maxScraps = 20
	endsRow   = 64 // the value from which a block is a paragraph
)

// value is what a block speaks for (positive) or against (negative) its container being the article.
func (b *Block) value() float64 {
	solid := float64(b.Weight - b.Link)
	switch {
	case b.Cut != 0:
		return -min(float64(b.Weight), 40) * 0.1
	case b.Link*2 > b.Weight:
		return -min(float64(b.Link), 60)
	case b.Kind == Heading:
		return 5
	case b.Kind == caption:
		return 0
	case b.Kind == TableCell && b.Weight < 60:
		return solid * 0.2
	case solid < 30 && b.Marks == 0:
		return scrap
	case b.Marks == 0 && solid < 80:
		return solid * 0.2
	}
	return solid
}

// containers scores every container of the page.
func (t *Tree) containers(blocks []Block) []Container {
	sums := make([]float64, len(blocks)+1)
	scraps := 0
	for i := range blocks {
		value := blocks[i].value()
		switch {
		case value >= endsRow:
			scraps = 0
		case value == scrap:
			if scraps++; scraps > maxScraps {
				value = 0
			}
		}
		sums[i+1] = sums[i] + value
	}
	var out []Container
	first := 0
	for i := range t.Nodes {
		for first < len(blocks) && blocks[first].At < int32(i) {
			first++
		}
		if !t.mayContain(int32(i)) {
			continue
		}
		last := first + searchBlocks(blocks[first:], t.Nodes[i].End)
		if last == first {
			continue
		}
		out = append(out, Container{Node: int32(i), First: first, Last: last, Score: sums[last] - sums[first]})
	}
	return out
}

// mayContain reports whether the element i may be an article's container.
func (t *Tree) mayContain(i int32) bool {
	d := &t.Nodes[i]
	if d.IsText || d.Weight == 0 {
		return false
	}
	switch d.Tag {
	case atom.Div, atom.Article, atom.Section, atom.Main, atom.Td, atom.Body, atom.Center, atom.Dd, atom.Form,
		atom.Span, atom.Font, atom.Li, atom.Blockquote, atom.Tr, atom.Tbody, atom.Table, atom.P, atom.Pre, 0:
		return true
	}
	return false
}

// best chooses among containers: the highest score, then the deepest one that keeps nearly all of it. It gives the zero
// Container, which is empty, for none.
func (t *Tree) best(containers []Container) Container {
	if len(containers) == 0 {
		return Container{}
	}
	top := containers[0]
	for _, c := range containers {
		if t.weighted(c) > t.weighted(top) {
			top = c
		}
	}
	if whole, ok := t.joined(top, containers); ok {
		return whole
	}
	for _, c := range containers {
		if t.Inside(c.Node, top.Node) && c.Node != top.Node && c.Score >= 0.92*top.Score {
			top = c
		}
	}
	return top
}

// weighted is a container's score, raised where its names speak for an article's text.
func (t *Tree) weighted(c Container) float64 {
	switch d := &t.Nodes[c.Node]; {
	case d.Cue&cue.Text != 0:
		return c.Score * 1.3
	case d.Cue&cue.Body != 0:
		return c.Score * 1.05
	}
	return c.Score
}

// CutRepeated cuts the lines that repeat on other pages of the source: at either end of the container, and in its midst
// those that are no sentences.
func (c Container) CutRepeated(blocks []Block, repeats func(line string) bool) {
	gone := func(i int) bool { return blocks[i].Cut != 0 || blocks[i].Weight < 400 && repeats(blocks[i].Text) }
	first, last := c.First, c.Last
	for first < last && gone(first) {
		first++
	}
	for last > first && gone(last-1) {
		last--
	}
	for i := c.First; i < c.Last; i++ {
		b := &blocks[i]
		if b.Cut == 0 && gone(i) && (i < first || i >= last || b.Marks == 0 && b.Kind != TableCell) {
			b.Cut = cue.Repeated
		}
	}
}
