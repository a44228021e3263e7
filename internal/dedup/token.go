package dedup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tokenKind tells how a token is written.
type tokenKind uint8

const (
	spaced tokenKind = iota // a word of a script that sets spaces between words
	dense                   // one character of a script that does not
	number                  // digits, with their decimal point
)

// token is a word, character or number of a text, and where it stands.
type token struct {
	*lexeme
	start, end int  // bytes in the text
	gap        bool // punctuation or a line break stands before it
	sentence   bool // it begins a sentence
}

// tokenize splits text. The tokens are appended to into.
func (s *signer) tokenize(into []token, text string) []token {
	gap, sentence := true, true
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		kind, n := dense, size
		switch {
		case isDense(r):
		case isDigit(r):
			kind, n = number, digitRun(text[i:])
		case unicode.IsLetter(r):
			kind, n = spaced, wordRun(text[i:])
		default:
			if r != ' ' {
				gap = gap || !unicode.IsSpace(r) || r == '\n'
				sentence = sentence || endsSentence(r)
			}
			i += size
			continue
		}
		into = append(into, token{s.lexeme(text[i:i+n], kind), i, i + n, gap, sentence})
		gap, sentence = false, false
		i += n
	}
	return into
}

// tokenize splits text into tokens that are folded and not looked up.
func tokenize(text string) []token { return new(signer).tokenize(nil, text) }

// isDense reports whether r belongs to a script written without spaces. What is commonest is told without a search.
func isDense(r rune) bool {
	switch {
	case r < 0x0E00, r >= 0x2000 && r < 0x2E80, r >= 0xFF00 && r < 0xFF66: // full-width forms among them
		return false
	case r >= 0x4E00 && r < 0xA000:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer,
		unicode.Myanmar)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func endsSentence(r rune) bool { return strings.ContainsRune(".!?。！？\n:：\"“”「", r) }

// digitRun gives the length of the number at the start of s: digits with single points or commas between them.
func digitRun(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case isDigit(r):
			end = i + utf8.RuneLen(r)
		case strings.ContainsRune(".,，．", r) && i == end:
		default:
			return end
		}
	}
	return end
}

// foldNumber gives plain digits without thousands separators.
func foldNumber(s string) string {
	plain := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r == '．':
			b.WriteByte('.')
		case r != ',' && r != '，':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wordRun gives the length of the word at the start of s; an apostrophe between letters belongs to it.
func wordRun(s string) int {
	end := 0
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] >= '0' && s[end] <= '9') {
		end++
	}
	if end < len(s) && s[end] < utf8.RuneSelf && s[end] != '\'' {
		return end
	}
	return longWordRun(s)
}

// longWordRun is wordRun for words that are not of plain letters throughout.
func longWordRun(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case isDense(r):
			return end
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			end = i + utf8.RuneLen(r)
		case (r == '\'' || r == '’') && i == end:
		default:
			return end
		}
	}
	return end
}

// foldWord gives the word in lower case, without accents and the English genitive.
func foldWord(s string) string {
	s = strings.ToLower(s)
	if !isASCII(s) {
		s = strings.Map(func(r rune) rune {
			switch {
			case unicode.Is(unicode.Mn, r):
				return -1
			case r == '’':
				return '\''
			}
			return r
		}, norm.NFKD.String(s))
	}
	s = strings.TrimSuffix(s, "'s")
	return strings.ReplaceAll(s, "'", "")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// stem cuts the commonest English endings so that "tapering" meets "tapers"; words of other languages seldom end so.
func stem(word string) string {
	n := len(word)
	switch {
	case n > 4 && strings.HasSuffix(word, "ies"):
		return word[:n-3] + "y"
	case n > 5 && strings.HasSuffix(word, "ing"):
		return undouble(word[:n-3])
	case n > 4 && strings.HasSuffix(word, "ed"):
		return undouble(word[:n-2])
	case n > 4 && slices.Contains([]string{"ches", "shes", "sses"}, word[n-4:]):
		return word[:n-2]
	case n > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us"):
		return strings.TrimSuffix(word[:n-1], "e")
	case n > 4 && strings.HasSuffix(word, "e"):
		return word[:n-1]
	}
	return word
}

// undouble turns "stopp" into "stop" and drops a last e.
func undouble(s string) string {
	n := len(s)
	if n > 3 && s[n-1] == s[n-2] && !strings.ContainsRune("lsz", rune(s[n-1])) {
		return s[:n-1]
	}
	return s
}

// hash32 is FNV-1a.
func hash32(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// mix folds b into a, order mattering, and spreads the bits (the finalizer of MurmurHash3).
func mix(a, b uint32) uint32 {
	h := a*0x9E3779B1 + b
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}
