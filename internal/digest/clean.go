package digest

import (
	"html"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"unicode"
)

// leftover are tags that stand as text in carelessly made feeds and titles; a reader must see neither.
var leftover = regexp.MustCompile(
	`(?i)</?(?:p|div|table|td|tr|a|br|span|html|body|style|img|strong|b|em|i|h[1-6])\b[^<>]*>`)

// Clean makes one line of plain text of a crawled string: entities resolved, tags that slipped in cut, control,
// formatting and bidirectional characters and U+FFFD dropped, blanks folded. It is safe in a header.
func Clean(s string) string {
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "<") {
		s = leftover.ReplaceAllString(s, " ")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			return ' '
		case r == '\u200c', r == '\u200d': // joiners: needed in Persian, Indic scripts and emoji
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// EncodedSize is how many bytes s takes in a mail, which is sent as quoted-printable or as base64, whichever is shorter:
// Chinese takes less than half the bytes as base64.
func EncodedSize(s string) int {
	return min(quotedSize(s), partSize(len(s)))
}

// quotedSize is how many bytes s takes as quoted-printable.
func quotedSize(s string) int {
	var n counter
	w := quotedprintable.NewWriter(&n)
	_, err := w.Write([]byte(s))
	if err != nil || w.Close() != nil { // a counter takes everything
		return len(s) * 3
	}
	return int(n)
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
