package ground

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// number is a quantity in a text: its value, what it counts where that can be told, and how it is written.
type number struct {
	value string // canonical decimal
	kind  string // "" plain, "%" , or a currency
	unit  string // class of unit, "" unknown
	text  string
}

// in reports whether the same quantity stands in p: with the same currency or percent sign
// where it has one, and not of another unit.
func (n number) in(p place) bool {
	if slices.ContainsFunc(p.numbers, n.statedBy) {
		return true
	}
	if n.kind == "" && (n.unit == "" || n.unit == "year") {
		return p.hasYear(n.value) || strings.HasPrefix(n.text, "第") && p.hasDay(n.value)
	}
	return false
}

// statedBy reports whether a source's number says what n says. A source may be more exact: it may name a currency or a
// unit that n leaves out, but a percentage is never a plain number.
func (n number) statedBy(source number) bool {
	return source.value == n.value && (source.kind == "%") == (n.kind == "%") &&
		(n.kind == "" || n.kind == source.kind) &&
		(n.unit == "" || source.unit == "" || n.unit == source.unit)
}

// hasYear reports whether a date of the place is of a year.
func (p place) hasYear(value string) bool {
	return slices.ContainsFunc(p.dates, func(d date) bool { return d.year > 0 && strconv.Itoa(d.year) == value })
}

// hasDay reports whether a date of the place is of a day of the month.
func (p place) hasDay(value string) bool {
	return slices.ContainsFunc(p.dates, func(d date) bool { return d.day > 0 && strconv.Itoa(d.day) == value })
}

const hanDigits = "零〇一二两三四五六七八九十百千万亿"

var numberShape = regexp.MustCompile(`(?i)(us\$|hk\$|[$€£¥]|rmb ?)?(百分之)?(?:` +
	`(\d[\d,]*(?:\.\d+)?) ?(hundred|thousand|million|billion|trillion|bn|mn|万亿|百万|千万|百亿|千亿|[百千万亿])?` +
	`|([` + hanDigits + `]+(?:点[` + hanDigits + `]+)?)` +
	`|\b((?:(?:` + englishNumber + `)(?: and |[ -])?)+)\b)` +
	`(?: ?(多|余|几))?(?: ?(%|percent\b|per cent\b|percentage points?\b|个百分点|成))?[ -]?([\p{Han}]{1,3}|[a-z]+)?`)

const englishNumber = `zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|` +
	`fifteen|sixteen|` +
	`seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|` +
	`billion|` +
	`dozen|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth`

// hanDecimal is a decimal fraction, which looks like a time of day (三点五公里, 三点五十分).
var hanDecimal = regexp.MustCompile(`([` + hanDigits + `]+)点([零〇一二三四五六七八九]+)([^十分` + hanDigits + `]|$)`)

// decimals writes Chinese decimal fractions in digits.
func decimals(text string) string {
	return hanDecimal.ReplaceAllStringFunc(text, func(s string) string {
		m := hanDecimal.FindStringSubmatch(s)
		v, ok := parseHan(m[1] + "点" + m[2])
		if !ok {
			return s
		}
		return strconv.FormatFloat(v, 'g', 12, 64) + m[3]
	})
}

// readNumbers gives the quantities of a text from which dates and times were taken out.
func readNumbers(text string) []number {
	var out []number
	for _, m := range numberShape.FindAllStringSubmatchIndex(text, -1) {
		g := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		if n, ok := numberOf(g); ok {
			n.text = strings.TrimSpace(text[m[0]:m[1]])
			out = append(out, n)
		}
	}
	return out
}

// numberOf makes a number of a match's groups.
func numberOf(g func(int) string) (number, bool) {
	var value float64
	var ok bool
	digits, han, english, follows := g(3), g(5), strings.ToLower(g(6)), strings.ToLower(g(9))
	switch {
	case digits != "":
		value, ok = parseDigits(digits)
		value *= scaleOf(strings.ToLower(g(4)))
	case han != "":
		value, ok = parseHan(han)
		ok = ok && (len([]rune(han)) > 1 || g(2) != "" || g(8) != "" || countedHan(follows))
	case english != "":
		value, ok = parseEnglish(english)
	}
	if !ok {
		return number{}, false
	}
	n := number{kind: currencyOf(strings.ToLower(g(1)), follows), unit: unitOf(follows)}
	switch g(8) {
	case "":
		if g(2) != "" {
			n.kind = "%"
		}
	case "成":
		n.kind, value = "%", value*10
	default:
		n.kind, n.unit = "%", ""
	}
	n.value = strconv.FormatFloat(value, 'g', 12, 64)
	return n, true
}

