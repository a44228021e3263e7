package layout

import (
	"strings"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
	"tidings/internal/extract/wording"
)

// Kind is what a run of text is on the page.
type Kind uint8

// The kinds that those who read blocks tell apart, and two that are plain text to them.
const (
	Paragraph Kind = iota
	Heading
	Point // of a list, or of a list of definitions
	TableCell
	quotation
	Verbatim // <pre>
	caption
)

// Block is a run of text between two line breaks of the layout.
type Block struct {
	Text   string
	At     int32 // its first text node in the tree
	Weight int32 // of the text, in bytes without white space
	Link   int32 // the part of Weight inside links
	Links  int32 // how many links begin in it
	Marks  int32 // sentence punctuation
	Kind   Kind
	Level  uint8   // of a heading
	Soft   bool    // only a single <br> parts it from the block before
	Bold   bool    // all of it stands in <b> or <strong>
	Cut    cue.Set // the furniture it is part of; 0 = none

	row int32 // the <tr> of a TableCell
}

// blockMaker cuts a tree's texts into blocks.
type blockMaker struct {
	t       *Tree
	out     []Block
	open    []int32 // the open elements
	cur     Block
	buf     []byte
	bold    int32 // weight in bold
	linkEnd int32
	boldEnd int32
	cutEnd  int32
	cut     cue.Set
	brs     int
}

// blocks cuts the whole tree into blocks, marking those in furniture.
func (t *Tree) blocks() []Block {
	m := &blockMaker{t: t, out: make([]Block, 0, 256)}
	for i := int32(1); i < int32(len(t.Nodes)); i++ {
		m.leave(i)
		if t.Nodes[i].IsText {
			m.text(i)
		} else {
			m.enter(i)
		}
	}
	m.flush()
	return m.out
}

// leave closes the elements that end before i.
func (m *blockMaker) leave(i int32) {
	for len(m.open) > 0 {
		top := m.open[len(m.open)-1]
		if m.t.Nodes[top].End > i {
			return
		}
		if markup.Breaks(m.t.Nodes[top].Tag) {
			m.flush()
		}
		m.open = m.open[:len(m.open)-1]
	}
}

// enter opens the element i.
func (m *blockMaker) enter(i int32) {
	d := &m.t.Nodes[i]
	if i >= m.cutEnd {
		m.cut = 0
	}
	if c := m.t.furniture(i); c != 0 && d.End > m.cutEnd {
		m.flush()
		m.cut, m.cutEnd = c, d.End
	}
	switch {
	case d.Tag == atom.Br:
		m.flush()
		m.brs++
		return
	case d.Tag == atom.A && d.links > 0:
		m.linkEnd = max(m.linkEnd, d.End)
		m.cur.Links++
	case d.Tag == atom.B || d.Tag == atom.Strong:
		m.boldEnd = max(m.boldEnd, d.End)
	}
	if markup.Breaks(d.Tag) {
		m.flush()
		m.brs = 2
	}
	m.open = append(m.open, i)
}

// text adds the text node i to the current block.
func (m *blockMaker) text(i int32) {
	d := &m.t.Nodes[i]
	if i >= m.cutEnd && m.cut != 0 {
		m.flush()
		m.cut = 0
	}
	if d.Weight == 0 {
		if len(m.buf) > 0 {
			m.buf = wording.AppendSqueezed(m.buf, d.HTML.Data)
		}
		return
	}
	if m.cur.Weight == 0 {
		m.begin(i)
	}
	m.cur.Weight += d.Weight
	m.cur.Marks += d.marks
	if i < m.linkEnd {
		m.cur.Link += d.Weight
	}
	if i < m.boldEnd {
		m.bold += d.Weight
	}
	if m.cur.Kind == Verbatim {
		m.buf = append(m.buf, d.HTML.Data...)
		return
	}
	m.buf = wording.AppendSqueezed(m.buf, d.HTML.Data)
}

// begin settles what kind of block starts with the text node i: the innermost open element that says so decides.
func (m *blockMaker) begin(i int32) {
	m.cur.At, m.cur.Soft, m.brs = i, m.brs == 1, 0
	m.cur.Cut = m.cut
	for k := len(m.open) - 1; k >= 0; k-- {
		if m.settle(k) {
			return
		}
	}
}

// settle takes the kind of the current block from the open element k and reports whether that decides it. Inline
// elements, paragraphs and divisions leave it to what they stand in.
func (m *blockMaker) settle(k int) bool {
	d := &m.t.Nodes[m.open[k]]
	switch d.Tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		m.cur.Kind, m.cur.Level = Heading, headingLevel(d.Tag)
	case atom.Li, atom.Dt, atom.Dd:
		m.cur.Kind = Point
	case atom.Td, atom.Th:
		if !d.laysOut() {
			m.cur.Kind, m.cur.row = TableCell, m.rowOf(k)
		}
	case atom.Pre:
		m.cur.Kind = Verbatim
	case atom.Figcaption, atom.Caption:
		m.cur.Kind = caption
	case atom.Blockquote:
		m.cur.Kind = quotation
	case 0: // unknown to HTML
		if d.HTML.Data != "founder-title" && d.HTML.Data != "ucaptitle" {
			return false
		}
		m.cur.Kind, m.cur.Level = Heading, 1
	case atom.P, atom.Div:
		return false
	default:
		return markup.Breaks(d.Tag)
	}
	return true
}

// laysOut reports whether a cell is one of a table that lays out the page.
func (d *Node) laysOut() bool { return d.Weight > 240 || d.lines > 2 }

// rowOf gives the table row of the open cell k, 0 when it has none.
func (m *blockMaker) rowOf(k int) int32 {
	for ; k >= 0; k-- {
		if m.t.Nodes[m.open[k]].Tag == atom.Tr {
			return m.open[k]
		}
	}
	return 0
}

// flush ends the current block.
func (m *blockMaker) flush() {
	if m.cur.Weight > 0 {
		m.cur.Text = strings.TrimRight(string(m.buf), " \n\t")
		if m.cur.Kind == Verbatim {
			m.cur.Text = strings.Trim(string(m.buf), "\r\n")
		}
		m.cur.Bold = m.bold*10 >= m.cur.Weight*9
		m.out = append(m.out, m.cur)
	}
	m.cur, m.buf, m.bold = Block{}, m.buf[:0], 0
}

// headingLevel gives 1 for h1 … 6 for h6.
func headingLevel(a atom.Atom) uint8 {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	}
	return 6
}
