package sentence

import (
	"strings"
	"unicode/utf8"
)

// phrases is a table of words to look for, found by the character they begin with.
type phrases struct {
	by    map[rune][]string
	heads [16]uint64 // a bit for each such character, by its lowest ten bits
}

func newPhrases(ws ...string) *phrases {
	p := &phrases{by: map[rune][]string{}}
	for _, w := range ws {
		r, _ := utf8.DecodeRuneInString(w)
		p.by[r] = append(p.by[r], w)
		p.heads[r>>6&15] |= 1 << (r & 63)
	}
	return p
}

// from gives the words that begin with r.
func (p *phrases) from(r rune) []string {
	if p.heads[r>>6&15]&(1<<(r&63)) == 0 {
		return nil
	}
	return p.by[r]
}

// begins gives the longest word s begins with, "" for none.
func (p *phrases) begins(s string) string {
	longest := ""
	r, _ := utf8.DecodeRuneInString(s)
	for _, w := range p.from(r) {
		if len(w) > len(longest) && strings.HasPrefix(s, w) {
			longest = w
		}
	}
	return longest
}

// within reports whether one of the words stands in s.
func (p *phrases) within(s string) bool {
	for i, r := range s {
		for _, w := range p.from(r) {
			if strings.HasPrefix(s[i:], w) {
				return true
			}
		}
	}
	return false
}
