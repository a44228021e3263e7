package bounce

import (
	"mime"
	"strings"
	"unicode"
)

// decoded gives the words of a header value; what cannot be decoded stays as it is.
func decoded(value string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return text
}

// Clip makes foreign text one short line fit for a column and a log: at most 300 characters, none of control.
func Clip(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:299]) + "…"
	}
	return s
}
