package sentence

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// Clauses cuts the sentence s into clauses after commas, semicolons and colons that stand outside quotation marks
// and brackets. The spans touch and rejoin to s. An enumeration comma (、) and a comma inside a number do not cut.
func Clauses(text string, s Span) []Span {
	var out []Span
	start, depth := s.Start, 0
	in := s.In(text)
	for i, r := range in {
		end := s.Start + i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			continue
		}
		depth = nested(depth, in, i, r)
		if depth == 0 && cuts(r, text[end:s.End]) && end < s.End {
			out = append(out, Span{start, end})
			start = end
		}
	}
	return append(out, Span{start, s.End})
}

// nested follows how deep in quotation marks and brackets the text stands after r.
func nested(depth int, in string, i int, r rune) int {
	if !marks(r) {
		return depth
	}
	if r == '"' {
		return depth ^ 1
	}
	if apostrophe(in, i, r) {
		return depth
	}
	if _, opening := pairs[r]; opening {
		return depth + 1
	}
	if depth > 0 && strings.ContainsRune(closers, r) {
		return depth - 1
	}
	return depth
}

// cuts reports a mark that ends a clause. A narrow one has a space behind it, or it is part of a number or a time.
func cuts(r rune, rest string) bool {
	switch r {
	case '，', '；', '：', '؛', '،':
		return true
	case ',', ';', ':':
		return rest == "" || rest[0] == ' ' || rest[0] >= utf8.RuneSelf
	}
	return false
}

// Bare narrows a clause span: without the comma, semicolon or colon it ends in, and without white space.
func Bare(text string, s Span) Span {
	s = s.Trim(text)
	in := strings.TrimRight(s.In(text), "，；：、,;:—–- 　")
	s.End = s.Start + len(in)
	return s
}

// Head gives as many leading words (characters of scripts without spaces) of s as limit allows.
func Head(text string, s Span, limit int) Span {
	end := s.Start
	for it := words.FromString(s.In(text)); it.Next(); {
		if limit -= Length(it.Value()); limit < 0 {
			break
		}
		end += len(it.Value())
	}
	return Span{s.Start, end}
}
