package sentence

import (
	"math"
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
	if r < 0x0E00 || unicode.Is(unicode.Mn, r) {
		return false
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

// Vector counts the terms of a text.
type Vector map[string]float64

// Terms gives what a text is about: its words and numbers in lower case, and for scripts without spaces each pair
// of neighbouring characters. Words that carry no meaning of their own are left out.
func Terms(text string) Vector {
	out := Vector{}
	var word strings.Builder
	var last rune
	lastAt := 0
	flush := func() {
		if w := word.String(); w != "" {
			if _, stop := stopWords[w]; !stop {
				out[w]++
			}
			word.Reset()
		}
	}
	for i, r := range text {
		switch {
		case wide(r):
			flush()
			if last != 0 && !(hollow(last) && hollow(r)) {
				out[text[lastAt:i+utf8.RuneLen(r)]]++
			}
			last, lastAt = r, i
			continue
		case wordRune(r) || unicode.Is(unicode.Mn, r):
			word.WriteRune(unicode.ToLower(r))
		default:
			flush()
		}
		last = 0
	}
	flush()
	return out
}

// hollow reports whether a Han character mostly serves grammar.
func hollow(r rune) bool { return strings.ContainsRune(hollowHan, r) }

// Add adds w times the counts of o to v.
func (v Vector) Add(o Vector, w float64) {
	for t, n := range o {
		v[t] += w * n
	}
}

// Norm gives the vector's Euclidean length.
func (v Vector) Norm() float64 {
	sum := 0.0
	for _, n := range v {
		sum += n * n
	}
	return math.Sqrt(sum)
}

// Cosine gives the cosine of the angle between two vectors, 0 when one is empty.
func Cosine(a, b Vector) float64 { return Fixed(b).Cosine(a) }

// FixedVector is a vector that others are compared with, its length worked out once.
type FixedVector struct {
	Vector
	norm float64
}

// Fixed makes a FixedVector of v, which must not change from then on.
func Fixed(v Vector) FixedVector { return FixedVector{v, v.Norm()} }

// Cosine gives the cosine of the angle between v and o, 0 when one is empty.
func (v FixedVector) Cosine(o Vector) float64 {
	dot := 0.0
	if len(o) < len(v.Vector) {
		for t, n := range o {
			dot += n * v.Vector[t]
		}
	} else {
		for t, n := range v.Vector {
			dot += n * o[t]
		}
	}
	if dot == 0 {
		return 0
	}
	return dot / (v.norm * o.Norm())
}

// Similarity says how much of the shorter text the longer one says too, from 0 to 1: the share of its terms.
func Similarity(a, b Vector) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	common := 0
	for t := range a {
		if _, ok := b[t]; ok {
			common++
		}
	}
	return float64(common) / float64(len(a))
}

const hollowHan = "的了在是和与及对为将于就也都而但其这那他她它们我你不有从被把让向以之所并等着过要会能可"

// stopWords are function words of the languages most towns of the catalogue write in.
var stopWords = wordSet("the", "a", "an", "of", "to", "in", "and", "or", "for", "on", "at", "by", "with", "from",
	"as", "is", "are", "was", "were", "be", "been", "has", "have", "had", "it", "its", "that", "this", "will",
	"would", "he", "she", "they", "his", "her", "their", "not", "but", "which", "who", "said", "s", "t", "also",
	"more", "than", "about", "de", "la", "le", "les", "el", "los", "las", "du", "des", "et", "y", "en", "un", "une",
	"una", "que", "der", "die", "das", "und", "den", "dem", "von", "zu", "im", "mit", "ist", "ein", "eine", "auf",
	"für", "и", "в", "на", "не", "с", "по", "что", "для", "к", "из", "о")
