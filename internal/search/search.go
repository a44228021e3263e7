// Package search decides what a word is, so that a story is found again whatever script it is written in. Both
// databases index what [Words] gives and are asked for what [Parse] reads; [Query.Marks] finds the same words in a text
// that is shown.
//
// Scripts that set no spaces between words (Chinese, Japanese, Korean, Thai and their kin) are cut into single
// characters and asked for as phrases: a two-character word is found, which trigrams and PostgreSQL's parser miss. All
// other words are whole runs of letters and digits, without case, accents (Latin, Greek, Cyrillic) and full-width
// forms. Nothing is stemmed; a star asks for a beginning.
//
// The package is pure: no clock, no database, nothing of ours.
package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord bounds a word in characters: what is longer is no word of a language, and is cut in texts and queries alike.
const maxWord = 60

// Word is one word of a text as it is indexed, and the bytes of the text it stands in.
type Word struct {
	Text       string
	Start, End int
}

// Words cuts a text into words.
func Words(text string) []Word {
	var s splitter
	for i, r := range text {
		size := utf8.RuneLen(r)
		if size < 0 || r == utf8.RuneError {
			s.flush()
			continue
		}
		s.add(r, i, i+size)
	}
	s.flush()
	return s.out
}

// splitter collects words.
type splitter struct {
	out        []Word
	word       []rune // of the word that is open
	start, end int
}

// add takes the next character of the text.
func (s *splitter) add(r rune, start, end int) {
	if r < utf8.RuneSelf { // most of most texts
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			s.grow(unicode.ToLower(r), start, end)
		} else {
			s.flush()
		}
		return
	}
	if spelled, ok := spellings[unicode.ToLower(r)]; ok {
		for _, r := range spelled {
			s.grow(r, start, end)
		}
		return
	}
	form := norm.NFKD
	if unicode.Is(unicode.Hangul, r) {
		form = norm.NFKC // a syllable is one character
	}
	for _, part := range form.String(string(r)) {
		s.addPart(part, start, end)
	}
}

// addPart takes what a character comes apart into: a letter without its accent, a mark, a plain form of a wide one.
func (s *splitter) addPart(r rune, start, end int) {
	switch {
	case voicing(r):
		s.voice(r, end)
	case dropped(r):
		if len(s.word) > 0 {
			s.end = end
		}
	case unspaced(r):
		s.flush()
		s.out = append(s.out, Word{string(r), start, end})
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && len(s.word) > 0:
		s.grow(unicode.ToLower(r), start, end)
	default:
		s.flush()
	}
}

func (s *splitter) grow(r rune, start, end int) {
	if len(s.word) == 0 {
		s.start = start
	}
	s.word, s.end = append(s.word, r), end
}

// voice puts a Japanese voicing mark back onto the kana it was parted from: か and が are two letters.
func (s *splitter) voice(mark rune, end int) {
	if last := len(s.out) - 1; last >= 0 && len(s.word) == 0 {
		s.out[last].Text = norm.NFC.String(s.out[last].Text + string(mark))
		s.out[last].End = end
	}
}

// flush ends the word that is growing, in its composed form, so that it is found however its accents were written.
func (s *splitter) flush() {
	if len(s.word) == 0 {
		return
	}
	text := norm.NFC.String(string(s.word[:min(len(s.word), maxWord)]))
	s.out = append(s.out, Word{text, s.start, s.end})
	s.word = s.word[:0]
}

// spellings are letters that Unicode does not take apart and that readers type without their own key.
var spellings = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ı': "i", 'þ': "th", 'ħ': "h",
}

// dropped reports whether a mark is left out: accents, and the points of Hebrew and Arabic that few type.
func dropped(r rune) bool {
	return r >= 0x0300 && r <= 0x036f || r >= 0x0591 && r <= 0x05c7 && unicode.Is(unicode.Mn, r) ||
		r >= 0x064b && r <= 0x0652 || r == 0x0670
}

func voicing(r rune) bool { return r == 0x3099 || r == 0x309a }

// unspaced reports whether r belongs to a script that sets no spaces between words, or, as in Korean, hangs endings
// onto them.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Thai,
		unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 0x30fc // the lengthening stroke of kana
}

// texts gives the words alone.
func texts(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}

// Text gives the words of several texts, the first ones first, at most n of them: what an index row holds.
func Text(n int, parts ...string) []string {
	var out []string
	for _, part := range parts {
		if len(out) >= n {
			break
		}
		out = append(out, texts(Words(part))...)
	}
	return out[:min(n, len(out))]
}

// Term is one thing a query asks for: words that follow each other.
type Term struct {
	Words  []string
	Prefix bool // the last word is only the beginning of one
}

// Query is what a reader looks for: texts that have all of All and none of Not.
type Query struct {
	All, Not []Term
}

// Bounds of a query: readers write it, the database pays.
const (
	maxQuery = 300 // bytes
	maxTerms = 12
)

// Parse reads a query. Words stand alone, "words in quotation marks" follow each other, -word must not stand in the
// story, and bridg* is the beginning of a word. There is no wrong query: what is not understood is looked for.
func Parse(text string) Query {
	var q Query
	text = strings.ToValidUTF8(text, " ")
	if len(text) > maxQuery {
		text = strings.ToValidUTF8(text[:maxQuery], "")
	}
	for _, piece := range pieces(text) {
		body, not := strings.CutPrefix(piece, "-")
		term := Term{Words: texts(Words(body)), Prefix: strings.HasSuffix(body, "*")}
		if term.Prefix && len(term.Words) > 0 {
			last, _ := utf8.DecodeRuneInString(term.Words[len(term.Words)-1])
			term.Prefix = !unspaced(last)
		}
		switch {
		case len(term.Words) == 0 || len(q.All)+len(q.Not) >= maxTerms:
		case not:
			q.Not = append(q.Not, term)
		default:
			q.All = append(q.All, term)
		}
	}
	return q
}

// quotes are the marks a phrase may stand in, as keyboards of several languages give them.
const quotes = "\"“”„«»「」『』＂"

// pieces parts a query at its spaces, but not inside quotation marks.
func pieces(text string) []string {
	var out []string
	var b strings.Builder
	quoted := false
	cut := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(quotes, r):
			if b.String() != "-" {
				cut()
			}
			quoted = !quoted
		case unicode.IsSpace(r) && !quoted:
			cut()
		default:
			b.WriteRune(r)
		}
	}
	cut()
	return out
}

// Empty reports whether the query asks for nothing: only for what must not stand in a story is not enough.
func (q Query) Empty() bool { return len(q.All) == 0 }

// Span is a piece of a text, in bytes.
type Span struct{ Start, End int }

// Marks gives the pieces of a text that the query asks for, in order and without overlap.
func (q Query) Marks(text string) []Span {
	words := Words(text)
	var out []Span
	for _, t := range q.All {
		for i := range words {
			if t.at(words[i:]) {
				out = append(out, Span{words[i].Start, words[i+len(t.Words)-1].End})
			}
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return a.Start - b.Start })
	merged := out[:0]
	for _, s := range out {
		if last := len(merged) - 1; last >= 0 && s.Start < merged[last].End {
			merged[last].End = max(merged[last].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// at reports whether words begin with the term.
func (t Term) at(words []Word) bool {
	if len(words) < len(t.Words) {
		return false
	}
	for i, want := range t.Words {
		have := words[i].Text
		if have != want && (!t.Prefix || i < len(t.Words)-1 || !strings.HasPrefix(have, want)) {
			return false
		}
	}
	return true
}
