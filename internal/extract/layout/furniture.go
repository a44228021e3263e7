package layout

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

// furniture says whether the subtree at i is furniture, and by what cue; 0 keeps it. What holds the page's core is
// never furniture, nor is a large part of the core: class names lie.
func (t *Tree) furniture(i int32) cue.Set {
	d := &t.Nodes[i]
	if d.Weight == 0 || t.Inside(t.core, i) {
		return 0
	}
	if t.wary {
		return max(t.linky(i), d.Cue&(cue.Sign|cue.Foot|cue.Nav|cue.Hidden|cue.Comment))
	}
	own := d.Weight - d.link
	if d.Cue != 0 && t.inSentence(i) {
		return 0
	}
	if c := d.Cue & (cue.Furniture | cue.Hidden); c != 0 && !t.spared(i, own) {
		return c
	}
	switch d.Tag {
	case atom.Tr, atom.Td, atom.Th, atom.Tbody:
		return 0
	case atom.Form:
		if d.paras < 2 && int64(own)*4 < int64(t.Nodes[t.core].solid) {
			return cue.Control
		}
	}
	if c := t.lesser(i, own); c != 0 {
		return c
	}
	return t.linky(i)
}

// inSentence reports whether the element i is some words of a paragraph, such as a link that is marked as a tag.
func (t *Tree) inSentence(i int32) bool {
	d := &t.Nodes[i]
	p := &t.Nodes[max(d.Parent, 0)]
	return !markup.Breaks(d.Tag) && d.lines == 0 && p.Tag == atom.P && p.Weight-d.Weight >= 60 && p.marks > 0 &&
		d.Cue&^(cue.Meta|cue.Weak|cue.Related|cue.Caption|cue.Body|cue.Nav|cue.Ad|cue.Text) == 0
}

// lesser finds captions, bylines and other small things by their names.
func (t *Tree) lesser(i, own int32) cue.Set {
	d := &t.Nodes[i]
	switch {
	case d.Cue&cue.Caption != 0 && own < 400 && d.Cue&cue.Body == 0 && d.paras < 2:
		return cue.Caption
	case t.underImage(i, own):
		return cue.Caption
	case d.paras > 0:
		return 0
	case d.Cue&(cue.Meta|cue.Weak) != 0 && own < 240 && !t.holdsHeading(i):
		return cue.Meta
	}
	return 0
}

// underImage reports whether the subtree at i is an image with a line or two of text under it, and nothing else.
func (t *Tree) underImage(i, own int32) bool {
	d := &t.Nodes[i]
	if !d.image || own > 240 || d.Tag != atom.Div || d.heads > 0 || d.paras > 1 || d.links > 2 || d.marks > 5 {
		return false
	}
	for j := i; t.Nodes[j].Tag != atom.Img; j++ {
		if t.Nodes[j].IsText && t.Nodes[j].Weight > 0 {
			return false
		}
	}
	return true
}

// spared reports whether the subtree at i, though a cue speaks against it, is too much of the core to be furniture.
func (t *Tree) spared(i, own int32) bool {
	d := &t.Nodes[i]
	if !t.Inside(i, t.core) {
		return false
	}
	share := int64(4)
	switch {
	case d.Cue&(cue.Furniture|cue.Hidden) == cue.Hidden && d.paras > 0 && d.Attr("style") == "":
		return true // folded in: answers, tabs
	case d.Cue&(cue.Furniture|cue.Hidden) == cue.Related && d.paras > 0 && d.links == 0:
		return true // a "teaser" that is the lead
	case d.Cue&(cue.Furniture|cue.Hidden) == cue.Related && d.paras > 0 && own > 250 && d.link*12 < d.Weight:
		return true
	}
	if d.Cue&cue.Body != 0 && d.Cue&(cue.Comment|cue.Related|cue.Hidden) == 0 {
		share = 12
	}
	return int64(own)*share >= int64(t.Nodes[t.core].Weight-t.Nodes[t.core].link) && d.paras > 1
}

// linky gives cue.Related or cue.Links when the block at i is mostly links.
func (t *Tree) linky(i int32) cue.Set {
	d := &t.Nodes[i]
	if d.links < 2 || d.holds || !markup.Breaks(d.Tag) || d.Tag == atom.Td || d.Tag == atom.Tr {
		return 0
	}
	switch {
	case (d.headlines() || t.cards(i)) && (!t.inNamedBody(i) || t.signed(i)):
		return cue.Related
	case d.mostlyLinks(), d.manyLinks():
		return cue.Links
	}
	return 0
}

// mostlyLinks reports whether four fifths of d's text are links, three of them or a list's two.
func (d *Node) mostlyLinks() bool {
	return d.link*10 >= d.Weight*8 && (d.links >= 3 || d.Tag == atom.Ul || d.Tag == atom.Ol)
}

// manyLinks reports whether d is four links or more with a few words to each, but no prose.
func (d *Node) manyLinks() bool {
	return d.links >= 4 && d.link*10 >= d.Weight*6 && (d.Weight-d.link)/d.links < 30 && d.paras == 0 && d.Tag != atom.P
}

// headlines reports whether most headings of d are links with little text under each.
func (d *Node) headlines() bool {
	return d.linked >= 3 && d.linked*4 >= d.heads*3 && (d.Weight-d.link)/d.linked < 220
}

// holdsHeading reports whether an h1 … h3 stands in the subtree at i.
func (t *Tree) holdsHeading(i int32) bool {
	for j := i; j < t.Nodes[i].End; j++ {
		switch t.Nodes[j].Tag {
		case atom.H1, atom.H2, atom.H3:
			return true
		}
	}
	return false
}

// cards reports whether the children of i are mostly short pieces of the same build, each with a link and text on
// lines of its own: teasers of other articles.
func (t *Tree) cards(i int32) bool {
	d := &t.Nodes[i]
	if d.links < 3 || d.lines < 9 || d.paras*2 > d.links {
		return false
	}
	cards, others, tag := int32(0), int32(0), atom.Atom(0)
	for j := i + 1; j < d.End; j = t.Nodes[j].End {
		c := &t.Nodes[j]
		own := c.Weight - c.link
		switch {
		case c.Weight == 0:
		case own > 600:
			return false
		case c.links > 0 && c.links < 8 && c.lines > 2 && own > 0 && own < 260 && (tag == 0 || c.Tag == tag):
			cards, tag = cards+1, c.Tag
		default:
			others++
		}
	}
	return cards >= 3 && cards > 2*others
}

// inNamedBody reports whether i lies in an element that by its name holds exactly an article's text.
func (t *Tree) inNamedBody(i int32) bool {
	for i = t.Nodes[i].Parent; i >= 0; i = t.Nodes[i].Parent {
		if t.Nodes[i].Cue&cue.Text != 0 {
			return true
		}
	}
	return false
}

// signed reports whether most children of i carry a date or an author of their own.
func (t *Tree) signed(i int32) bool {
	signed, children := 0, 0
	for j := i + 1; j < t.Nodes[i].End; j = t.Nodes[j].End {
		if t.Nodes[j].Weight == 0 {
			continue
		}
		children++
		for k := j; k < t.Nodes[j].End; k++ {
			if t.Nodes[k].Cue&cue.Meta != 0 {
				signed++
				break
			}
		}
	}
	return signed*2 > children
}
