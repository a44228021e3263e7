package pdf

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// cmap says how a string is cut into codes, and what a code means in Unicode (9.7.5, 9.10.3).
type cmap struct {
	widths [5]bool           // by the bytes a code may have, 1 … 4
	one    map[uint32]string // codes that were named one by one
	ranges []cmapRange
}

// cmapRange is a run of codes whose meanings follow one another.
type cmapRange struct {
	low, high uint32
	first     string
}

// maxRanges bounds how much of a map is kept; a font has at most 65,536 glyphs.
const maxRanges = 70_000

// parseCMap reads a CMap program: its code space, bfchar and bfrange.
func parseCMap(src []byte) *cmap {
	m := &cmap{one: map[uint32]string{}}
	l := &lexer{src: src}
	var args []token
	for t := l.next(); t.kind != end; t = l.next() {
		if t.kind != operator {
			if args = append(args, t); len(args) > maxRanges {
				return m
			}
			continue
		}
		switch t.text {
		case "endcodespacerange":
			m.space(args)
		case "endbfchar":
			m.chars(args)
		case "endbfrange":
			m.rangesOf(args)
		}
		args = args[:0]
	}
	return m
}

// space takes in the code space: pairs of a first and a last code.
func (m *cmap) space(args []token) {
	for _, t := range args {
		if n := len(t.text); t.kind == str && n > 0 && n < len(m.widths) {
			m.widths[n] = true
		}
	}
}

// chars takes in pairs of a code and its meaning.
func (m *cmap) chars(args []token) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i].kind == str && args[i+1].kind == str && len(m.one) < maxRanges {
			m.one[codeOf(args[i].text)] = fromUTF16(args[i+1].text)
		}
	}
}

// rangesOf takes in triples of a first code, a last one, and the first's meaning or a list of all.
func (m *cmap) rangesOf(args []token) {
	for i := 0; i+2 < len(args); {
		low, high := codeOf(args[i].text), codeOf(args[i+1].text)
		if args[i+2].kind == str {
			if len(m.ranges) < maxRanges {
				m.ranges = append(m.ranges, cmapRange{low, high, fromUTF16(args[i+2].text)})
			}
			i += 3
			continue
		}
		for i += 3; i < len(args) && args[i].kind == str; i, low = i+1, low+1 {
			if low <= high && len(m.one) < maxRanges {
				m.one[low] = fromUTF16(args[i].text)
			}
		}
		i++
	}
}

// lookup gives the meaning of a code.
func (m *cmap) lookup(code uint32) (string, bool) {
	if s, ok := m.one[code]; ok {
		return s, true
	}
	for i := range m.ranges {
		r := &m.ranges[i]
		if code < r.low || code > r.high {
			continue
		}
		last, size := utf8.DecodeLastRuneInString(r.first)
		if size == 0 {
			return "", true
		}
		return r.first[:len(r.first)-size] + string(last+rune(code-r.low)), true
	}
	return "", false
}

// codeOf reads the bytes of a code.
func codeOf(s string) uint32 {
	var n uint32
	for i := 0; i < len(s) && i < 4; i++ {
		n = n<<8 | uint32(s[i])
	}
	return n
}

// fromUTF16 reads UTF-16, big end first; a single byte is a character of Latin-1.
func fromUTF16(s string) string {
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return strings.Map(func(r rune) rune {
		if r == 0 || r == utf8.RuneError {
			return -1
		}
		return r
	}, string(utf16.Decode(units)))
}

// predefined gives the encoding that a predefined CMap's codes are of (9.7.5.2, table 118); nil for Identity, whose
// codes are glyphs of the font and mean nothing without a ToUnicode map. wide: each code is two bytes of UTF-16.
func predefined(cmapName string) (enc encoding.Encoding, wide bool) {
	n := strings.TrimSuffix(strings.TrimSuffix(cmapName, "-H"), "-V")
	switch {
	case strings.Contains(n, "UCS2"), strings.Contains(n, "UTF16"):
		return nil, true
	case strings.HasPrefix(n, "GB"):
		return simplifiedchinese.GB18030, false
	case strings.HasPrefix(n, "B5"), strings.HasPrefix(n, "ETen"), strings.HasPrefix(n, "HKscs"):
		return traditionalchinese.Big5, false
	case strings.Contains(n, "RKSJ"):
		return japanese.ShiftJIS, false
	case n == "EUC":
		return japanese.EUCJP, false
	case strings.HasPrefix(n, "KSC"):
		return korean.EUCKR, false
	}
	return nil, false
}
