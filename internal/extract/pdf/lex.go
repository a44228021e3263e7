package pdf

import (
	"bytes"
	"math"
	"strconv"
)

// tokenKind is what a token of a content stream or a CMap is.
type tokenKind uint8

const (
	end tokenKind = iota
	number
	str      // a string, literal or hexadecimal, decoded
	name     // without its slash
	operator // a bare word
	open1    // [ or <<
	close1   // ] or >>
)

// token is one token; text is a string's bytes, a name or a word.
type token struct {
	kind tokenKind
	num  float64
	text string
}

// lexer cuts a content stream or a CMap into tokens (7.2, 7.8.2). Damage is skipped, never an error.
type lexer struct {
	src []byte
	pos int
}

// next gives the next token; kind end at the end.
func (l *lexer) next() token {
	l.skip()
	if l.pos >= len(l.src) {
		return token{}
	}
	c := l.src[l.pos]
	switch c {
	case '(':
		return token{kind: str, text: l.literal()}
	case '<':
		if l.peek(1) == '<' {
			l.pos += 2
			return token{kind: open1}
		}
		return token{kind: str, text: l.hex()}
	case '>':
		l.pos++
		if l.peek(0) == '>' {
			l.pos++
		}
		return token{kind: close1}
	case '[', '{':
		l.pos++
		return token{kind: open1}
	case ']', '}', ')':
		l.pos++
		return token{kind: close1}
	case '/':
		l.pos++
		return token{kind: name, text: l.name()}
	}
	word := l.word()
	if n, err := strconv.ParseFloat(word, 64); err == nil && c <= '9' && !math.IsInf(n, 0) {
		return token{kind: number, num: n}
	}
	return token{kind: operator, text: word}
}

// peek gives the byte n places on, 0 behind the end.
func (l *lexer) peek(n int) byte {
	if l.pos+n < len(l.src) {
		return l.src[l.pos+n]
	}
	return 0
}

// skip passes white space and comments.
func (l *lexer) skip() {
	for ; l.pos < len(l.src); l.pos++ {
		if c := l.src[l.pos]; c == '%' {
			n := bytes.IndexAny(l.src[l.pos:], "\r\n")
			if n < 0 {
				l.pos = len(l.src)
				return
			}
			l.pos += n
		} else if !isSpace(c) {
			return
		}
	}
}

// word passes the characters up to the next white space or delimiter, one at least.
func (l *lexer) word() string {
	from := l.pos
	for l.pos++; l.pos < len(l.src) && !isSpace(l.src[l.pos]) && !isDelimiter(l.src[l.pos]); l.pos++ {
	}
	return string(l.src[from:l.pos])
}

// name reads a name behind its slash; #xx stands for a byte.
func (l *lexer) name() string {
	if c := l.peek(0); c == 0 || isSpace(c) || isDelimiter(c) {
		return ""
	}
	raw := l.word()
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if b, err := strconv.ParseUint(raw[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(b))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return string(out)
}

// hex reads <…>; an odd last digit is followed by 0 (7.3.4.3).
func (l *lexer) hex() string {
	var out []byte
	half, high := false, byte(0)
	for l.pos++; l.pos < len(l.src) && l.src[l.pos] != '>'; l.pos++ {
		d, ok := digit(l.src[l.pos])
		switch {
		case !ok:
		case half:
			out, half = append(out, high<<4|d), false
		default:
			high, half = d, true
		}
	}
	l.pos++
	if half {
		out = append(out, high<<4)
	}
	return string(out)
}

// escapes are the letters that mean a control character behind a backslash.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// literal reads (…) with its escapes and balanced brackets (7.3.4.2).
func (l *lexer) literal() string {
	var out []byte
	depth := 0
	for ; l.pos < len(l.src); l.pos++ {
		c := l.src[l.pos]
		switch c {
		case '\\':
			l.pos++
			out = l.escape(out)
			continue
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.pos++
				return string(out)
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// escape appends what the characters at pos mean behind a backslash, and leaves pos at the last of them.
func (l *lexer) escape(out []byte) []byte {
	c := l.peek(0)
	switch {
	case c >= '0' && c <= '7':
		n := 0
		for k := 0; k < 3 && l.peek(0) >= '0' && l.peek(0) <= '7'; k++ {
			n = n<<3 | int(l.peek(0)-'0')
			l.pos++
		}
		l.pos--
		return append(out, byte(n))
	case c == '\r':
		if l.peek(1) == '\n' {
			l.pos++
		}
		return out
	case c == '\n' || c == 0:
		return out
	}
	if e, ok := escapes[c]; ok {
		c = e
	}
	return append(out, c)
}

// skipImage passes the data of an inline image up to its EI (8.9.7).
func (l *lexer) skipImage() {
	for {
		n := bytes.Index(l.src[min(l.pos, len(l.src)):], []byte("EI"))
		if n < 0 {
			l.pos = len(l.src)
			return
		}
		at := l.pos + n
		l.pos = at + 2
		if at > 0 && isSpace(l.src[at-1]) && (l.pos == len(l.src) || isSpace(l.src[l.pos])) {
			return
		}
	}
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}
