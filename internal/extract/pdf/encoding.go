package pdf

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// baseEncoding gives the table of a named encoding of annex D; WinAnsi, of which the standard encoding differs in
// marks only, where none is named.
func baseEncoding(name string) *[256]string {
	if name == "MacRomanEncoding" {
		return macRoman()
	}
	return winAnsi()
}

var (
	winAnsi  = sync.OnceValue(func() *[256]string { return tableOf(charmap.Windows1252) })
	macRoman = sync.OnceValue(func() *[256]string { return tableOf(charmap.Macintosh) })
)

// tableOf lists what the bytes of an encoding mean; control characters mean nothing.
func tableOf(m *charmap.Charmap) *[256]string {
	var t [256]string
	for i := ' '; i < 256; i++ {
		if r := m.DecodeByte(byte(i)); r >= ' ' && r != 0x7f && r != 0xfffd {
			t[i] = string(r)
		}
	}
	return &t
}

// glyphNames are the names of the Adobe Glyph List that stand in Latin text and are no letter with an accent.
var glyphNames = map[string]string{
	"space": " ", "nbspace": " ", "exclam": "!", "quotedbl": "\"", "numbersign": "#", "dollar": "$", "percent": "%",
	"ampersand": "&", "quotesingle": "'", "parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+",
	"comma": ",", "hyphen": "-", "period": ".", "slash": "/", "zero": "0", "one": "1", "two": "2", "three": "3",
	"four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";",
	"less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": "\\",
	"bracketright": "]", "asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|",
	"braceright": "}", "asciitilde": "~", "exclamdown": "¡", "cent": "¢", "sterling": "£", "yen": "¥", "section": "§",
	"copyright": "©", "guillemotleft": "«", "registered": "®", "degree": "°", "plusminus": "±", "mu": "µ",
	"paragraph": "¶", "periodcentered": "·", "guillemotright": "»", "questiondown": "¿", "onequarter": "¼",
	"onehalf": "½", "threequarters": "¾", "multiply": "×", "divide": "÷", "germandbls": "ß", "ae": "æ", "AE": "Æ",
	"oe": "œ", "OE": "Œ", "oslash": "ø", "Oslash": "Ø", "eth": "ð", "Eth": "Ð", "thorn": "þ", "Thorn": "Þ",
	"lslash": "ł", "Lslash": "Ł", "dotlessi": "ı", "dcroat": "đ", "Dcroat": "Đ", "Euro": "€", "bullet": "•",
	"ellipsis": "…", "endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’", "quotesinglbase": "‚",
	"quotedblleft": "“", "quotedblright": "”", "quotedblbase": "„", "dagger": "†", "daggerdbl": "‡",
	"perthousand": "‰", "guilsinglleft": "‹", "guilsinglright": "›", "trademark": "™", "minus": "−", "fraction": "⁄",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "sfthyphen": "", "softhyphen": "",
}

// accents are the ends of glyph names that put a mark on the letter before.
var accents = map[string]rune{
	"acute": 0x301, "grave": 0x300, "circumflex": 0x302, "tilde": 0x303, "dieresis": 0x308, "ring": 0x30a,
	"caron": 0x30c, "cedilla": 0x327, "macron": 0x304, "breve": 0x306, "ogonek": 0x328, "dotaccent": 0x307,
	"hungarumlaut": 0x30b, "commaaccent": 0x326,
}

// glyphText gives what a glyph's name means, by the rules of the Adobe Glyph List Specification; "" for a name that
// means nothing.
func glyphText(name string) string {
	name, _, _ = strings.Cut(name, ".") // "a.sc" is an a
	if t, ok := glyphNames[name]; ok {
		return t
	}
	if len(name) == 1 {
		return name
	}
	if rest, ok := strings.CutPrefix(name, "uni"); ok && len(rest) >= 4 && len(rest)%4 == 0 {
		var units []uint16
		for i := 0; i < len(rest); i += 4 {
			n, err := strconv.ParseUint(rest[i:i+4], 16, 16)
			if err != nil {
				return ""
			}
			units = append(units, uint16(n))
		}
		return string(utf16.Decode(units))
	}
	if rest, ok := strings.CutPrefix(name, "u"); ok && len(rest) >= 4 && len(rest) <= 6 {
		if n, err := strconv.ParseUint(rest, 16, 21); err == nil {
			return string(rune(n))
		}
	}
	if mark, ok := accents[name[1:]]; ok {
		return norm.NFC.String(name[:1] + string(mark))
	}
	return ""
}
