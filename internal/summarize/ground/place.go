package ground

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tidings/internal/summarize/sentence"
)

// place is a stretch of text and what can be checked in it.
type place struct {
	doc       int
	sentences int
	text      string // NFKC
	plain     string // letters and digits only, lower case: what quotations are looked for in
	words     []string
	stems     map[string]bool
	numbers   []number
	dates     []date
	times     []clock
	names     []name
	quotes    []string
	runes     []rune // the characters of the text, for looking up pinyin
	han       bool   // mostly in Han script
	denials   int
	poles     map[string]bool
	speakers  []string // who says it, last names or Han names
}

// read takes a stretch of text apart.
func read(text string) place {
	p := place{text: norm.NFKC.String(text)}
	p.plain = plain(p.text)
	p.han = !sentence.Spaced(p.text)
	rest := decimals(p.text)
	p.dates, rest = readDates(rest)
	p.times, rest = readTimes(rest)
	p.numbers = readNumbers(rest)
	p.names = readNames(text, p.han)
	p.quotes = readQuotes(text)
	p.words = strings.FieldsFunc(strings.ToLower(p.text), func(r rune) bool { return !letterOrDigit(r) })
	p.runes = []rune(p.text)
	p.stems = stems(p.text)
	p.speakers = speakers(text)
	p.denials, p.poles = polarity(p.text, p.words)
	return p
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// plain keeps letters and digits, in lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if letterOrDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// readQuotes gives the plain text of each quotation. A single word between quotation marks is checked too; one
// character is not.
func readQuotes(text string) []string {
	var out []string
	var from int
	var until rune
	for i, r := range text {
		switch {
		case until != 0 && r == until:
			if q := plain(text[from:i]); len([]rune(q)) > 1 {
				out = append(out, q)
			}
			until = 0
		case until == 0:
			if end, ok := quoteMarks[r]; ok {
				from, until = i+len(string(r)), end
			}
		}
	}
	return out
}

var quoteMarks = map[rune]rune{'“': '”', '「': '」', '『': '』', '«': '»', '„': '“', '"': '"'}

// stems gives the terms of a text that carry its meaning, endings of English words cut off, without numbers.
func stems(text string) map[string]bool {
	out := map[string]bool{}
	for t := range sentence.Each(text) {
		if !bytes.ContainsFunc(t, unicode.IsDigit) {
			out[stem(string(t))] = true
		}
	}
	return out
}

// stem cuts the commonest English endings off. Cruder than Porter's, and enough to compare a sentence with its source.
func stem(w string) string {
	if len(w) < 5 || w[0] >= 0x80 {
		return w
	}
	for _, end := range []string{"ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed",
		"es", "er", "ly", "s", "e", "y"} {
		if strings.HasSuffix(w, end) && len(w)-len(end) >= 3 {
			return w[:len(w)-len(end)]
		}
	}
	return w
}
