package dates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind uint8

const (
	nothing kind = iota
	number       // figures, full-width and Chinese ones before 年月日 included
	word         // letters of an alphabet
	mark         // one other rune, a Han character or Hangul syllable included
)

// token is a piece of text; spaces and underscores between tokens are dropped.
type token struct {
	kind       kind
	start, end int
	value      int    // of a number
	digits     int    // of a number
	r          rune   // of a mark
	name       string // of a word: lower case, without accents, at most maxWord bytes
	spaced     bool   // a space stands before it
}

// is reports a mark of rune r.
func (t token) is(r rune) bool { return t.kind == mark && t.r == r }

// among reports a mark that is one of marks.
func (t token) among(marks string) bool { return t.kind == mark && strings.ContainsRune(marks, t.r) }

// parts reports a mark that parts the fields of a date in figures.
func (t token) parts() bool { return t.among("-/.") }

// short reports a number of one or two figures, as days and months have.
func (t token) short() bool { return t.kind == number && t.digits <= 2 }

// tight reports a number with no space before it: what stands there goes on.
func (t token) tight() bool { return t.kind == number && !t.spaced }

// year reports a number of four figures that can be a year.
func (t token) year() bool {
	return t.kind == number && t.digits == 4 && t.value >= 1900 && t.value <= 2100
}

// maxWord is longer than any month's name.
const maxWord = 48

// parser reads one text.
type parser struct {
	text  string
	opt   Options
	order Order
}

// lex gives the token at or after pos.
func (p *parser) lex(pos int) token {
	spaced := false
	for pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[pos:])
		switch {
		case r == '_' || r == ' ' || r == '\n' || r == 0x200b || r == 0xfeff || unicode.IsSpace(r):
			spaced = true
			pos += size
		case figure(r) >= 0:
			return p.number(pos, spaced)
		case r < 0x2e80 && unicode.IsLetter(r):
			return p.word(pos, spaced)
		default:
			if t, ok := p.hanNumber(pos, r); ok {
				t.spaced = spaced
				return t
			}
			return token{kind: mark, start: pos, end: pos + size, r: narrow(r), spaced: spaced}
		}
	}
	return token{kind: nothing, start: pos, end: pos, spaced: spaced}
}

// figure gives the value of a digit, -1 for any other rune.
func figure(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	case r < 0x0660 || r > 0x17e9:
		return -1
	}
	for _, zero := range zeros {
		if r >= zero && r < zero+10 {
			return int(r - zero)
		}
	}
	return -1
}

// zeros begin the figures of Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada,
// Malayalam, Thai, Lao, Burmese and Khmer.
var zeros = [...]rune{0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
	0x0ed0, 0x1040, 0x17e0}

// number reads a run of digits; of more than 14 the value is meaningless, but the count is right.
func (p *parser) number(pos int, spaced bool) token {
	t := token{kind: number, start: pos, spaced: spaced}
	for pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[pos:])
		v := figure(r)
		if v < 0 {
			break
		}
		if t.digits < 14 {
			t.value = t.value*10 + v
		}
		t.digits++
		pos += size
	}
	if t.end = pos; t.digits == 4 && t.value > 2443 && t.value < 2643 && strings.HasPrefix(p.opt.Language, "th") {
		t.value -= 543 // a year of the Buddhist era
	}
	return t
}

// word reads a run of letters and its combining marks.
func (p *parser) word(pos int, spaced bool) token {
	t := token{kind: word, start: pos, spaced: spaced}
	var name [maxWord]byte
	n := 0
	for pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[pos:])
		if r >= 0x2e80 || !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			break
		}
		pos += size
		if s := fold(r); n+len(s) <= maxWord {
			n += copy(name[n:], s)
		}
	}
	t.end, t.name = pos, string(name[:n])
	return t
}

// hanFigures are the Chinese figures in the order of their values; 十 is worth ten by its place.
const hanFigures = "〇一二三四五六七八九十"

// hanNumber reads 二〇二三, 十二, 二十五 and 元 (a first year), which count only before 年, 月, 日 or 号.
func (p *parser) hanNumber(pos int, first rune) (token, bool) {
	if first != '元' && first != '○' && !strings.ContainsRune(hanFigures, first) {
		return token{}, false
	}
	t := token{kind: number, start: pos}
	total, current, tens := 0, 0, false
	for t.digits < 5 && pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[pos:])
		at := strings.IndexRune(hanFigures, r) / 3 // each of them has three bytes
		switch {
		case r == '元':
			current = 1
		case r == '○':
			current *= 10
		case r == '十':
			total, current, tens = max(current, 1)*10, 0, true
		case strings.ContainsRune(hanFigures, r):
			current = current*10 + at
		default:
			t.end, t.value = pos, total+current
			if tens {
				t.digits = 2
			}
			return t, t.digits > 0 && strings.ContainsRune("年月日号號", r)
		}
		t.digits++
		pos += size
	}
	return token{}, false
}

// narrow maps full-width marks and look-alikes to one.
func narrow(r rune) rune {
	switch r {
	case '／', '∕':
		return '/'
	case '．', '・', '·':
		return '.'
	case '－', '‐', '‑', '‒', '–', '—', '−', '~', '～', '〜':
		return '-'
	case '：':
		return ':'
	case '，', '、':
		return ','
	case '（':
		return '('
	case '）':
		return ')'
	case '号', '號', '일':
		return '日'
	case '년':
		return '年'
	case '월':
		return '月'
	}
	return r
}

// accents maps accented letters of the month tables to plain ones.
var accents = map[rune]string{
	'á': "a", 'à': "a", 'â': "a", 'ä': "a", 'ã': "a", 'å': "a", 'ą': "a", 'ă': "a", 'æ': "ae",
	'ç': "c", 'č': "c", 'ć': "c", 'ď': "d", 'é': "e", 'è': "e", 'ê': "e", 'ë': "e", 'ě': "e", 'ę': "e",
	'í': "i", 'ì': "i", 'î': "i", 'ï': "i", 'ı': "i", 'ł': "l", 'ñ': "n", 'ń': "n", 'ň': "n",
	'ó': "o", 'ò': "o", 'ô': "o", 'ö': "o", 'õ': "o", 'ø': "o", 'ő': "o", 'ř': "r", 'ś': "s", 'š': "s", 'ş': "s",
	'ș': "s", 'ß': "ss", 'ť': "t", 'ţ': "t", 'ț': "t", 'ú': "u", 'ù': "u", 'û': "u", 'ü': "u", 'ů': "u", 'ű': "u",
	'ý': "y", 'ÿ': "y", 'ź': "z", 'ż': "z", 'ž': "z", 'ğ': "g", 'έ': "ε", 'ά': "α", 'ί': "ι", 'ό': "ο", 'ύ': "υ",
	'ή': "η", 'ώ': "ω", 'ϊ': "ι", 'ΐ': "ι", 'ς': "σ",
}

// fold gives the lower-case letter without its accent, "" for a combining mark.
func fold(r rune) string {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return lowers[r : r+1]
	}
	r = unicode.ToLower(r)
	if s, ok := accents[r]; ok {
		return s
	}
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	return string(r)
}

// lowers is ASCII, to slice one-letter strings from without allocation.
var lowers = func() string {
	var b [128]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()
