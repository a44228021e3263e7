package dedup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// factKind says what a fact of a text is.
type factKind uint8

const (
	factNumber factKind = iota
	factPercent
	factDate // "08-03", without the year
	factYear
	factTime // "14:30"
	factName // a name that can be told by its writing
)

// fact is a checkable detail of a text in a form that does not depend on the language: 三百 and "300" are the same.
type fact struct {
	kind        factKind
	value       string
	first, last int // tokens
}

// facts reads numbers, percentages, dates and times of day out of tokens.
func facts(tokens []token) []fact {
	var out []fact
	for i := 0; i < len(tokens); {
		if !tokens[i].begins {
			i++
			continue
		}
		f, ok := dateAt(tokens, i)
		if !ok {
			f, ok = timeAt(tokens, i)
		}
		if !ok {
			f, ok = numberAt(tokens, i)
		}
		if !ok {
			i++
			continue
		}
		if f.kind == factNumber {
			f = dayAgain(tokens, f, out)
		}
		out = append(out, f)
		i = f.last + 1
	}
	return out
}

// begins reports whether a fact can begin with a word: most cannot, and need no closer look.
func begins(word string, kind tokenKind) bool {
	switch kind {
	case number:
		return true
	case dense:
		_, digit := hanDigits[word]
		_, scale := hanScales[word]
		return digit || scale
	}
	if len(word) < 3 {
		return false
	}
	_, counts := latinNumbers[word]
	return counts || months[word[:3]] > 0
}

// dayAgain reads a bare day (至18日, "to 25") as a date of the month named just before it.
func dayAgain(tokens []token, f fact, before []fact) fact {
	if len(before) == 0 || before[len(before)-1].kind != factDate {
		return f
	}
	d := before[len(before)-1]
	n, ok := small(f.value, 31)
	after, between := word(tokens, f.last+1), f.first-d.last-1
	switch {
	case !ok:
		return f
	case after == "日" || after == "号":
		f.last++
	case between == 1 && word(tokens, f.first-1) == "to":
	case between == 0 && tokens[f.first].gap && tokens[f.first].start-tokens[d.last].end < 4:
	default:
		return f
	}
	f.kind, f.value = factDate, d.value[:3]+fmt.Sprintf("%02d", n)
	return f
}

// word gives the folded token at i, "" beyond the end.
func word(tokens []token, i int) string {
	if i < 0 || i >= len(tokens) {
		return ""
	}
	return tokens[i].word
}

// months in English, by their first three letters.
var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
	"dec": 12,
}

// month reads an English month, whole or shortened.
func month(w string) int {
	if len(w) < 3 {
		return 0
	}
	full := [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september",
		"october", "november", "december"}
	m := months[w[:3]]
	if m == 0 || w != full[m-1] && len(w) > 4 || !strings.HasPrefix(full[m-1], w[:3]) {
		return 0
	}
	if len(w) == 4 && w != "sept" && w != full[m-1] {
		return 0
	}
	return m
}

// dateAt reads a date that begins at token i.
func dateAt(tokens []token, i int) (fact, bool) {
	if f, ok := chineseDate(tokens, i); ok {
		return f, true
	}
	if m := month(tokens[i].word); m > 0 && (tokens[i].upper || len(tokens[i].word) > 3) {
		if d, ok := small(word(tokens, i+1), 31); ok {
			return dated(m, d, i, i+1+yearAfter(tokens, i+2)), true
		}
		return fact{}, false
	}
	if d, ok := small(tokens[i].word, 31); ok && tokens[i].kind == number {
		j := i + 1
		for slices.Contains([]string{"st", "nd", "rd", "th", "of"}, word(tokens, j)) {
			j++
		}
		if m := month(word(tokens, j)); m > 0 && tokens[j].upper {
			return dated(m, d, i, j+yearAfter(tokens, j+1)), true
		}
	}
	return numericDate(tokens, i)
}

func dated(m, d, first, last int) fact {
	return fact{kind: factDate, value: fmt.Sprintf("%02d-%02d", m, d), first: first, last: last}
}

// yearAfter is 1 when the token at i is a year.
func yearAfter(tokens []token, i int) int {
	if isYear(word(tokens, i)) {
		return 1
	}
	return 0
}

func isYear(w string) bool {
	n, err := strconv.Atoi(w)
	return err == nil && len(w) == 4 && n >= 1900 && n < 2100
}

