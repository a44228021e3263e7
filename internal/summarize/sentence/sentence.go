// Package sentence cuts running text of any language into sentences and clauses, and counts and compares them.
//
// It owns four questions and nothing else: where does a sentence begin and end ([Split], [Clauses]); how long is
// it ([Length]); what is it about ([Terms], [Similarity]); which part of it is a dateline, a byline or an
// editor's line rather than text ([Strip], [Boilerplate], [Dangling]). Every answer is a [Span] into the text it
// was given: this package never builds a string of its own, so whatever is chosen stands in the source word for word.
// Pure: no clock, no network, no state.
package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Span is the half-open byte range [Start, End) of a text.
type Span struct{ Start, End int }

// In gives the part of text the span stands for.
func (s Span) In(text string) string { return text[s.Start:s.End] }

// Empty reports whether nothing is in the span.
func (s Span) Empty() bool { return s.End <= s.Start }

// Trim narrows the span until it neither begins nor ends in white space or format characters.
func (s Span) Trim(text string) Span {
	in := text[s.Start:s.End]
	left := strings.TrimLeftFunc(in, blank)
	s.Start += len(in) - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, blank))
	return s
}

// blank reports whether r shows nothing: white space, format and control characters, private ones (icon fonts).
func blank(r rune) bool {
	if r > ' ' && r < 0x7F || r >= 0x4E00 && r < 0xA000 { // most of any text, without a search
		return false
	}
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co)
}

// Lines cuts text after each line break. The spans rejoin to text.
func Lines(text string) []Span {
	var out []Span
	start := 0
	for i := 0; i < len(text); i++ {
		if n := lineBreak(text[i:]); n > 0 {
			i += n - 1
			out = append(out, Span{start, i + 1})
			start = i + 1
		}
	}
	if start < len(text) {
		out = append(out, Span{start, len(text)})
	}
	return out
}

// lineBreak gives the length of the line break s begins with, 0 for none.
func lineBreak(s string) int {
	switch s[0] {
	case '\n', '\r', '\v', '\f':
		return 1
	case "\u0085"[0]:
		if strings.HasPrefix(s, "\u0085") {
			return len("\u0085")
		}
	case "\u2028"[0]:
		if strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029") {
			return len("\u2028")
		}
	}
	return 0
}

// Split cuts text into sentences: by Unicode text segmentation (UAX #29), mended for abbreviations, initials,
// numbered points, and terminators inside quotation marks or brackets, which do not end a sentence. A line break
// always does: extraction writes one paragraph per line; so do the gaps in a row of labels (a menu, the data above a
// report) in a script without spaces between words. The spans touch and rejoin to text; the white space
// between two sentences belongs to the first.
func Split(text string) []Span {
	var out []Span
	for _, line := range Lines(text) {
		for _, part := range labels(text, line) {
			out = append(out, splitLine(text, part)...)
		}
	}
	return out
}

// manyGaps is how many gaps between characters make a row of labels of a line.
const manyGaps = 4

// labels cuts a line at the white space between two characters of a script without spaces, if there is much of it.
func labels(text string, line Span) []Span {
	var ends []int
	var last rune
	gap := false
	for i, r := range line.In(text) {
		if blank(r) {
			gap = true
			continue
		}
		if gap && wide(r) && (wide(last) || wordRune(last)) {
			ends = append(ends, line.Start+i)
		}
		last, gap = r, false
	}
	if len(ends) < manyGaps {
		return []Span{line}
	}
	var out []Span
	for _, end := range append(ends, line.End) {
		out = append(out, Span{line.Start, end})
		line.Start = end
	}
	return out
}

// splitLine cuts one line, first by Unicode's rules, then joins what they cut wrongly.
func splitLine(text string, line Span) []Span {
	var raw []Span
	at := line.Start
	for it, end := sentences.FromString(line.In(text)), line.Start; it.Next(); {
		end += len(it.Value())
		s := Span{at, end - openers(text[at:end])}
		if end == line.End {
			s.End = end
		}
		if !s.Empty() {
			raw = appendEllipses(raw, text, s)
			at = s.End
		}
	}
	if at < line.End { // unreachable as long as the segmenter covers its input
		raw = append(raw, Span{at, line.End})
	}
	return joinQuoted(text, joinBroken(text, raw))
}

// openers gives the length of the opening marks s ends in. UAX #29 takes every quotation mark after a full stop for a
// closing one (class Close), so that in text without spaces the next sentence would lose its own.
func openers(s string) int {
	return len(s) - len(strings.TrimRight(s, "“‘「『《〈（【〔"))
}

