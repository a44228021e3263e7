package pdf

import (
	"strings"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding"
)

// font turns the strings shown in it into text and knows how far each moves the pen.
type font struct {
	toUnicode *cmap
	simple    *[256]string      // a simple font's codes; nil for a composite one
	enc       encoding.Encoding // of a composite font's codes, nil for none known
	wide      bool              // a composite font's codes are UTF-16
	widths    map[uint32]float64
	missing   float64 // width of a code that is not in widths
}

// glyph is one code of a string that was shown.
type glyph struct {
	text  string
	width float64 // in units of the font's size
	space bool    // the single byte 32, to which word spacing applies (9.3.3)
}

// font gives the font called name in the resources res.
func (r *reader) font(res types.Dict, name string) *font {
	fonts := r.dict(res, "Font")
	if fonts == nil {
		return nil
	}
	o, ok := fonts.Find(name)
	if !ok {
		return nil
	}
	ref, indirect := o.(types.IndirectRef)
	if indirect {
		if f, ok := r.fonts[ref.ObjectNumber.Value()]; ok {
			return f
		}
	}
	var f *font
	if d, err := r.file.DereferenceDict(o); err == nil && d != nil {
		f = r.readFont(d)
	}
	if indirect {
		r.fonts[ref.ObjectNumber.Value()] = f
	}
	return f
}

// readFont reads a font's dictionary.
func (r *reader) readFont(d types.Dict) *font {
	f := &font{widths: map[uint32]float64{}, missing: 0.5}
	if o, ok := d.Find("ToUnicode"); ok {
		if src := r.stream(o); src != nil {
			f.toUnicode = parseCMap(src)
		}
	}
	if r.nameOf(d, "Subtype") == "Type0" {
		r.readComposite(f, d)
		return f
	}
	r.readSimple(f, d)
	return f
}

// readComposite reads what a Type0 font says of its codes and its one descendant of their widths.
func (r *reader) readComposite(f *font, d types.Dict) {
	f.enc, f.wide = predefined(r.nameOf(d, "Encoding"))
	f.missing = 1
	kids := r.array(d, "DescendantFonts")
	if len(kids) == 0 {
		return
	}
	kid, err := r.file.DereferenceDict(kids[0])
	if err != nil || kid == nil {
		return
	}
	if w, ok := r.number(kid, "DW"); ok {
		f.missing = w / 1000
	}
	if f.enc == nil && !f.wide { // W counts in glyphs, which are codes for Identity only
		f.readW(r, r.array(kid, "W"))
	}
}

// readW reads the widths of a composite font: runs "first [w…]" and "first last w" (9.7.4.3).
func (f *font) readW(r *reader, w types.Array) {
	for i := 0; i+1 < len(w); {
		first, _ := r.float(w[i])
		second, err := r.file.Dereference(w[i+1])
		if err != nil {
			return
		}
		if list, ok := second.(types.Array); ok {
			for k, o := range list {
				v, _ := r.float(o)
				f.widths[uint32(first)+uint32(k)] = v / 1000
			}
			i += 2
			continue
		}
		last, _ := r.float(second)
		if i+2 >= len(w) {
			return
		}
		v, _ := r.float(w[i+2])
		for c := first; c <= last && c-first < maxRanges; c++ {
			f.widths[uint32(c)] = v / 1000
		}
		i += 3
	}
}

// readSimple reads the encoding and widths of a font whose codes are single bytes.
func (r *reader) readSimple(f *font, d types.Dict) {
	f.simple = r.encoding(d)
	first, _ := r.number(d, "FirstChar")
	scale := 1.0 / 1000
	if m := r.array(d, "FontMatrix"); len(m) == 6 { // a Type3 font has its own unit
		if a, ok := r.float(m[0]); ok && a != 0 {
			scale = a
		}
	}
	for i, o := range r.array(d, "Widths") {
		if v, ok := r.float(o); ok && i < 256 {
			f.widths[uint32(first)+uint32(i)] = v * scale
		}
	}
}

// encoding gives what the codes of a simple font mean: its base encoding and the differences from it (9.6.6).
func (r *reader) encoding(d types.Dict) *[256]string {
	o, _ := d.Find("Encoding")
	o, err := r.file.Dereference(o)
	if err != nil || o == nil {
		return baseEncoding("")
	}
	if n, ok := o.(types.Name); ok {
		return baseEncoding(n.Value())
	}
	e, ok := o.(types.Dict)
	if !ok {
		return baseEncoding("")
	}
	table := *baseEncoding(r.nameOf(e, "BaseEncoding"))
	code := 0
	for _, o := range r.array(e, "Differences") {
		if v, ok := r.float(o); ok {
			code = int(v)
			continue
		}
		if n, ok := o.(types.Name); ok {
			if code >= 0 && code < len(table) {
				table[code] = glyphText(n.Value())
			}
			code++
		}
	}
	return &table
}

// glyphs cuts a shown string into codes and reads each.
func (f *font) glyphs(s string) []glyph {
	if f.simple != nil {
		return f.simpleGlyphs(s)
	}
	out := make([]glyph, 0, len(s)/2+1)
	for len(s) > 0 {
		n := f.codeSize(s)
		code := s[:n]
		s = s[n:]
		g := glyph{text: f.meaning(code), width: f.missing, space: n == 1 && code[0] == ' '}
		if w, ok := f.widths[codeOf(code)]; ok {
			g.width = w
		} else if n == 1 {
			g.width = 0.5
		}
		out = append(out, g)
	}
	return out
}

func (f *font) simpleGlyphs(s string) []glyph {
	out := make([]glyph, 0, len(s))
	for i := 0; i < len(s); i++ {
		g := glyph{text: f.simple[s[i]], width: f.missing, space: s[i] == ' '}
		if f.toUnicode != nil {
			if t, ok := f.toUnicode.lookup(uint32(s[i])); ok {
				g.text = t
			}
		}
		if w, ok := f.widths[uint32(s[i])]; ok {
			g.width = w
		}
		out = append(out, g)
	}
	return out
}

// codeSize gives how many bytes of s are the next code. Identity and UTF-16 have two; the East Asian encodings one for
// ASCII and two otherwise, four in GB18030; a map of the file's own is believed where it says.
func (f *font) codeSize(s string) int {
	switch {
	case f.enc != nil:
		if s[0] < 0x80 || len(s) == 1 {
			return 1
		}
		if len(s) >= 4 && s[1] >= '0' && s[1] <= '9' {
			return 4
		}
		return 2
	case f.toUnicode != nil && f.toUnicode.widths[1] && !f.toUnicode.widths[2] && !f.wide:
		return 1
	}
	return min(2, len(s))
}

// meaning gives the text of a composite font's code.
func (f *font) meaning(code string) string {
	if f.toUnicode != nil {
		if t, ok := f.toUnicode.lookup(codeOf(code)); ok {
			return t
		}
	}
	switch {
	case f.wide:
		return fromUTF16(code)
	case f.enc != nil:
		t, err := f.enc.NewDecoder().String(code)
		if err != nil || strings.ContainsRune(t, utf8.RuneError) {
			return ""
		}
		return t
	}
	return ""
}
