package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Letters counts the letters of s.
func Letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// Narrow reports text of at most a width, spaces around it not counted.
func Narrow(s string, most int) bool {
	s = strings.TrimSpace(s)
	return len(s) <= 2*most && Width(s) <= most
}

// Width measures a title as a reader sees it.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if utf8.RuneLen(r) > 2 {
			n++
		}
	}
	return n
}

// NotWord reports what parts words.
func NotWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// Punctuation reports text that only parts what stands beside it.
func Punctuation(s string) bool { return strings.Trim(s, " \u200b\u00a0–—-|/,;:()[]•·") == "" }
