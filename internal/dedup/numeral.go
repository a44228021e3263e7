package dedup

import (
	"math"
	"strconv"
	"strings"
)

// digits and scales of Chinese numerals; the financial forms are left out, news does not write them.
var (
	hanDigits = map[string]int{"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
		"八": 8, "九": 9}
	hanScales = map[string]float64{"十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8}
)

// latinNumbers are the number words of English.
var latinNumbers = map[string]float64{
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
	"ninety": 90,
}

// latinScales multiply the number before them.
var latinScales = map[string]float64{
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "k": 1e3,
}

// counted are characters that follow a number when it counts something, so that a single 三 is read as a number.
const counted = "月日年号点时分人名个位家所条座项届期次户亩元米里吨岁天周站件辆台间栋层批套处场路组班村"

// unread are words that begin like a numeral and are none.
var unread = map[string]bool{"十分": true, "千万": true, "万一": true, "百姓": true, "万里": true, "百货": true, "千里": true}

// wholeAt reads a whole number at token i, in digits or Chinese numerals, and the token after it.
func wholeAt(tokens []token, i int) (n, next int, ok bool) {
	if i < 0 || i >= len(tokens) {
		return 0, i, false
	}
	if tokens[i].kind == number {
		n, err := strconv.Atoi(tokens[i].word)
		return n, i + 1, err == nil
	}
	v, next, ok := hanNumber(tokens, i)
	return int(v), next, ok && v < 1e6
}

// valueAt reads any number at token i in its plain decimal form.
func valueAt(tokens []token, i int) (value string, next int, ok bool) {
	var v float64
	switch t := tokens[i]; {
	case t.kind == number:
		if strings.Count(t.word, ".") > 1 {
			return t.word, i + 1, true
		}
		var err error
		if v, err = strconv.ParseFloat(t.word, 64); err != nil {
			return "", 0, false
		}
		v, next = scaled(tokens, v, i+1)
		if next == i+1 && len(t.word) > 15 {
			return t.word, next, true
		}
	case t.kind == dense:
		if v, next, ok = hanNumber(tokens, i); !ok || !counts(tokens, i, next) {
			return "", 0, false
		}
	default:
		if v, next, ok = latinNumber(tokens, i); !ok {
			return "", 0, false
		}
	}
	return decimal(v), next, true
}

// decimal writes v without exponent.
func decimal(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}

// scaled multiplies v by the scale words from token i on.
func scaled(tokens []token, v float64, i int) (float64, int) {
	for ; i < len(tokens) && !tokens[i].gap; i++ {
		scale, ok := hanScales[tokens[i].word]
		if !ok {
			scale, ok = latinScales[tokens[i].word]
		}
		if !ok {
			break
		}
		v *= scale
	}
	return v, i
}

// hanNumber reads a run of Chinese numerals: 三百, 一千二百, 二〇二六, 3万5 is left to scaled.
func hanNumber(tokens []token, i int) (v float64, next int, ok bool) {
	var whole, part, digit float64
	plain, digits := 0.0, 0
	for next = i; next < len(tokens) && (next == i || !tokens[next].gap); next++ {
		w := tokens[next].word
		if d, isDigit := hanDigits[w]; isDigit {
			digit = float64(d)
			plain = plain*10 + digit
			digits++
			continue
		}
		scale, isScale := hanScales[w]
		if !isScale {
			break
		}
		if scale >= 1e4 {
			whole += max(part+digit, 1) * scale
			part = 0
		} else {
			part += max(digit, 1) * scale
		}
		digit = 0
		digits = -100
	}
	if digits > 1 {
		return plain, next, true
	}
	return whole + part + digit, next, next > i
}

// counts reports whether the numeral in tokens [i, next) really is a number and no part of a word.
func counts(tokens []token, i, next int) bool {
	after := word(tokens, next)
	if unread[tokens[i].word+word(tokens, i+1)] && next-i <= 2 {
		return false
	}
	if next-i == 1 {
		return tokens[i].word != "一" && after != "" && strings.Contains(counted, after)
	}
	return true
}

// latinNumber reads "three hundred", "twenty-five", "two million".
func latinNumber(tokens []token, i int) (v float64, next int, ok bool) {
	v, ok = latinNumbers[tokens[i].word]
	if !ok {
		return 0, i, false
	}
	next = i + 1
	if ones, more := latinNumbers[word(tokens, next)]; more && v >= 20 && ones < 10 {
		v, next = v+ones, next+1
	}
	v, next = scaled(tokens, v, next)
	return v, next, true
}
