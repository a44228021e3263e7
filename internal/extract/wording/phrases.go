package wording

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Phrases is a set of lines, compared without case, outer punctuation and figures' values.
type Phrases struct {
	exact map[string]bool
	stems []string // lines that begin so, if they are short
}

// PhrasesOf gives the phrases of a text, read when they are first asked for: one a line, as Key spells it; a final *
// makes it a stem.
func PhrasesOf(text *string) func() Phrases {
	return sync.OnceValue(func() Phrases {
		p := Phrases{exact: map[string]bool{}}
		for line := range strings.SplitSeq(*text, "\n") {
			switch line = strings.TrimSpace(line); {
			case line == "":
			case strings.HasSuffix(line, "*"):
				p.stems = append(p.stems, strings.TrimSuffix(line, "*"))
			default:
				p.exact[line] = true
			}
		}
		return p
	})
}

// HasWord reports whether a word, in lower case, is one of the phrases by itself.
func (p Phrases) HasWord(word string) bool { return p.exact[word] }

// Has reports whether the line is one of the phrases.
func (p Phrases) Has(line string) bool {
	if len(line) > 240 {
		return false
	}
	key := Key(line)
	if key == "" || p.exact[key] {
		return key != ""
	}
	if utf8.RuneCountInString(key) > 44 {
		return false
	}
	for _, s := range p.stems {
		if strings.HasPrefix(key, s) {
			return true
		}
	}
	return false
}

// Key gives the lower-case letters of a line with single spaces; runs of figures become one #, marks at the
// ends and around brackets go, inner ones become spaces.
func Key(line string) string {
	out := make([]byte, 0, len(line))
	gap, figure := false, false
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			if !figure {
				if gap && len(out) > 0 {
					out = append(out, ' ')
				}
				out = append(out, '#')
			}
			gap, figure = false, true
			continue
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			if gap && len(out) > 0 {
				out = append(out, ' ')
			}
			gap = false
			out = utf8.AppendRune(out, unicode.ToLower(r))
		case r == '\'' || r == '’':
		default:
			gap = true
		}
		figure = false
	}
	return string(out)
}
