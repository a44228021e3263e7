package sentence

import (
	"strings"
	"unicode/utf8"
)

// longQuote is how many bytes a quotation may have and still be kept in one sentence. A whole speech in quotation
// marks would else be one "sentence" that fits no summary.
const longQuote = 600

// pairs maps each opening mark to its closing one.
var pairs = map[rune]rune{
	'“': '”', '‘': '’', '「': '」', '『': '』', '《': '》', '〈': '〉', '（': '）', '(': ')', '【': '】', '[': ']', '«': '»',
	'„': '“', '‹': '›', '"': '"',
}

// closers are the marks that close.
const closers = "”’」』》〉）)】]»“›"

// strayPairs are the marks of which one that closes without one that opens shows a cut sentence: not apostrophes,
// brackets that numbering like "a)" ends in, or the German mark that closes where the English one opens.
var strayPairs = [...][2]string{{"「", "」"}, {"『", "』"}, {"《", "》"}, {"〈", "〉"}, {"（", "）"}, {"【", "】"}, {"[", "]"},
	{"«", "»"}, {"‹", "›"}}

// joinQuoted joins the neighbours that a quotation or bracket spans, unless it is never closed in the line or too long.
func joinQuoted(text string, in []Span) []Span {
	var out []Span
	for i := 0; i < len(in); i++ {
		s := in[i]
		if mark := open(s.In(text)); mark != 0 {
			if j := closing(text, in, i, mark); j > 0 {
				in[j].Start = s.Start
				i = j - 1 // look again: what follows the closing mark may open another
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// closing finds the first span after i up to which all that was opened since span i is closed, -1 when there is none
// near enough.
func closing(text string, in []Span, i int, mark rune) int {
	for j := i + 1; j < len(in) && in[j].End-in[i].Start <= longQuote; j++ {
		if !strings.ContainsRune(in[j].In(text), pairs[mark]) {
			continue
		}
		if (Span{in[i].Start, in[j].End}).Balanced(text) {
			return j
		}
	}
	return -1
}

// Balanced reports whether every quotation mark and bracket opened in the span is closed in it, and none is
// closed that was not opened.
func (s Span) Balanced(text string) bool {
	in := s.In(text)
	return !strings.ContainsFunc(in, marks) || open(in) == 0 && !strayClose(in)
}

// marks reports whether r opens or closes something.
func marks(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == '"' || r == '(' || r == ')' || r == '[' || r == ']'
	case r >= 0x4E00 && r < 0xA000:
		return false
	}
	return strings.ContainsRune(closers, r) || pairs[r] != 0
}

// open gives the first mark that s leaves open, 0 for none.
func open(s string) rune {
	var stack []rune
	for i, r := range s {
		if !marks(r) {
			continue
		}
		if n := len(stack); n > 0 && r == pairs[stack[n-1]] && !apostrophe(s, i, r) {
			stack = stack[:n-1]
			continue
		}
		if _, ok := pairs[r]; ok && opens(s, i, r) {
			stack = append(stack, r)
		}
	}
	if len(stack) == 0 {
		return 0
	}
	return stack[0]
}

// opens sorts out marks that look like opening ones and are not: inches, a closing German quote.
func opens(s string, i int, r rune) bool {
	if r == '"' && i > 0 {
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		return before < '0' || before > '9'
	}
	return true
}

// apostrophe reports whether the ’ at i stands inside a word.
func apostrophe(s string, i int, r rune) bool {
	if r != '’' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i+len("’"):])
	return wordRune(next) && !wide(next)
}

// strayClose reports whether s closes a mark it never opened.
func strayClose(s string) bool {
	for _, p := range strayPairs {
		if strings.Contains(s, p[1]) && strings.Count(s, p[1]) > strings.Count(s, p[0]) {
			return true
		}
	}
	return strings.Contains(s, "”") && strings.Count(s, "”") > strings.Count(s, "“") && !strings.Contains(s, "„")
}
