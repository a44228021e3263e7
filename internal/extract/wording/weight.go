package wording

import (
	"strings"
	"unicode/utf8"
)

// Weigh gives the bytes of s that are not white space and the number of sentence marks.
func Weigh(s string) (weight, marks int32) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ':
			continue
		case c < utf8.RuneSelf:
			if c == ',' || c == '.' || c == '!' || c == '?' || c == ';' {
				marks++
			}
		case c == 0xc2 && strings.HasPrefix(s[i:], "\u00a0"):
			i++
			continue
		case c == 0xe3 && strings.HasPrefix(s[i:], "\u3000"):
			i += 2
			continue
		case c == 0xe3 || c == 0xef: // the first byte of wide punctuation
			marks += wideMark(s[i:])
		}
		weight++
	}
	return weight, marks
}

// wideMark gives 1 when s begins with a wide comma, stop or semicolon.
func wideMark(s string) int32 {
	for _, m := range [...]string{"，", "。", "、", "；"} {
		if strings.HasPrefix(s, m) {
			return 1
		}
	}
	return 0
}
