package extract

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

// furniture says whether the subtree at i is furniture, and by what cue; 0 keeps it. What holds the page's core is
// never furniture, nor is a large part of the core: class names lie.
func (t *tree) furniture(i int32) cue.Set {
	d := &t.nodes[i]
	if d.text == 0 || t.inside(t.core, i) {
		return 0
	}
	if t.wary {
		return max(t.linky(i), d.cue&(cue.Sign|cue.Foot|cue.Nav|cue.Hidden|cue.Comment))
	}
	own := d.text - d.link
	if c := d.cue & (cue.Furniture | cue.Hidden); c != 0 && !t.spared(i, own) {
		return c
	}
	switch d.tag {
	case atom.Tr, atom.Td, atom.Th, atom.Tbody:
		return 0
	case atom.Form:
		if d.paras < 2 && int64(own)*4 < int64(t.nodes[t.core].solid) {
			return cue.Control
		}
	}
	if c := t.lesser(i, own); c != 0 {
		return c
	}
	return t.linky(i)
}

// lesser finds captions, bylines and other small things by their names.
func (t *tree) lesser(i, own int32) cue.Set {
	d := &t.nodes[i]
	switch {
	case d.paras > 0:
		return 0
	case d.cue&cue.Caption != 0 && own < 400 && d.cue&cue.Body == 0:
		return cue.Caption
	case d.cue&(cue.Meta|cue.Weak) != 0 && own < 240 && !t.holdsHeading(i):
		return cue.Meta
	}
	return 0
}

// spared reports whether the subtree at i, though a cue speaks against it, is too much of the core to be furniture.
func (t *tree) spared(i, own int32) bool {
	d := &t.nodes[i]
	if !t.inside(i, t.core) {
		return false
	}
	share := int64(4)
	switch {
	case d.cue&(cue.Furniture|cue.Hidden) == cue.Hidden && d.paras > 0 && attr(d.n, "style") == "":
		return true // folded in: answers, tabs
	case d.cue&(cue.Furniture|cue.Hidden) == cue.Related && d.paras > 0 && d.links == 0:
		return true // a "teaser" that is the lead
	case d.cue&(cue.Furniture|cue.Hidden) == cue.Related && d.paras > 0 && own > 250 && d.link*12 < d.text:
		return true
	}
	if d.cue&cue.Body != 0 && d.cue&(cue.Comment|cue.Related|cue.Hidden) == 0 {
		share = 12
	}
	return int64(own)*share >= int64(t.nodes[t.core].text-t.nodes[t.core].link) && d.paras > 1
}

// linky gives cue.Related or cue.Links when the block at i is mostly links.
func (t *tree) linky(i int32) cue.Set {
	d := &t.nodes[i]
	if d.links < 2 || d.holds || !markup.Breaks(d.tag) || d.tag == atom.Td || d.tag == atom.Tr {
		return 0
	}
	own := d.text - d.link
	list := d.tag == atom.Ul || d.tag == atom.Ol
	switch {
	case (t.headlines(d, own) || t.cards(i)) && (!t.inNamedBody(i) || t.signed(i)):
		return cue.Related
	case d.link*10 >= d.text*8 && (d.links >= 3 || list):
		return cue.Links
	case d.links >= 4 && d.link*10 >= d.text*6 && d.paras == 0 && own/d.links < 30 && d.tag != atom.P:
		return cue.Links
	}
	return 0
}

// headlines reports whether most headings of d are links with little text under each.
func (t *tree) headlines(d *node, own int32) bool {
	return d.linked >= 3 && d.linked*4 >= d.heads*3 && own/d.linked < 220
}

// holdsHeading reports whether an h1 … h3 stands in the subtree at i.
func (t *tree) holdsHeading(i int32) bool {
	for j := i; j < t.nodes[i].end; j++ {
		switch t.nodes[j].tag {
		case atom.H1, atom.H2, atom.H3:
			return true
		}
	}
	return false
}

// cards reports whether the children of i are mostly short pieces of the same build, each with a link and text on
// lines of its own: teasers of other articles.
func (t *tree) cards(i int32) bool {
	d := &t.nodes[i]
	if d.links < 3 || d.lines < 9 || d.paras*2 > d.links {
		return false
	}
	cards, others, tag := int32(0), int32(0), atom.Atom(0)
	for j := i + 1; j < d.end; j = t.nodes[j].end {
		c := &t.nodes[j]
		own := c.text - c.link
		switch {
		case c.text == 0:
		case own > 600:
			return false
		case c.links > 0 && c.links < 8 && c.lines > 2 && own > 0 && own < 260 && (tag == 0 || c.tag == tag):
			cards, tag = cards+1, c.tag
		default:
			others++
		}
	}
	return cards >= 3 && cards > 2*others
}

// inNamedBody reports whether i lies in an element that by its name holds exactly an article's text.
func (t *tree) inNamedBody(i int32) bool {
	for i = t.nodes[i].parent; i >= 0; i = t.nodes[i].parent {
		if t.nodes[i].cue&cue.Text != 0 {
			return true
		}
	}
	return false
}

// signed reports whether most children of i carry a date or an author of their own.
func (t *tree) signed(i int32) bool {
	signed, children := 0, 0
	for j := i + 1; j < t.nodes[i].end; j = t.nodes[j].end {
		if t.nodes[j].text == 0 {
			continue
		}
		children++
		for k := j; k < t.nodes[j].end; k++ {
			if t.nodes[k].cue&cue.Meta != 0 {
				signed++
				break
			}
		}
	}
	return signed*2 > children
}
