package sentence

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide reports whether r is of a script that does not set spaces between words, so that each character counts and
// pairs of characters stand in for words: Han, kana, Thai, Lao, Khmer, Burmese.
func wide(r rune) bool {
	if r >= 0x4E00 && r < 0xA000 { // the common Han characters, without a search
		return true
	}
	if r < 0x0E00 || r >= 0x2000 && r < 0x2E80 || r >= 0xFF00 && r < 0xFF66 || unicode.Is(unicode.Mn, r) {
		return false // full-width punctuation, letters and digits among them
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer,
		unicode.Myanmar) || r == 'ー'
}

// Length measures text as readers of its script do: each character of a script without spaces between words
// counts one, and so does each word or number of any other script. Punctuation counts nothing.
func Length(text string) int {
	n, in := 0, false
	for _, r := range text {
		switch {
		case r == ' ':
			in = false
		case wide(r):
			n, in = n+1, false
		case wordRune(r):
			if !in {
				n, in = n+1, true
			}
		case unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’.,-", r): // don’t; 1,200; well-known
		default:
			in = false
		}
	}
	return n
}

// Spaced reports whether most of text is of scripts that set spaces between words.
func Spaced(text string) bool {
	spaced, unspaced := 0, 0
	for _, r := range text {
		switch {
		case wide(r):
			unspaced += 2 // a Han character weighs as much as a syllable
		case unicode.IsLetter(r):
			spaced++
		}
	}
	return spaced >= unspaced
}

// Terms gives what a text is about: its words and numbers in lower case, and for scripts without spaces each pair
// of neighbouring characters. Words that carry no meaning of their own are left out.
func Terms(text string) Vector {
	hashes := make([]uint64, 0, len(text)/6+1)
	for t := range Each(text) {
		hashes = append(hashes, hash(t))
	}
	return Vectorize(hashes)
}

// Held gives those of the wanted terms that stand in one of texts, and whether any term does.
func Held(wanted Vector, texts ...string) (held Vector, some bool) {
	found, missing := make([]bool, len(wanted)), len(wanted)
	for _, text := range texts {
		for t := range Each(text) {
			some = true
			if i, ok := slices.BinarySearchFunc(wanted, hash(t), byHash); ok && !found[i] {
				found[i] = true
				missing--
			}
			if missing == 0 {
				return wanted, true
			}
		}
	}
	for i, ok := range found {
		if ok {
			held = append(held, wanted[i])
		}
	}
	return held, some
}

// hash is FNV-1a of 64 bits: of a million different terms two are taken for one about once in ten million texts.
func hash(term []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range term {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

// Each gives the terms of a text one after the other, as often as they stand there. The bytes are good until the next.
func Each(text string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		s := scanner{yield: yield}
		for i, r := range text {
			if !s.take(text, i, r) {
				return
			}
		}
		s.flush()
	}
}

// scanner takes the terms out of a text, rune by rune.
type scanner struct {
	yield  func([]byte) bool
	word   []byte
	last   rune // the character before, of a script without spaces; 0 for none,
	lastAt int  // and where it stands
}

// take takes the rune at i. It reports whether more are wanted.
func (s *scanner) take(text string, i int, r rune) bool {
	if wide(r) {
		more := s.flush()
		if more && s.last != 0 && !(hollow(s.last) && hollow(r)) {
			s.word = append(s.word[:0], text[s.lastAt:i+utf8.RuneLen(r)]...)
			more = s.yield(s.word)
			s.word = s.word[:0]
		}
		s.last, s.lastAt = r, i
		return more
	}
	s.last = 0
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		s.word = append(s.word, byte(r))
	case r >= 'A' && r <= 'Z':
		s.word = append(s.word, byte(r)+'a'-'A')
	case r < utf8.RuneSelf:
		return s.flush()
	case wordRune(r) || unicode.Is(unicode.Mn, r):
		s.word = utf8.AppendRune(s.word, unicode.ToLower(r))
	default:
		return s.flush()
	}
	return true
}

// flush gives the word that ends here, if it says something.
func (s *scanner) flush() bool {
	if len(s.word) == 0 {
		return true
	}
	more := true
	if _, stop := stopWords[string(s.word)]; !stop {
		more = s.yield(s.word)
	}
	s.word = s.word[:0]
	return more
}

// hollow reports whether a Han character mostly serves grammar.
func hollow(r rune) bool { return strings.ContainsRune(hollowHan, r) }

const hollowHan = "的了在是和与及对为将于就也都而但其这那他她它们我你不有从被把让向以之所并等着过要会能可"

// stopWords are function words of the languages most towns of the catalogue write in.
var stopWords = wordSet("the", "a", "an", "of", "to", "in", "and", "or", "for", "on", "at", "by", "with", "from",
	"as", "is", "are", "was", "were", "be", "been", "has", "have", "had", "it", "its", "that", "this", "will",
	"would", "he", "she", "they", "his", "her", "their", "not", "but", "which", "who", "said", "s", "t", "also",
	"more", "than", "about", "de", "la", "le", "les", "el", "los", "las", "du", "des", "et", "y", "en", "un", "une",
	"una", "que", "der", "die", "das", "und", "den", "dem", "von", "zu", "im", "mit", "ist", "ein", "eine", "auf",
	"für", "и", "в", "на", "не", "с", "по", "что", "для", "к", "из", "о")
