package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// placed is a glyph with its place: left along its line, top across it, growing downwards.
type placed struct {
	text             string
	left, top, width float64
	size, angle      float64
}

// flow makes lines of glyphs in the order they are shown, which for what programs write is the order of reading.
type flow struct {
	lines []Line
	buf   strings.Builder
	cur   Line
	angle float64
	pen   float64 // where the last glyph ended
	shown bool    // cur has begun
	size  int
}

// Distances in units of the font's size.
const (
	sameLine  = 0.45 // glyphs whose base lines lie nearer are on one line: super- and subscripts
	wordGap   = 0.18 // a gap that parts words, in scripts that part them
	columnGap = 1.8  // a gap that parts the cells of a table
	backward  = 0.6  // how far back a glyph may begin: kerning, accents, fake bold
)

// cellMark stands between the cells of a table's row.
const cellMark = " | "

// add takes the next glyph.
func (f *flow) add(g placed) {
	if g.size <= 0 || math.IsNaN(g.left) || math.IsNaN(g.top) {
		return
	}
	blank := strings.TrimSpace(g.text) == ""
	if f.shown && f.breaks(g) {
		f.flush()
	}
	if blank && !f.shown {
		return
	}
	if !f.shown {
		f.cur = Line{Left: g.left, Top: g.top, Size: g.size}
		f.shown, f.angle = true, g.angle
	} else {
		f.gap(g)
	}
	f.size += len(g.text)
	f.buf.WriteString(g.text)
	f.pen = g.left + g.width
	if !blank {
		f.cur.Right = max(f.cur.Right, f.pen)
		f.cur.Size = max(f.cur.Size, g.size)
	}
}

// breaks reports whether g stands on another line than the current one.
func (f *flow) breaks(g placed) bool {
	size := max(f.cur.Size, g.size)
	return g.angle != f.angle || math.Abs(g.top-f.cur.Top) > sameLine*size || g.left < f.pen-backward*size
}

// gap writes what parts g from the glyph before: nothing, a space, or the mark between cells.
func (f *flow) gap(g placed) {
	distance := (g.left - f.pen) / max(g.size, 1e-6)
	text := f.buf.String()
	last, _ := utf8.DecodeLastRuneInString(text)
	first, _ := utf8.DecodeRuneInString(g.text)
	switch {
	case distance > columnGap && !strings.HasSuffix(text, cellMark):
		trimmed := strings.TrimRight(text, " ")
		f.buf.Reset()
		f.buf.WriteString(trimmed + cellMark)
	case distance > wordGap && !unicode.IsSpace(last) && !unicode.IsSpace(first) &&
		(distance > 2*wordGap || !han(last) || !han(first)):
		f.buf.WriteByte(' ')
	}
}

// flush ends the current line.
func (f *flow) flush() {
	text := strings.Trim(clean(f.buf.String()), "| ")
	if text != "" {
		f.cur.Text = text
		f.lines = append(f.lines, f.cur)
	}
	f.buf.Reset()
	f.shown = false
}

// done gives the lines of the page.
func (f *flow) done() []Line {
	f.flush()
	return f.lines
}

// han reports whether r is of a script that is written without spaces.
func han(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f ||
		r >= 0xff00 && r <= 0xffef
}
