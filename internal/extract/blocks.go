package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

// blockKind is what a run of text is on the page.
type blockKind uint8

const (
	paragraph blockKind = iota
	heading
	listItem // a foreign format's word: <li>
	tableCell
	quotation
	verbatim // <pre>
	caption
)

// block is a run of text between two line breaks of the layout.
type block struct {
	text   string
	at     int32 // its first text node in the tree
	row    int32 // the <tr> of a tableCell
	weight int32
	link   int32
	marks  int32
	links  int32
	kind   blockKind
	level  uint8   // of a heading
	soft   bool    // only a single <br> parts it from the block before
	bold   bool    // all of it stands in <b> or <strong>
	cut    cue.Set // the furniture it is part of; 0 = none
}

// blockMaker cuts a tree's texts into blocks.
type blockMaker struct {
	t       *tree
	out     []block
	open    []int32 // the open elements
	cur     block
	buf     []byte
	bold    int32 // weight in bold
	linkEnd int32
	boldEnd int32
	cutEnd  int32
	cut     cue.Set
	brs     int
}

// blocks cuts the whole tree into blocks, marking those in furniture.
func (t *tree) blocks() []block {
	m := &blockMaker{t: t, out: make([]block, 0, 256)}
	for i := int32(1); i < int32(len(t.nodes)); i++ {
		m.leave(i)
		if t.nodes[i].isText {
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
		if m.t.nodes[top].end > i {
			return
		}
		if markup.Breaks(m.t.nodes[top].tag) {
			m.flush()
		}
		m.open = m.open[:len(m.open)-1]
	}
}

// enter opens the element i.
func (m *blockMaker) enter(i int32) {
	d := &m.t.nodes[i]
	if i >= m.cutEnd {
		m.cut = 0
	}
	if c := m.t.furniture(i); c != 0 && d.end > m.cutEnd {
		m.flush()
		m.cut, m.cutEnd = c, d.end
	}
	switch {
	case d.tag == atom.Br:
		m.flush()
		m.brs++
		return
	case d.tag == atom.A && d.links > 0:
		m.linkEnd = max(m.linkEnd, d.end)
		m.cur.links++
	case d.tag == atom.B || d.tag == atom.Strong:
		m.boldEnd = max(m.boldEnd, d.end)
	}
	if markup.Breaks(d.tag) {
		m.flush()
		m.brs = 2
	}
	m.open = append(m.open, i)
}

// text adds the text node i to the current block.
func (m *blockMaker) text(i int32) {
	d := &m.t.nodes[i]
	if i >= m.cutEnd && m.cut != 0 {
		m.flush()
		m.cut = 0
	}
	if d.text == 0 {
		if len(m.buf) > 0 {
			m.buf = appendSqueezed(m.buf, d.n.Data)
		}
		return
	}
	if m.cur.weight == 0 {
		m.begin(i)
	}
	m.cur.weight += d.text
	m.cur.marks += d.marks
	if i < m.linkEnd {
		m.cur.link += d.text
	}
	if i < m.boldEnd {
		m.bold += d.text
	}
	if m.cur.kind == verbatim {
		m.buf = append(m.buf, d.n.Data...)
		return
	}
	m.buf = appendSqueezed(m.buf, d.n.Data)
}

// begin settles what kind of block starts with the text node i.
func (m *blockMaker) begin(i int32) {
	m.cur.at, m.cur.soft, m.brs = i, m.brs == 1, 0
	m.cur.cut = m.cut
	for k := len(m.open) - 1; k >= 0; k-- {
		o := m.open[k]
		switch tag := m.t.nodes[o].tag; tag {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			m.cur.kind, m.cur.level = heading, headingLevel(tag)
		case atom.Li, atom.Dt, atom.Dd:
			m.cur.kind = listItem
		case atom.Td, atom.Th:
			if d := &m.t.nodes[o]; d.text > 240 || d.lines > 2 {
				return // a cell of a table that lays out the page
			}
			m.cur.kind, m.cur.row = tableCell, m.rowOf(k)
		case atom.Pre:
			m.cur.kind = verbatim
		case atom.Figcaption, atom.Caption:
			m.cur.kind = caption
		case atom.Blockquote:
			m.cur.kind = quotation
		case 0: // unknown to HTML
			if name := m.t.nodes[o].n.Data; name == "founder-title" || name == "ucaptitle" {
				m.cur.kind, m.cur.level = heading, 1
				return
			}
			continue
		default:
			if !markup.Breaks(tag) || tag == atom.P || tag == atom.Div {
				continue
			}
		}
		return
	}
}

// rowOf gives the table row of the open cell k, 0 when it has none.
func (m *blockMaker) rowOf(k int) int32 {
	for ; k >= 0; k-- {
		if m.t.nodes[m.open[k]].tag == atom.Tr {
			return m.open[k]
		}
	}
	return 0
}

// flush ends the current block.
func (m *blockMaker) flush() {
	if m.cur.weight > 0 {
		m.cur.text = strings.TrimRight(string(m.buf), " \n\t")
		if m.cur.kind == verbatim {
			m.cur.text = strings.Trim(string(m.buf), "\r\n")
		}
		m.cur.bold = m.bold*10 >= m.cur.weight*9
		m.out = append(m.out, m.cur)
	}
	m.cur, m.buf, m.bold = block{}, m.buf[:0], 0
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

// appendSqueezed appends s with each run of white space made one space; none between two wide characters parted by a
// line break of the source, none at the beginning. Zero-width characters are dropped.
func appendSqueezed(buf []byte, s string) []byte {
	gap, line := false, false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case blank(r):
			gap, line = true, line || r == '\n'
		case !zeroWidth(r):
			if gap && !(line && wide(r) && endsWide(buf)) {
				buf = appendSpace(buf)
			}
			buf = append(buf, s[i:i+size]...)
			gap, line = false, false
		}
		i += size
	}
	if gap && !(line && endsWide(buf)) {
		buf = appendSpace(buf)
	}
	return buf
}

// appendSpace appends a space, unless buf is empty or ends in one.
func appendSpace(buf []byte) []byte {
	if len(buf) == 0 || buf[len(buf)-1] == ' ' {
		return buf
	}
	return append(buf, ' ')
}

// blank reports whether r is white space of any script, the ideographic and the no-break space included.
func blank(r rune) bool {
	return r <= ' ' || r == 0xa0 || r == 0x3000 || r >= 0x2000 && r <= 0x200a || r == 0x2028 || r == 0x2029
}

// zeroWidth reports whether r is not seen at all.
func zeroWidth(r rune) bool { return r == 0x200b || r == 0xfeff || r == 0xad || r == 0x2060 }

// endsWide reports whether b ends in a character of a script written without spaces.
func endsWide(b []byte) bool {
	r, _ := utf8.DecodeLastRune(b)
	return wide(r)
}

// wide reports whether r belongs to a script written without spaces, or to its punctuation.
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef ||
		r >= 0x20000 && r <= 0x3ffff
}
