package extract

import "golang.org/x/net/html/atom"

// cueLinks marks a subtree cut for being made of links; cuesOf never gives it.
const cueLinks cue = 1 << 15

// furniture says whether the subtree at i is furniture, and by what cue; 0 keeps it. A cue alone never throws away a
// large part of the page's text: class names lie.
func (t *tree) furniture(i int32) cue {
	d := &t.nodes[i]
	if d.text == 0 || d.tag == atom.Body || d.tag == atom.Html {
		return 0
	}
	solid, page := d.text-d.link, t.nodes[0].text-t.nodes[0].link
	if c := d.cue & (cueFurniture | cueHidden); c != 0 {
		if d.cue&cueBody != 0 && d.paras > 2 && c&(cueComment|cueRelated) == 0 {
			return t.linky(i)
		}
		if int64(solid)*3 < int64(page) {
			return c
		}
		return 0
	}
	if d.cue&cueMeta != 0 && d.paras == 0 && solid < 240 && !t.holdsHeading(i) {
		return cueMeta
	}
	if d.tag == atom.Form && d.paras < 2 && int64(solid)*4 < int64(page) {
		return cueControl
	}
	return t.linky(i)
}

// linky gives cueLinks when the block at i is mostly links.
func (t *tree) linky(i int32) cue {
	d := &t.nodes[i]
	if d.links < 2 || !breaks(d.tag) || d.tag == atom.Td || d.tag == atom.Tr {
		return 0
	}
	solid := d.text - d.link
	switch {
	case d.link*10 >= d.text*8 && (d.links >= 3 || d.tag == atom.Ul || d.tag == atom.Ol):
		return cueLinks
	case d.links >= 4 && d.link*10 >= d.text*6 && d.paras == 0 && solid/d.links < 30 && d.tag != atom.P:
		return cueLinks
	}
	return 0
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
