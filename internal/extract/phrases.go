package extract

import (
	_ "embed" // for the phrase tables
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// phrases is a set of lines, compared without case, outer punctuation and figures' values.
type phrases struct {
	exact map[string]bool
	stems []string // lines that begin so, if they are short
}

// phrasesOf reads one phrase a line; a final * makes it a stem.
func phrasesOf(text *string) func() phrases {
	return sync.OnceValue(func() phrases {
		p := phrases{exact: map[string]bool{}}
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

// has reports whether the line is one of the phrases.
func (p phrases) has(line string) bool {
	if len(line) > 240 {
		return false
	}
	key := phraseKey(line)
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

// phraseKey gives the lower-case letters of a line with single spaces; runs of figures become one #, marks at the
// ends and around brackets go, inner ones become spaces.
func phraseKey(line string) string {
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

//go:embed phrases/comments.txt
var commentsText string

// commentOpeners open the readers' comments, behind which nothing of the article comes however long they are.
var commentOpeners = phrasesOf(&commentsText)

//go:embed phrases/closers.txt
var closersText string

// closers open a section of other things, short ones in the midst of an article, long ones behind it.
var closers = phrasesOf(&closersText)

//go:embed phrases/residue.txt
var residueText string

// residueLines stand in texts as whole lines and belong to none.
var residueLines = phrasesOf(&residueText)

//go:embed phrases/editors.txt
var editorsText string

// editorStems begin the lines that name editors, checkers and origins of a text.
var editorStems = phrasesOf(&editorsText)

//go:embed phrases/sharewords.txt
var shareWordsText string

// shareWords are the words that share buttons are labelled with.
var shareWords = phrasesOf(&shareWordsText)
