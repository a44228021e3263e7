package wording

import (
	"strings"
	"unicode/utf8"
)

// AppendSqueezed appends s with each run of white space made one space; none between two wide characters parted by a
// line break of the source, none at the beginning. Zero-width characters are dropped.
func AppendSqueezed(buf []byte, s string) []byte {
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
			if gap && !(line && Wide(r) && EndsWide(buf)) {
				buf = appendSpace(buf)
			}
			buf = append(buf, s[i:i+size]...)
			gap, line = false, false
		}
		i += size
	}
	if gap && !(line && EndsWide(buf)) {
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

// EndsWide reports whether b ends in a character of a script written without spaces.
func EndsWide(b []byte) bool {
	r, _ := utf8.DecodeLastRune(b)
	return Wide(r)
}

// Wide reports whether r belongs to a script written without spaces, or to its punctuation.
func Wide(r rune) bool {
	return r >= 0x2e80 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef ||
		r >= 0x20000 && r <= 0x3ffff
}

// CutTo cuts s to at most n bytes at a rune's beginning.
func CutTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// Squeeze trims s and makes each run of white space one space.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