func parseDigits(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimRight(s, ","), ",", ""), 64)
	return v, err == nil
}

func scaleOf(s string) float64 {
	switch s {
	case "百", "hundred":
		return 1e2
	case "千", "thousand":
		return 1e3
	case "万":
		return 1e4
	case "百万", "million", "mn":
		return 1e6
	case "千万":
		return 1e7
	case "亿":
		return 1e8
	case "billion", "bn":
		return 1e9
	case "百亿":
		return 1e10
	case "千亿":
		return 1e11
	case "万亿", "trillion":
		return 1e12
	}
	return 1
}

// parseHan reads a Chinese numeral: 三百二十, 一万二千, 二〇二六, 十二, 三点五.
func parseHan(s string) (float64, bool) {
	whole, frac, _ := strings.Cut(s, "点")
	v, ok := hanWhole(whole)
	if !ok {
		return 0, false
	}
	scale := 0.1
	for _, r := range frac {
		d, digit := hanDigit(r)
		if !digit {
			return 0, false
		}
		v, scale = v+d*scale, scale/10
	}
	return v, true
}

// hanWhole reads a whole number in Chinese: digits one by one (二〇二六), or with units. 十, 百 and 千 multiply the digit
// before them within a section; 万 and 亿 multiply the whole section and what stands before it. A unit alone is a word
// (百姓), but for 十.
func hanWhole(s string) (float64, bool) {
	if !strings.ContainsAny(s, "十百千万亿") { // digit by digit
		v := 0.0
		for _, r := range s {
			d, _ := hanDigit(r)
			v = v*10 + d
		}
		return v, s != ""
	}
	total, section, digit := 0.0, 0.0, 0.0
	bare := true
	for _, r := range s {
		if d, ok := hanDigit(r); ok {
			digit, bare = d, false
			continue
		}
		unit := map[rune]float64{'十': 10, '百': 100, '千': 1000, '万': 1e4, '亿': 1e8}[r]
		if unit >= 1e4 {
			section += digit
			if bare && section == 0 && total == 0 {
				return 0, false // 万一, 亿万
			}
			total, section, digit = (total+section)*unit, 0, 0
			continue
		}
		if digit == 0 {
			if r != '十' {
				return 0, false // 百 or 千 alone: 百姓, 千家
			}
			digit = 1
		}
		section, digit, bare = section+digit*unit, 0, false
	}
	return total + section + digit, true
}

// hanDigit gives the value of a Chinese digit.
func hanDigit(r rune) (float64, bool) {
	switch r {
	case '零', '〇':
		return 0, true
	case '两':
		return 2, true
	}
	for i, d := range []rune("一二三四五六七八九") {
		if r == d {
			return float64(i + 1), true
		}
	}
	return 0, false
}

// parseEnglish reads number words. A lone "one" counts nothing: it is a pronoun as often.
func parseEnglish(s string) (float64, bool) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' })
	total, part, any := 0.0, 0.0, false
	for _, w := range fields {
		switch w {
		case "and", "":
			continue
		case "hundred":
			part = max(part, 1) * 100
		case "dozen":
			part = max(part, 1) * 12
		case "thousand", "million", "billion":
			total, part = total+max(part, 1)*scaleOf(w), 0
		default:
			part += float64(englishValue(w))
		}
		any = true
	}
	return total + part, any && strings.TrimSpace(s) != "one"
}

// englishValue gives the value of a word by its place in englishNumber, 0 for one that is none.
func englishValue(w string) int {
	for i, n := range strings.Split(englishNumber, "|") {
		if n != w {
			continue
		}
		switch {
		case i < 20:
			return i
		case i < 28: // twenty … ninety
			return (i - 18) * 10
		case i > 32: // third …
			return i - 30
		}
	}
	return 0
}