// small reads a whole number from 1 to most; English ordinals count.
func small(w string, most int) (int, bool) {
	if len(w) > 2 && w[0] <= '9' {
		w = strings.TrimRight(w, "stndrh")
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n > 0 && n <= most && len(w) < 3
}

// chineseDate reads 2026年8月3日, 8月3日, 八月三日, 8月3号.
func chineseDate(tokens []token, i int) (fact, bool) {
	m, next, ok := wholeAt(tokens, i)
	first := i
	if ok && word(tokens, next) == "年" && m >= 1900 && m < 2100 {
		if m, next, ok = wholeAt(tokens, next+1); !ok {
			return fact{}, false
		}
	}
	if !ok || word(tokens, next) != "月" || m < 1 || m > 12 {
		return fact{}, false
	}
	d, next, ok := wholeAt(tokens, next+1)
	if !ok || d < 1 || d > 31 || word(tokens, next) != "日" && word(tokens, next) != "号" {
		return fact{}, false
	}
	return dated(m, d, first, next), true
}

// numericDate reads 2026-08-03, 2026.08.03 and 2026/8/3.
func numericDate(tokens []token, i int) (fact, bool) {
	if parts := strings.Split(tokens[i].word, "."); len(parts) == 3 && isYear(parts[0]) {
		m, okM := small(parts[1], 12)
		d, okD := small(parts[2], 31)
		return dated(m, d, i, i), okM && okD
	}
	if i+2 >= len(tokens) || !isYear(tokens[i].word) || !tokens[i+1].gap || !tokens[i+2].gap {
		return fact{}, false
	}
	if tokens[i+1].start-tokens[i].end != 1 || tokens[i+2].start-tokens[i+1].end != 1 {
		return fact{}, false
	}
	m, okM := small(tokens[i+1].word, 12)
	d, okD := small(tokens[i+2].word, 31)
	return dated(m, d, i, i+2), okM && okD
}

// timeAt reads a time of day that begins at token i: 14:30, 8 a.m., 下午2时30分, 9点.
func timeAt(tokens []token, i int) (fact, bool) {
	h, next, ok := wholeAt(tokens, i)
	if !ok || h > 24 {
		return fact{}, false
	}
	if w := word(tokens, next); w == "时" || w == "点" {
		m := 0
		last := next
		switch n, after, ok := wholeAt(tokens, next+1); {
		case ok && word(tokens, after) == "分" && n < 60:
			m, last = n, after
		case word(tokens, next+1) == "半":
			m, last = 30, next+1
		}
		return clock(h+afternoon(tokens, i, h), m, i, last), true
	}
	if tokens[i].kind != number {
		return fact{}, false
	}
	return latinTime(tokens, i, h)
}

// latinTime reads the colon and a.m./p.m. forms.
func latinTime(tokens []token, i, h int) (fact, bool) {
	m, last, known := 0, i, false
	if i+1 < len(tokens) && tokens[i+1].kind == number && tokens[i+1].gap && len(tokens[i+1].word) == 2 &&
		tokens[i+1].start-tokens[i].end <= 3 {
		if n, err := strconv.Atoi(tokens[i+1].word); err == nil && n < 60 {
			m, last, known = n, i+1, true
		}
	}
	switch half, n := halfDay(tokens, last+1); half {
	case "pm":
		if h < 12 {
			h += 12
		}
		return clock(h, m, i, last+n), true
	case "am":
		return clock(h%12, m, i, last+n), true
	}
	if known {
		return clock(h+afternoon(tokens, i, h), m, i, last), true
	}
	return fact{}, false
}

func clock(h, m, first, last int) fact {
	return fact{kind: factTime, value: fmt.Sprintf("%02d:%02d", h, m), first: first, last: last}
}

// halfDay reads "am", "a.m.", "pm" or "p.m." and gives how many tokens it takes.
func halfDay(tokens []token, i int) (string, int) {
	w := word(tokens, i)
	if w == "am" || w == "pm" {
		return w, 1
	}
	if (w == "a" || w == "p") && word(tokens, i+1) == "m" && tokens[i+1].gap {
		return w + "m", 2
	}
	return "", 0
}

// afternoon gives the 12 hours to add when the two characters before token i say so.
func afternoon(tokens []token, i, h int) int {
	switch word(tokens, i-2) + word(tokens, i-1) {
	case "下午", "晚上", "傍晚", "午后":
		if h < 12 {
			return 12
		}
	}
	return 0
}

// numberAt reads a number or percentage that begins at token i.
func numberAt(tokens []token, i int) (fact, bool) {
	if tokens[i].word == "百" && word(tokens, i+1) == "分" && word(tokens, i+2) == "之" {
		if n, next, ok := wholeAt(tokens, i+3); ok {
			return fact{kind: factPercent, value: strconv.Itoa(n), first: i, last: next - 1}, true
		}
	}
	v, next, ok := valueAt(tokens, i)
	if !ok {
		return fact{}, false
	}
	f := fact{kind: factNumber, value: v, first: i, last: next - 1}
	switch w := word(tokens, next); {
	case w == "percent" || w == "pct" || w == "percentage":
		f.kind, f.last = factPercent, next
	case w == "per" && word(tokens, next+1) == "cent":
		f.kind, f.last = factPercent, next+1
	case isYear(v) && next == i+1 && tokens[i].kind == number && yearly(tokens, next):
		f.kind = factYear
	}
	return f, true
}

// yearly reports whether a number of four digits before token next is a year: 年 follows, or nothing it could count.
func yearly(tokens []token, next int) bool {
	return word(tokens, next) == "年" || next >= len(tokens) || tokens[next].kind == spaced
}