// appendEllipses appends s, cut after a full-width ellipsis (……), which UAX #29 does not take for a terminator.
func appendEllipses(out []Span, text string, s Span) []Span {
	const mark = "……"
	for {
		i := strings.Index(s.In(text), mark)
		if i < 0 {
			return append(out, s)
		}
		end := s.Start + i + len(mark)
		end += len(text[end:s.End]) - len(strings.TrimLeft(text[end:s.End], "…。！？”’」』）)》 "))
		if end >= s.End {
			return append(out, s)
		}
		out = append(out, Span{s.Start, end})
		s.Start = end
	}
}

// joinBroken undoes the breaks that are none: after an abbreviation or an initial, after a bare number.
func joinBroken(text string, raw []Span) []Span {
	var out []Span
	for i, s := range raw {
		if i > 0 && falseBreak(out[len(out)-1].In(text), s.In(text)) {
			out[len(out)-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}

// falseBreak reports that the segmenter cut where no sentence ends: between before and after stand figures only, a
// quotation that goes on, or a point that belongs to an abbreviation or a number.
func falseBreak(before, after string) bool {
	if !strings.ContainsFunc(before, unicode.IsLetter) || !strings.ContainsFunc(after, wordRune) {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(after); strings.HasSuffix(before, ".") && wide(r) {
		return numbered(before) // 1.某事
	}
	if saidOn(before, after) {
		return true
	}
	before = strings.TrimRightFunc(before, blank)
	if !strings.HasSuffix(before, ".") {
		return false
	}
	return abbreviated(lastWord(strings.TrimSuffix(before, ".")), firstWord(after))
}

// lastWord gives the end of a text from the last space, or opening mark, on.
func lastWord(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool { return blank(r) || strings.ContainsRune("(“\"‘'/", r) })
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

// saidOn reports whether a closed quotation is only a part of the sentence, which the next word takes up (「…。」と話した).
func saidOn(before, after string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	quoted, closed := endsQuoted(before), strings.ContainsRune("」』”》", r)
	if next, _ := utf8.DecodeRuneInString(after); !quoted && !closed || unicode.IsLower(next) { // “No!” said one
		return quoted
	}
	if Attribution(strings.TrimFunc(after, blank)) {
		return quoted
	}
	return closed && saidOnWords.begins(after) != ""
}

func endsQuoted(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, blank))
	return strings.ContainsRune("”\"’»", r)
}

// saidOnWords are what can follow a quotation only within a sentence.
var saidOnWords = newPhrases("と", "など", "って", "の", "を", "が", "は", "的", "，", "、", ",")

// numbered reports whether s ends in a number and a full stop.
func numbered(s string) bool {
	return len(s) > 1 && s[len(s)-2] >= '0' && s[len(s)-2] <= '9'
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// firstWord gives the first word of a text, without what stands before it.
func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !wordRune(r) })
	if i := strings.IndexFunc(s, func(r rune) bool { return !wordRune(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// abbreviated reports whether the word before a full stop, and what follows, make that stop an abbreviation's.
func abbreviated(word, next string) bool {
	lower := strings.ToLower(word)
	if _, ok := alwaysShort[lower]; ok {
		return true
	}
	if r, n := utf8.DecodeRuneInString(word); n == len(word) && unicode.IsUpper(r) && next != "I" && r != 'I' {
		return true // an initial: J. Smith
	}
	if utf8.RuneCountInString(word) == 1 && utf8.RuneCountInString(next) == 1 && next != "I" {
		return true // z. B.
	}
	first, _ := utf8.DecodeRuneInString(next)
	if _, ok := shortBeforeNumber[lower]; ok && unicode.IsDigit(first) {
		return true
	}
	_, dated := calendarWords[strings.ToLower(next)]
	if dated && (ordinal(word) || strings.Contains(lower, ".m")) {
		return true // am 3. August; 7 p.m. Monday
	}
	return inner(word) && !starters(next)
}

// ordinal reports a number that a point may make an ordinal of, as in "3. August".
func ordinal(word string) bool {
	return len(word) > 0 && len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}

// inner reports whether word has a full stop inside, as in U.S or e.g.
func inner(word string) bool {
	i := strings.IndexByte(word, '.')
	return i > 0 && i <= 2 && strings.ContainsFunc(word, unicode.IsLetter) && !strings.Contains(lowerTail(word), ".m")
}

func lowerTail(word string) string { return strings.ToLower(word[max(0, len(word)-3):]) }

// starters reports whether a sentence rather than a name is likely to begin with the word.
func starters(next string) bool {
	_, ok := sentenceOpeners[strings.ToLower(next)]
	return ok
}
