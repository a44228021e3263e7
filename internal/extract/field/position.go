package field

import (
	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
)

// edges gives the blocks where credits stand: around the title, the first of the text and the last, and what follows.
func (p *Page) edges() []int {
	var out []int
	add := func(from, to int) {
		for i := max(from, 0); i < min(to, len(p.Blocks)); i++ {
			c := p.Blocks[i].Cut & (cue.Related | cue.Comment | cue.Nav | cue.Links)
			if c == 0 && (len(out) == 0 || i > out[len(out)-1]) {
				out = append(out, i)
			}
		}
	}
	add(p.Title+1, p.Title+8)
	add(p.Body.First-3, p.Body.First+6)
	add(max(p.Body.Last-6, p.Body.First), p.Body.Last+6)
	return out
}

// nearTitle reports whether block i stands where bylines do: around the title, or at either end of the article.
func (p *Page) nearTitle(i int) bool {
	if p.Title >= 0 && i >= p.Title-6 && i <= p.Title+12 {
		return true
	}
	prose := p.firstProse()
	return i >= prose-10 && i <= prose+1 || i >= p.Body.Last-2 && i < p.Body.Last+6
}

// firstProse gives the first block of the text that is a paragraph of some length.
func (p *Page) firstProse() int {
	for i := p.Body.First; i < p.Body.Last; i++ {
		if isProse(&p.Blocks[i]) {
			return i
		}
	}
	return p.Body.First
}

// isProse reports whether a block is a paragraph of some length and no furniture.
func isProse(b *layout.Block) bool { return b.Cut == 0 && b.Weight > 120 }

// amongProse reports whether block i stands behind the first paragraph of the text and before the last.
func (p *Page) amongProse(i int) bool {
	if i < p.Body.First || i >= p.Body.Last || p.Blocks[i].Cut != 0 {
		return false
	}
	before, after := false, false
	for k := p.Body.First; k < i && !before; k++ {
		before = isProse(&p.Blocks[k])
	}
	for k := i + 1; k < p.Body.Last && !after; k++ {
		after = isProse(&p.Blocks[k])
	}
	return before && after
}

// underTitle gives the nodes between which what stands under the title stands; nothing is between them when the title
// is not seen.
func (p *Page) underTitle() (top, bottom int32) {
	prose := p.firstProse()
	if p.Title < 0 || prose <= p.Title || prose >= len(p.Blocks) {
		return 0, 0
	}
	return p.Blocks[p.Title].At, p.Blocks[prose].At
}

// cutAt gives the furniture the element i is part of.
func (p *Page) cutAt(i int32) cue.Set { return p.Tree.CutAt(p.Blocks, i) }
