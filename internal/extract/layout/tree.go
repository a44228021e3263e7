package layout

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
	"tidings/internal/extract/wording"
)

// Tree is a page laid out flat: its visible elements and texts in document order. Index 0 is the document.
type Tree struct {
	Nodes []Node
	Head  []*html.Node // meta, title, link, base and script elements, wherever they stand

	wary bool                // mistrust names: furniture only by what is sure
	gone map[*html.Node]bool // what the operator's rule removes
	core int32               // the deepest element with half of the page's solid text
}

// Node is one element or text of the tree with the sums of its subtree, which is Nodes[i:End] for the node i.
// Weights are bytes of UTF-8 without white space, so that a Chinese character counts for three Latin letters.
type Node struct {
	HTML   *html.Node
	Tag    atom.Atom
	Cue    cue.Set // what its names say of it
	Parent int32   // -1 for the document
	End    int32   // one past the last descendant
	Weight int32   // of the subtree's text

	link   int32 // the part of Weight inside <a href>
	links  int32 // how many links
	marks  int32 // sentence punctuation: commas and full stops of any script
	paras  int32 // paragraphs of some length
	heads  int32 // headings
	lines  int32 // elements that stand on lines of their own
	linked int32 // headings that are links
	solid  int32 // text outside links and outside what looks like furniture
	IsText bool  // a text, no element
	holds  bool  // an <h1> or an element named as the article's text stands in it
	image  bool  // an image stands in it
}

// Of makes the tree of doc, which it does not change, leaving out what is never read (scripts, styles, forms' controls,
// comments) and the elements of gone.
func Of(doc *html.Node, gone map[*html.Node]bool) *Tree {
	t := &Tree{Nodes: make([]Node, 1, 1024), gone: gone}
	t.Nodes[0] = Node{HTML: doc, Parent: -1}
	at := int32(0)
	for n := doc.FirstChild; n != nil; {
		if added := t.add(n, at); added && n.FirstChild != nil {
			at, n = int32(len(t.Nodes)-1), n.FirstChild
			continue
		}
		for n.NextSibling == nil && n.Parent != nil && n != doc {
			n = n.Parent
			if n != doc {
				at = t.close(at)
			}
		}
		if n == doc || n.Parent == nil {
			break
		}
		n = n.NextSibling
	}
	for at > 0 {
		at = t.close(at)
	}
	t.close(0)
	t.core = t.findCore()
	return t
}

// findCore descends from the root as long as one child holds half of the page's solid text.
func (t *Tree) findCore() int32 {
	core, need := int32(0), t.Nodes[0].solid/2
	for i := int32(1); i < t.Nodes[core].End; {
		d := &t.Nodes[i]
		if !d.IsText && d.solid > need && d.solid > 0 && !t.cards(i) {
			core, i = i, i+1
			continue
		}
		i = d.End
	}
	return core
}

// add appends n under parent and reports whether n's children are to follow.
func (t *Tree) add(n *html.Node, parent int32) bool {
	switch n.Type {
	case html.TextNode:
		t.addText(n, parent)
		return false
	case html.ElementNode:
		if unread(n) || t.gone[n] {
			t.keepHead(n)
			return false
		}
		d := Node{HTML: n, Parent: parent, Tag: n.DataAtom, Cue: cue.Of(n)}
		t.Nodes = append(t.Nodes, d)
		if n.FirstChild == nil {
			t.close(int32(len(t.Nodes) - 1))
		}
		return true
	}
	return false
}

// keepHead remembers the elements that say something about the page without being seen.
func (t *Tree) keepHead(n *html.Node) {
	switch n.DataAtom {
	case atom.Meta, atom.Title, atom.Link, atom.Base, atom.Script:
		t.Head = append(t.Head, n)
	}
}

// addText appends a text node; white space is kept, for it separates words, with no weight.
func (t *Tree) addText(n *html.Node, parent int32) {
	weight, marks := wording.Weigh(n.Data)
	t.Nodes = append(t.Nodes, Node{HTML: n, Parent: parent, IsText: true, Weight: weight, solid: weight, marks: marks})
	t.close(int32(len(t.Nodes) - 1))
}

// close ends the subtree of i, adds its sums to its parent and gives the parent.
func (t *Tree) close(i int32) int32 {
	d := &t.Nodes[i]
	d.End = int32(len(t.Nodes))
	d.image = d.image || d.Tag == atom.Img
	d.settle()
	if d.Parent >= 0 {
		t.Nodes[d.Parent].absorb(d)
	}
	return d.Parent
}

// settle makes the sums of an element's children its own.
func (d *Node) settle() {
	switch {
	case d.Tag == atom.A:
		if d.Attr("href") != "" {
			d.link, d.links, d.linked = d.Weight, 1, d.heads
		}
		d.solid = d.Weight - d.link
	case d.Tag == atom.P && d.Weight-d.link >= 60:
		d.paras++
	case markup.IsHeading(d.Tag):
		d.heads = 1
		if d.link*10 >= d.Weight*8 {
			d.linked = 1
		}
	}
	if d.Tag != atom.Br && markup.Breaks(d.Tag) {
		d.lines++
	}
	if d.Cue&(cue.Furniture|cue.Hidden) == 0 || d.Tag == atom.A || d.Tag == atom.Main || d.Tag == atom.Body {
		return
	}
	d.solid /= 5
	if d.Cue&(cue.Comment|cue.Sign|cue.Related|cue.Hidden) != 0 {
		d.solid /= 4
	}
}

// absorb adds the sums of a child to its parent p.
func (p *Node) absorb(d *Node) {
	p.Weight += d.Weight
	p.link += d.link
	p.links += d.links
	p.marks += d.marks
	p.paras += d.paras
	p.solid += d.solid
	p.heads += d.heads
	p.linked += d.linked
	p.lines += d.lines
	p.image = p.image || d.image
	p.holds = p.holds || d.holds || d.Tag == atom.H1 || d.Cue&cue.Text != 0
}

// unread reports whether nothing inside n is ever text for a reader.
func unread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Math, atom.Select,
		atom.Option, atom.Datalist, atom.Textarea, atom.Object, atom.Embed, atom.Canvas, atom.Audio, atom.Video,
		atom.Progress, atom.Meter, atom.Map, atom.Title, atom.Input, atom.Link, atom.Base, atom.Meta:
		return true
	}
	return false
}

// Text gives the text of the subtree at i, white space collapsed.
func (t *Tree) Text(i int32) string {
	var b strings.Builder
	for j := i; j < t.Nodes[i].End; j++ {
		switch d := &t.Nodes[j]; {
		case d.IsText:
			b.WriteString(d.HTML.Data)
		case markup.Breaks(d.Tag):
			b.WriteByte(' ')
		}
	}
	return wording.Squeeze(b.String())
}

// Inside reports whether i lies in the subtree of j, itself included.
func (t *Tree) Inside(i, j int32) bool { return i >= j && i < t.Nodes[j].End }

// Find gives the first element of a tag, 0 when there is none.
func (t *Tree) Find(tag atom.Atom) int32 {
	for i := range t.Nodes {
		if t.Nodes[i].Tag == tag {
			return int32(i)
		}
	}
	return 0
}

// Attr gives the value of the element's attribute key, "" when absent.
func (d *Node) Attr(key string) string { return markup.Attr(d.HTML, key) }
