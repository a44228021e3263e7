// Package lang tells the language of a text by its script and its most frequent small words, and tidies language tags.
// It is small on purpose: it knows the languages town news is written in, and says "" rather than guess.
package lang

import (
	"strings"
	"unicode"
)

// Tag makes "zh_CN", "en-us" and the like a tag; "" for what is none.
func Tag(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 || len(parts[0]) < 2 || len(parts[0]) > 3 {
		return ""
	}
	tag := strings.ToLower(parts[0])
	for _, r := range tag {
		if r < 'a' || r > 'z' {
			return ""
		}
	}
	switch {
	case len(parts) > 1 && len(parts[1]) == 2:
		return tag + "-" + strings.ToUpper(parts[1])
	case len(parts) > 1 && len(parts[1]) == 4:
		return tag + "-" + strings.ToUpper(parts[1][:1]) + strings.ToLower(parts[1][1:])
	}
	return tag
}

// Base gives the language of a tag without region and script.
func Base(tag string) string {
	lang, _, _ := strings.Cut(tag, "-")
	return lang
}

// Detect tells the language of text; "" when it cannot.
func Detect(text string) string {
	if lang := scriptLang(text); lang != "latin" {
		return lang
	}
	best, most, second := "", 0, 0
	counts := map[string]int{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, lang := range smallWords()[w] {
			counts[lang]++
		}
	}
	for _, l := range latinLangs { // in a fixed order, for the sake of ties
		switch n := counts[l.lang]; {
		case n > most:
			best, most, second = l.lang, n, most
		case n > second:
			second = n
		}
	}
	if most < 3 || most*10 < second*11 {
		return ""
	}
	return best
}

// scripts are the ranges of letters by which a script is told, those of East Asia first.
var scripts = [...]struct {
	name     string
	from, to rune
}{
	han: {"han", 0x4e00, 0x9fff}, kana: {"kana", 0x3040, 0x30ff}, hangul: {"hangul", 0xac00, 0xd7af},
	{"latin", 'A', 0x24f}, {"cyrillic", 0x400, 0x4ff}, {"arabic", 0x600, 0x6ff}, {"he", 0x590, 0x5ff},
	{"el", 0x370, 0x3ff}, {"th", 0xe00, 0xe7f}, {"hi", 0x900, 0x97f},
}

// The places of East Asia's scripts in scripts.
const (
	han = iota
	kana
	hangul
	eastern // how many they are
)

// scriptLang tells the languages whose script decides, "latin" for Latin letters, "" for too little text.
func scriptLang(text string) string {
	var counts [len(scripts)]int
	for _, r := range text {
		for i := range scripts {
			if s := &scripts[i]; r >= s.from && r <= s.to {
				counts[i]++
				break
			}
		}
	}
	east := counts[han] + counts[kana] + counts[hangul]
	best, most := eastLang(counts[:eastern], east), east*2 // an ideograph says as much as two letters
	for i, n := range counts[eastern:] {
		if n > most {
			best, most = scripts[eastern+i].name, n
		}
	}
	switch {
	case most < 8:
		return ""
	case best == "cyrillic":
		return cyrillicLang(text)
	case best == "arabic":
		return arabicLang(text)
	}
	return best
}

// eastLang tells apart the languages that use ideographs; east is the sum of counts.
func eastLang(counts []int, east int) string {
	switch {
	case counts[kana]*8 > east:
		return "ja"
	case counts[hangul]*3 > east:
		return "ko"
	}
	return "zh"
}

// cyrillicLang tells apart the languages in Cyrillic by letters only one of them has.
func cyrillicLang(text string) string {
	switch {
	case strings.ContainsAny(text, "їєґ"):
		return "uk"
	case strings.ContainsAny(text, "ыэё"):
		return "ru"
	case strings.ContainsAny(text, "ђћџљњј"):
		return "sr"
	case strings.ContainsRune(text, 'ъ'):
		return "bg"
	}
	return "ru"
}

// arabicLang tells apart the languages in Arabic letters by letters only some have.
func arabicLang(text string) string {
	switch {
	case strings.ContainsAny(text, "ٹڈڑے"):
		return "ur"
	case strings.ContainsAny(text, "گچپژ"):
		return "fa"
	}
	return "ar"
}
