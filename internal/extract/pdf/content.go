package pdf

import (
	"math"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// reader reads the pages of one file.
type reader struct {
	file   *model.Context
	fonts  map[int]*font // by object number
	lines  []Line
	images int
	size   int // bytes of text so far
}

// matrix is a transformation [a b c d e f] (8.3.3).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times gives the transformation m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// state is the part of the graphics state that text depends on (8.4, 9.3).
type state struct {
	ctm                  matrix
	font                 *font
	size                 float64
	charSpace, wordSpace float64
	scale                float64 // horizontal, 1 = as it is
	leading, rise        float64
}

// painter runs the operators of one page and its forms.
type painter struct {
	*reader
	page        int
	state       state
	saved       []state
	text, start matrix // Tm, and Tm at the line's beginning
	ops         int
	marks       []mark // marked content that is open
	flow        flow
}

// mark is a run of marked content; what its glyphs mean may be said for all of them together (14.9.4).
type mark struct {
	actual string
	said   bool // the meaning is given in actual
}

// page reads the lines of page n; one that cannot be read has none.
func (r *reader) page(n int) {
	d, _, inherited, err := r.file.PageDict(n, false)
	if err != nil || d == nil {
		return
	}
	var content []byte
	if o, ok := d.Find("Contents"); ok {
		content = r.content(o)
	}
	p := &painter{reader: r, page: n, state: state{ctm: identity, scale: 1}}
	res := r.dict(d, "Resources")
	if res == nil && inherited != nil {
		res = inherited.Resources
	}
	p.run(content, res, 0)
	r.take(p.flow.done(), n)
}

// take keeps the lines of a page.
func (r *reader) take(lines []Line, page int) {
	for _, l := range lines {
		l.Page = page
		r.lines = append(r.lines, l)
		r.size += len(l.Text)
	}
}

// run executes operators with their operands before them.
func (p *painter) run(src []byte, res types.Dict, depth int) {
	l := &lexer{src: src}
	var args []token
	for t := l.next(); t.kind != end && p.ops < maxOps && p.flow.size < maxText; t = l.next() {
		if t.kind != operator {
			if len(args) < 4096 {
				args = append(args, t)
			}
			continue
		}
		p.ops++
		switch t.text {
		case "ID":
			l.skipImage()
			p.images++
		case "Do":
			p.do(args, res, depth)
		case "Tf":
			if n := len(args); n >= 2 {
				p.state.font, p.state.size = p.reader.font(res, args[n-2].text), args[n-1].num
			}
		default:
			p.operate(t.text, args)
		}
		args = args[:0]
	}
}

// operate executes an operator that needs nothing but its operands.
func (p *painter) operate(op string, args []token) {
	s := &p.state
	switch op {
	case "q":
		if len(p.saved) < 512 {
			p.saved = append(p.saved, *s)
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			*s, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "cm":
		if m, ok := matrixOf(args); ok {
			s.ctm = m.times(s.ctm)
		}
	case "Tj":
		p.show(args)
	case "TJ":
		p.show(args)
	case "'":
		p.newLine(0, -s.leading)
		p.show(args)
	case "\"":
		if len(args) >= 3 {
			s.wordSpace, s.charSpace = args[0].num, args[1].num
		}
		p.newLine(0, -s.leading)
		p.show(args[min(2, len(args)):])
	default:
		p.place(op, args)
	}
}

// place executes the operators that move the pen or set the text state (9.3.1, 9.4.2).
func (p *painter) place(op string, args []token) {
	s := &p.state
	switch op {
	case "BT":
		p.text, p.start = identity, identity
	case "Tm":
		if m, ok := matrixOf(args); ok {
			p.text, p.start = m, m
		}
	case "Td":
		p.newLine(arg(args, 0), arg(args, 1))
	case "TD":
		s.leading = -arg(args, 1)
		p.newLine(arg(args, 0), arg(args, 1))
	case "T*":
		p.newLine(0, -s.leading)
	case "Tc":
		s.charSpace = arg(args, 0)
	case "Tw":
		s.wordSpace = arg(args, 0)
	case "Tz":
		s.scale = arg(args, 0) / 100
	case "TL":
		s.leading = arg(args, 0)
	case "Ts":
		s.rise = arg(args, 0)
	default:
		p.mark(op, args)
	}
}

// mark opens and closes marked content.
func (p *painter) mark(op string, args []token) {
	switch n := len(p.marks); {
	case op == "EMC" && n > 0:
		p.marks = p.marks[:n-1]
	case (op == "BDC" || op == "BMC") && n < 64:
		m := mark{}
		if n > 0 && p.marks[n-1].said {
			m.said = true // inside one that says it all
		}
		for i := 0; i+1 < len(args) && !m.said; i++ {
			if args[i].kind == name && args[i].text == "ActualText" && args[i+1].kind == str {
				m.actual, m.said = textString(args[i+1].text), true
			}
		}
		p.marks = append(p.marks, m)
	}
}

// meant gives the text of a glyph: what the marked content it stands in says, once, else its own.
func (p *painter) meant(g glyph) string {
	n := len(p.marks)
	if n == 0 || !p.marks[n-1].said {
		return g.text
	}
	text := p.marks[n-1].actual
	p.marks[n-1].actual = ""
	return text
}

// textString reads a text string of the file: UTF-16 behind its mark, UTF-8 behind its own, else the encoding of
// documents, which agrees with Latin-1 in letters (7.9.2.2).
func textString(s string) string {
	if rest, ok := strings.CutPrefix(s, "\xfe\xff"); ok {
		return fromUTF16(rest)
	}
	if rest, ok := strings.CutPrefix(s, "\xef\xbb\xbf"); ok {
		return rest
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// newLine moves to the beginning of another line.
func (p *painter) newLine(x, y float64) {
	p.start = matrix{1, 0, 0, 1, x, y}.times(p.start)
	p.text = p.start
}

// do paints an external object: a form runs, an image is counted.
func (p *painter) do(args []token, res types.Dict, depth int) {
	if len(args) == 0 || depth >= maxForms {
		return
	}
	objects := p.dict(res, "XObject")
	if objects == nil {
		return
	}
	o, ok := objects.Find(args[len(args)-1].text)
	if !ok {
		return
	}
	sd, _, err := p.file.DereferenceStreamDict(o)
	if err != nil || sd == nil {
		return
	}
	if p.nameOf(sd.Dict, "Subtype") == "Image" {
		p.images++
		return
	}
	kept := p.state
	if m := p.array(sd.Dict, "Matrix"); len(m) == 6 {
		var form matrix
		for i := range form {
			form[i], _ = p.float(m[i])
		}
		p.state.ctm = form.times(p.state.ctm)
	}
	inner := p.dict(sd.Dict, "Resources")
	if inner == nil {
		inner = res
	}
	p.run(decode(sd), inner, depth+1)
	p.state = kept
}

// show shows strings, moved apart by the numbers between them (9.4.3, 9.4.4).
func (p *painter) show(args []token) {
	s := &p.state
	for _, t := range args {
		switch t.kind {
		case number:
			p.advance(-t.num / 1000 * s.size * s.scale)
		case str:
			if s.font == nil {
				continue
			}
			for _, g := range s.font.glyphs(t.text) {
				move := g.width*s.size + s.charSpace
				if g.space {
					move += s.wordSpace
				}
				p.put(g)
				p.advance(move * s.scale)
			}
		}
	}
}

// advance moves the pen along the line.
func (p *painter) advance(x float64) {
	p.text = matrix{1, 0, 0, 1, x, 0}.times(p.text)
}

// put gives one glyph to the flow, with its place turned so that its own line runs from left to right.
func (p *painter) put(g glyph) {
	m := matrix{p.state.size * p.state.scale, 0, 0, p.state.size, 0, p.state.rise}.times(p.text).times(p.state.ctm)
	across := math.Hypot(m[0], m[1])
	if across == 0 || math.IsNaN(across) || math.IsInf(across, 0) {
		return
	}
	cos, sin := m[0]/across, m[1]/across
	up := m[3]*cos - m[2]*sin
	p.flow.add(placed{
		text: p.meant(g), left: m[4]*cos + m[5]*sin, top: m[4]*sin - m[5]*cos,
		width: g.width * across, size: math.Abs(up), angle: math.Round(math.Atan2(sin, cos)*16) / 16,
	})
}

func arg(args []token, i int) float64 {
	if i < len(args) {
		return args[i].num
	}
	return 0
}

func matrixOf(args []token) (m matrix, ok bool) {
	if len(args) < len(m) {
		return m, false
	}
	for i := range m {
		m[i] = args[len(args)-len(m)+i].num
	}
	return m, true
}
