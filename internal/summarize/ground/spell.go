package ground

import (
	"strings"
	"unicode"

	"tidings/internal/dedup/pinyin"
)

// spells reports whether a run of Han characters in the text is spelled w in pinyin.
func (p place) spells(w string) bool {
	w = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, w)
	if len(w) < 3 {
		return false
	}
	for i := range p.runes {
		if spelled(p.runes[i:], w) {
			return true
		}
	}
	return false
}

// spelled reports whether the first characters of run, in one of their readings, spell w to its end.
func spelled(run []rune, w string) bool {
	if w == "" {
		return true
	}
	if len(run) == 0 {
		return false
	}
	for _, reading := range pinyin.Readings(run[0]) {
		if strings.HasPrefix(w, reading) && spelled(run[1:], w[len(reading):]) {
			return true
		}
	}
	return false
}

// spellOnce gives the commonest spelling of a Han word.
func spellOnce(word string) string {
	var out strings.Builder
	for _, r := range word {
		if readings := pinyin.Readings(r); len(readings) > 0 {
			out.WriteString(readings[0])
		}
	}
	if out.Len() == 0 {
		return word
	}
	return out.String()
}
