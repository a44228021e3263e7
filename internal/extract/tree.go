package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

// tree is a page laid out flat: its visible elements and texts in document order. Index 0 is the document.
type tree struct {
	nodes []node
	head  []*html.Node        // meta, title, link, base and script elements, wherever they stand
	wary  bool                // mistrust names: furniture only by what is sure
	gone  map[*html.Node]bool // what the operator's rule removes
	core  int32               // the deepest element with half of the page's solid text
}

// node is one element or text of the tree with the sums of its subtree, which is nodes[i:end].
// Weights are bytes of UTF-8 without white space, so that a Chinese character counts for three Latin letters.
type node struct {
	n      *html.Node
	parent int32
	end    int32 // one past the last descendant
	text   int32 // weight of the subtree's text
	link   int32 // the part of text inside <a href>
	links  int32 // how many links
	marks  int32 // sentence punctuation: commas and full stops of any script
	paras  int32 // paragraphs of some length
	heads  int32 // headings
	lines  int32 // elements that stand on lines of their own
	linked int32 // headings that are links
	solid  int32 // text outside links and outside what looks like furniture
	tag    atom.Atom
	cue    cue.Set
	isText bool
	holds  bool // an <h1> or an element named as the article's text stands in it
}

// layout makes the tree of doc, leaving out what is never read: scripts, styles, forms' controls, comments.
// It leaves out the elements of gone too.
func layout(doc *html.Node, gone map[*html.Node]bool) *tree {
	t := &tree{nodes: make([]node, 1, 1024), gone: gone}
	t.nodes[0] = node{n: doc, parent: -1}
	at := int32(0)
	for n := doc.FirstChild; n != nil; {
		if added := t.add(n, at); added && n.FirstChild != nil {
			at, n = int32(len(t.nodes)-1), n.FirstChild
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
func (t *tree) findCore() int32 {
	core, need := int32(0), t.nodes[0].solid/2
	for i := int32(1); i < t.nodes[core].end; {
		d := &t.nodes[i]
		if !d.isText && d.solid > need && d.solid > 0 && !t.cards(i) {
			core, i = i, i+1
			continue
		}
		i = d.end
	}
	return core
}

// add appends n under parent and reports whether n's children are to follow.
func (t *tree) add(n *html.Node, parent int32) bool {
	switch n.Type {
	case html.TextNode:
		t.addText(n, parent)
		return false
	case html.ElementNode:
		if unread(n) || t.gone[n] {
			t.keepHead(n)
			return false
		}
		d := node{n: n, parent: parent, tag: n.DataAtom, cue: cue.Of(n)}
		t.nodes = append(t.nodes, d)
		if n.FirstChild == nil {
			t.close(int32(len(t.nodes) - 1))
		}
		return true
	}
	return false
}

// keepHead remembers the elements that say something about the page without being seen.
func (t *tree) keepHead(n *html.Node) {
	switch n.DataAtom {
	case atom.Meta, atom.Title, atom.Link, atom.Base, atom.Script:
		t.head = append(t.head, n)
	}
}

// addText appends a text node; white space is kept, for it separates words, with no weight.
func (t *tree) addText(n *html.Node, parent int32) {
	weight, marks := weigh(n.Data)
	t.nodes = append(t.nodes, node{n: n, parent: parent, isText: true, text: weight, solid: weight, marks: marks})
	t.close(int32(len(t.nodes) - 1))
}

// close ends the subtree of i, adds its sums to its parent and gives the parent.
func (t *tree) close(i int32) int32 {
	d := &t.nodes[i]
	d.end = int32(len(t.nodes))
	d.settle()
	if d.parent >= 0 {
		t.nodes[d.parent].absorb(d)
	}
	return d.parent
}

// settle makes the sums of an element's children its own.
func (d *node) settle() {
	switch {
	case d.tag == atom.A:
		if attr(d.n, "href") != "" {
			d.link, d.links, d.linked = d.text, 1, d.heads
		}
		d.solid = d.text - d.link
	case d.tag == atom.P && d.text-d.link >= 60:
		d.paras++
	case markup.IsHeading(d.tag):
		d.heads = 1
		if d.link*10 >= d.text*8 {
			d.linked = 1
		}
	}
	if d.tag != atom.Br && markup.Breaks(d.tag) {
		d.lines++
	}
	if d.cue&(cue.Furniture|cue.Hidden) == 0 || d.tag == atom.A || d.tag == atom.Main || d.tag == atom.Body {
		return
	}
	d.solid /= 5
	if d.cue&(cue.Comment|cue.Sign|cue.Related|cue.Hidden) != 0 {
		d.solid /= 4
	}
}

// absorb adds the sums of a child to its parent p.
func (p *node) absorb(d *node) {
	p.text += d.text
	p.link += d.link
	p.links += d.links
	p.marks += d.marks
	p.paras += d.paras
	p.solid += d.solid
	p.heads += d.heads
	p.linked += d.linked
	p.lines += d.lines
	p.holds = p.holds || d.holds || d.tag == atom.H1 || d.cue&cue.Text != 0
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

// weigh gives the bytes of s that are not white space and the number of sentence marks.
func weigh(s string) (weight, marks int32) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ':
			continue
		case c < utf8.RuneSelf:
			if c == ',' || c == '.' || c == '!' || c == '?' || c == ';' {
				marks++
			}
		case c == 0xc2 && strings.HasPrefix(s[i:], "\u00a0"):
			i++
			continue
		case c == 0xe3 && strings.HasPrefix(s[i:], "\u3000"):
			i += 2
			continue
		case c == 0xe3 || c == 0xef: // the first byte of wide punctuation
			marks += wideMark(s[i:])
		}
		weight++
	}
	return weight, marks
}

// wideMark gives 1 when s begins with a wide comma, stop or semicolon.
func wideMark(s string) int32 {
	for _, m := range [...]string{"，", "。", "、", "；"} {
		if strings.HasPrefix(s, m) {
			return 1
		}
	}
	return 0
}

// textOf gives the text of the subtree at i, white space collapsed.
func (t *tree) textOf(i int32) string {
	var b strings.Builder
	for j := i; j < t.nodes[i].end; j++ {
		switch d := &t.nodes[j]; {
		case d.isText:
			b.WriteString(d.n.Data)
		case markup.Breaks(d.tag):
			b.WriteByte(' ')
		}
	}
	return squeeze(b.String())
}

// inside reports whether i lies in the subtree of j, itself included.
func (t *tree) inside(i, j int32) bool { return i >= j && i < t.nodes[j].end }

// attr gives the value of n's attribute key, "" when absent.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// squeeze trims s and makes each run of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// find gives the first element of a tag, 0 when there is none.
func (t *tree) find(tag atom.Atom) int32 {
	for i := range t.nodes {
		if t.nodes[i].tag == tag {
			return int32(i)
		}
	}
	return 0
}
