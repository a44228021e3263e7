package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Join puts two pieces of one line together, with a space unless both meet in wide characters.
func Join(a, b string) string {
	if r, _ := utf8.DecodeRuneInString(b); EndsWide([]byte(a)) && Wide(r) {
		return a + b
	}
	return a + " " + b
}

// Agreement says how far heading h and stated title s are the same, from 0 to 1: the share of the longer that the
// shorter covers where one holds the other, else the share of common words.
func Agreement(h, s string) float64 {
	a, b := Fold(h), Fold(s)
	if a == "" || b == "" {
		return 0
	}
	if a == b {
		return 1
	}
	if strings.HasPrefix(b, a) || strings.HasPrefix(a, b) {
		return 0.5 + 0.5*float64(min(len(a), len(b)))/float64(max(len(a), len(b)))
	}
	if strings.Contains(b, a) || strings.Contains(a, b) {
		return 0.4 + 0.6*float64(min(len(a), len(b)))/float64(max(len(a), len(b)))
	}
	return 0.9 * CommonWords(h, s)
}

// CommonWords gives the share of words (of characters, in scripts without spaces) that a and b have in common.
func CommonWords(a, b string) float64 {
	wa, wb := Words(a), Words(b)
	if len(wa) == 0 || len(wb) == 0 {
		return 0
	}
	have := make(map[string]bool, len(wa))
	for _, w := range wa {
		have[w] = true
	}
	n := 0
	for _, w := range wb {
		if have[w] {
			n++
		}
	}
	return float64(n) / float64(max(len(wa), len(wb)))
}

// Words cuts s into lower-case words, and wide characters one by one.
func Words(s string) []string {
	var out []string
	start := -1
	for i, r := range s {
		switch {
		case Wide(r) && unicode.IsLetter(r):
			if start >= 0 {
				out, start = append(out, strings.ToLower(s[start:i])), -1
			}
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			out, start = append(out, strings.ToLower(s[start:i])), -1
		}
	}
	if start >= 0 {
		out = append(out, strings.ToLower(s[start:]))
	}
	return out
}

// Fold gives the letters and digits of s in lower case.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// HasWide reports whether s has a character of a script written without spaces.
func HasWide(s string) bool { return strings.IndexFunc(s, Wide) >= 0 }

// EndsSentence reports whether s ends as a sentence, an introduction or a quotation does.
func EndsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;…。！？：；”’\"」』）)", r)
}
