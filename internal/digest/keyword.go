package digest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tidings/internal/fault"
)

// Keywords is a reader's parsed keyword filter.
//
//	bridge        one of the plain words must stand in the story
//	+harbour      must stand in it
//	!football     must not stand in it
//	/tariff|fee/  a regular expression (RE2); +/…/ and !/…/ too
//
// Case, accents and full-width forms do not matter. A word matches at word boundaries where its script has them; in
// Chinese, Japanese, Korean and Thai it matches anywhere. A keyword of several words is a phrase.
type Keywords struct {
	any, must, not []keyword
}

type keyword struct {
	raw  string
	word string         // folded; "" when re is set
	re   *regexp.Regexp // over folded text
}

// maxKeyword bounds one keyword in bytes and maxKeywords their number: readers write them, everyone's digest pays.
const (
	maxKeyword  = 300
	maxKeywords = 100
)

// ParseKeywords reads a filter's keywords. A wrong one is fault.Invalid and named.
func ParseKeywords(raw []string) (Keywords, error) {
	var k Keywords
	if len(raw) > maxKeywords {
		return k, fault.New(fault.Invalid, "%d keywords: at most %d", len(raw), maxKeywords)
	}
	for _, s := range raw {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		into, body := &k.any, s
		switch s[0] {
		case '+':
			into, body = &k.must, strings.TrimSpace(s[1:])
		case '!':
			into, body = &k.not, strings.TrimSpace(s[1:])
		}
		word, err := parseKeyword(body)
		if err != nil {
			return Keywords{}, fault.New(fault.Invalid, "keyword %q: %w", s, err)
		}
		word.raw = s
		*into = append(*into, word)
	}
	return k, nil
}

// parseKeyword reads a keyword without its sign: /pattern/, or words.
func parseKeyword(body string) (keyword, error) {
	if len(body) > maxKeyword {
		return keyword{}, fault.New(fault.Invalid, "longer than %d bytes", maxKeyword)
	}
	if len(body) > 2 && body[0] == '/' && body[len(body)-1] == '/' {
		re, err := regexp.Compile("(?i)" + norm.NFKC.String(body[1:len(body)-1]))
		return keyword{re: re}, err
	}
	word := fold(body)
	if word == "" {
		return keyword{}, fault.New(fault.Invalid, "no word in it")
	}
	return keyword{word: word}, nil
}

// Empty reports whether every story passes.
func (k Keywords) Empty() bool { return len(k.any)+len(k.must)+len(k.not) == 0 }

// Match reports whether text passes, which wanted keywords stand in it, and else why it does not pass.
func (k Keywords) Match(text string) (hits []string, refused string) {
	return k.match(newHaystack(text))
}

// match reports why a story is told (hits, as they were written) or not (refused). What must not stand in it decides
// first, then what must; of the rest one is enough, and where there is no rest none is needed.
func (k Keywords) match(h haystack) (hits []string, refused string) {
	for _, w := range k.not {
		if w.in(h) {
			return nil, "keyword " + w.raw + " stands in it"
		}
	}
	for _, w := range k.must {
		if !w.in(h) {
			return nil, "keyword " + w.raw + " does not stand in it"
		}
		hits = append(hits, w.raw)
	}
	missing := len(k.any) > 0
	for _, w := range k.any {
		if w.in(h) {
			hits = append(hits, w.raw)
			missing = false
		}
	}
	if missing {
		return nil, "none of its keywords stands in it"
	}
	return hits, ""
}

// haystack is a text made ready for many keywords.
type haystack struct {
	folded string // for words
	plain  string // for expressions: their author may write accents
}

func newHaystack(text string) haystack {
	return haystack{folded: fold(text), plain: norm.NFKC.String(text)}
}

// in reports whether a keyword stands in a text: as whole words in scripts that space them, anywhere in those that do
// not.
func (k keyword) in(h haystack) bool {
	if k.re != nil {
		return k.re.MatchString(h.plain) || k.re.MatchString(h.folded)
	}
	for from := 0; ; {
		i := strings.Index(h.folded[from:], k.word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(k.word)
		if bounded(h.folded, start, end) {
			return true
		}
		_, size := utf8.DecodeRuneInString(h.folded[start:])
		from = start + size
	}
}

// bounded reports whether text[start:end] is not a part of longer words.
func bounded(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	before, n := utf8.DecodeLastRuneInString(text[:start])
	if n > 0 && spaced(first) && spaced(before) {
		return false
	}
	after, n := utf8.DecodeRuneInString(text[end:])
	return n == 0 || !spaced(last) || !spaced(after)
}

// spaced reports whether r is a letter or digit of a script that sets spaces between its words.
func spaced(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar)
}

// fold lowers case, takes accents off and full-width forms back, and folds blanks.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := true
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.IsControl(r) && !unicode.IsSpace(r):
			continue
		case unicode.IsSpace(r):
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.TrimSuffix(b.String(), " ")
}
