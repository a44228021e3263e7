package charset

import (
	"bytes"
	"strings"
)

// table describes a double-byte encoding: which pairs exist, and which of them common text is made of (the frequent
// ideographs, kana, hangul and punctuation as the standards arrange them: GB 2312 level 1 in rows B0–D7, Big5 frequent
// characters in A4–C6, JIS X 0208 level 1, KS X 1001 hangul in B0–C8). Wrongly decoded text also gives existing pairs,
// but seldom common ones.
type table struct {
	valid  func(a, b byte) bool
	common func(a, b byte) bool
	single func(a byte) bool // high bytes that stand alone
}

var tables = map[string]table{
	"gb18030": {
		valid: func(a, b byte) bool {
			return a != 0xFF && (b >= 0x40 && b != 0x7F && b != 0xFF || b >= 0x30 && b <= 0x39)
		},
		common: func(a, b byte) bool { return b >= 0xA1 && (a >= 0xB0 && a <= 0xD7 || a >= 0xA1 && a <= 0xA3) },
		single: func(a byte) bool { return a == 0x80 },
	},
	"big5": {
		valid: func(a, b byte) bool {
			return a >= 0x81 && a != 0xFF && (b >= 0x40 && b <= 0x7E || b >= 0xA1 && b != 0xFF)
		},
		common: func(a, _ byte) bool { return a >= 0xA1 && a <= 0xC6 },
		single: func(byte) bool { return false },
	},
	"shift_jis": {
		valid: func(a, b byte) bool {
			return (a >= 0x81 && a <= 0x9F || a >= 0xE0 && a <= 0xFC) && b >= 0x40 && b != 0x7F
		},
		common: func(a, b byte) bool { return a >= 0x81 && a <= 0x83 || a >= 0x88 && a <= 0x98 },
		single: func(a byte) bool { return a >= 0xA1 && a <= 0xDF },
	},
	"euc-jp": {
		valid: func(a, b byte) bool {
			return (a >= 0xA1 || a == 0x8E || a == 0x8F) && a != 0xFF && b >= 0xA1 && b != 0xFF
		},
		common: func(a, b byte) bool { return a == 0xA1 || a == 0xA4 || a == 0xA5 || a >= 0xB0 && a <= 0xCF },
		single: func(byte) bool { return false },
	},
	"euc-kr": {
		valid:  func(a, b byte) bool { return a >= 0x81 && a != 0xFF && b >= 0x41 && b != 0xFF },
		common: func(a, b byte) bool { return b >= 0xA1 && (a >= 0xB0 && a <= 0xC8 || a == 0xA1) },
		single: func(byte) bool { return false },
	},
}

// candidates are the encodings a language was written in before UTF-8, most used first.
var candidates = map[string][]string{
	"zh":      {"gb18030", "big5"},
	"zh-hant": {"big5", "gb18030"},
	"ja":      {"shift_jis", "euc-jp"},
	"ko":      {"euc-kr"},
	"":        {"gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"},
	"ru":      {"windows-1251"}, "uk": {"windows-1251"}, "be": {"windows-1251"}, "bg": {"windows-1251"},
	"sr": {"windows-1251"}, "mk": {"windows-1251"}, "kk": {"windows-1251"}, "mn": {"windows-1251"},
	"pl": {"windows-1250"}, "cs": {"windows-1250"}, "sk": {"windows-1250"}, "hu": {"windows-1250"},
	"sl": {"windows-1250"}, "hr": {"windows-1250"}, "ro": {"windows-1250"}, "bs": {"windows-1250"},
	"el": {"windows-1253"}, "tr": {"windows-1254"}, "az": {"windows-1254"}, "he": {"windows-1255"},
	"ar": {"windows-1256"}, "fa": {"windows-1256"}, "ur": {"windows-1256"},
	"lt": {"windows-1257"}, "lv": {"windows-1257"}, "et": {"windows-1257"},
	"vi": {"windows-1258"}, "th": {"windows-874"},
}

// guess names the likeliest encoding of a sample that is not UTF-8, by language.
func guess(sample []byte, lang string) string {
	if name := wideGuess(sample, lang); name != "" {
		return name
	}
	names := candidates[family(lang)]
	if len(names) > 0 && family(lang) != "" {
		return names[0]
	}
	return "windows-1252"
}

// wideGuess names the double-byte encoding that most of the sample's pairs are common in, "" when none fits. A language
// that is written in one only narrows the choice; any other is tried against all, as its tag may be the site's default.
func wideGuess(sample []byte, lang string) string {
	names := candidates[family(lang)]
	if len(names) == 0 || tables[names[0]].valid == nil {
		if family(lang) != "" && len(names) > 0 {
			return "" // a script of its own in one byte
		}
		names = candidates[""]
	}
	best, share := "", 0.6
	for _, name := range names {
		if fit := measure(sample, tables[name]); fit.pairs >= 3 && fit.share() > share+0.02 {
			best, share = name, fit.share()
		}
	}
	return best
}

// family maps a language tag to a key of candidates.
func family(lang string) string {
	lang = strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	base, rest, _ := strings.Cut(lang, "-")
	if base == "zh" || base == "yue" {
		if strings.Contains(rest, "hant") || rest == "tw" || rest == "hk" || rest == "mo" || base == "yue" {
			return "zh-hant"
		}
		return "zh"
	}
	if _, known := candidates[base]; known {
		return base
	}
	return ""
}

// fit counts how a sample reads as a double-byte encoding.
type fit struct{ pairs, common, bad int }

// share is the part of all pairs that is common, broken ones weighing double.
func (f fit) share() float64 { return float64(f.common) / float64(max(1, f.pairs+2*f.bad)) }

// measure reads sample as t.
func measure(sample []byte, t table) fit {
	var f fit
	for i := 0; i < len(sample); {
		a := sample[i]
		switch {
		case a < 0x80 || t.single(a):
			i++
		case i+1 >= len(sample):
			return f // cut in the middle of a pair
		case a != 0x80 && t.valid(a, sample[i+1]):
			f.pairs++
			if t.common(a, sample[i+1]) {
				f.common++
			}
			i += 2
		default:
			f.bad++
			i++
		}
	}
	return f
}

// plausible reports that sample can be text in the named encoding: at most 2 % of its pairs broken. Single-byte
// encodings know nearly every byte, so there is nothing to hold against them.
func plausible(sample []byte, name string) bool {
	if name == "iso-2022-jp" {
		return bytes.Contains(sample, []byte("\x1b"))
	}
	t, double := tables[name]
	if !double {
		return true
	}
	f := measure(sample, t)
	return f.bad*50 <= f.pairs
}

// sampleOf gives the part of body a guess looks at: from the line of the first high byte on, so that neither markup
// nor half a character is measured.
func sampleOf(body []byte) []byte {
	first := bytes.IndexFunc(body, func(r rune) bool { return r >= 0x80 })
	if first < 0 {
		first = 0
	}
	return body[first:min(len(body), first+sampleBytes)]
}
