// Package charset turns the bytes of a foreign page or feed into UTF-8.
//
// It believes what bytes show before what headers say, because declarations on municipal sites lie in both directions.
// The order is: HTTP header, byte order mark, XML declaration, meta elements of the first 8 KB, valid UTF-8 over the
// whole body, and last a guess by language among the encodings that language was written in. A declaration is only
// taken when the bytes bear it out: valid UTF-8 with wide characters beats any other name, and a body that says utf-8
// but is not gets the next name, then the guess. No step runs a statistical detector over the body; the guess looks at
// one sample of at most 16 KB.
//
// The text is not altered otherwise. In particular an XML declaration stays as it was and is then stale
// (encoding="GB2312" over UTF-8 text): hand XML to a parser through [StripXMLDeclaration], or the parser will decode
// a second time. HTML parsers given UTF-8 ignore a stale meta element, so there is nothing to do.
//
// The package is pure and holds no state.
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// UTF8 is the name Decode gives to text that needed no conversion.
const UTF8 = "utf-8"

const (
	headBytes   = 8 << 10  // where meta elements are looked for: of 46 wrong guesses seen, 21 had it after 1 KB
	sampleBytes = 16 << 10 // how much non-ASCII text a guess looks at
)

// Decode gives body as valid UTF-8 without byte order mark, and the name of the encoding it was in, as the WHATWG
// Encoding Standard spells it ("utf-8", "gb18030", "shift_jis", "windows-1252"). contentType is the HTTP header's value
// and lang a BCP 47 tag of the expected language; either may be empty. What cannot be decoded becomes U+FFFD, so there
// is always an answer. The result shares memory with body when nothing had to be changed.
func Decode(body []byte, contentType, lang string) (text []byte, name string) {
	name = detect(body, contentType, lang)
	if name == UTF8 {
		return valid(trimBOM(body)), UTF8
	}
	text, err := byName(name).NewDecoder().Bytes(body)
	if err != nil { // no decoder of x/text reports bad input, it replaces it; a defect there must not lose the page
		return valid(body), UTF8
	}
	return valid(trimBOM(text)), name
}

// valid replaces what is not UTF-8. It copies only when there is something to replace.
func valid(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	return bytes.ToValidUTF8(text, []byte("\uFFFD"))
}

// StripXMLDeclaration removes the <?xml …?> at the start of text, which after Decode names an encoding that the text is
// no longer in. White space before it, which many feeds have and no parser accepts, goes too.
func StripXMLDeclaration(text []byte) []byte {
	trimmed := bytes.TrimLeft(trimBOM(text), " \t\r\n")
	if !hasPrefixFold(trimmed, "<?xml") || len(trimmed) < 6 || !isSpace(trimmed[5]) {
		return text
	}
	end := bytes.Index(trimmed, []byte("?>"))
	if end < 0 {
		return text
	}
	return bytes.TrimLeft(trimmed[end+2:], " \t\r\n")
}

// detect finds the name of the encoding of body.
func detect(body []byte, contentType, lang string) string {
	if utf16 := wideName(body, contentType); utf16 != "" {
		return utf16
	}
	names := declared(body, contentType)
	if ascii(body) && !bytes.ContainsRune(body, 0x1b) {
		return UTF8
	}
	if utf8.Valid(body) {
		return ofValid(body, names)
	}
	if mostlyUTF8(body) {
		return UTF8
	}
	sample := sampleOf(body)
	for i, name := range names {
		if name == UTF8 || weak(name) && contradicted(sample, names[i+1:]) {
			continue
		}
		if plausible(sample, name) && (!weak(name) || wideGuess(sample, lang) == "") {
			return name
		}
	}
	if lang == "" {
		lang = langAttribute(head(body))
	}
	return guess(sample, lang)
}

// ofValid decides for a body that is valid UTF-8. Text in a two-byte encoding of East Asia can be valid by chance when
// it is a handful of characters; text in UTF-8 of those scripts always has three-byte sequences, by which the two are
// told apart. ISO-2022-JP is seven-bit and so valid always; its escapes give it away.
func ofValid(body []byte, names []string) string {
	if bytes.Contains(body, []byte("\x1b$")) && (ascii(body) || contains(names, "iso-2022-jp")) {
		return "iso-2022-jp"
	}
	for _, name := range names {
		if name == UTF8 {
			return UTF8
		}
		if _, double := tables[name]; double && !threeByte(body) {
			return name
		}
	}
	return UTF8
}

// wideName names UTF-16 by its mark, or by the zero bytes round the first "<" of a document without one.
func wideName(body []byte, contentType string) string {
	switch {
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}), bytes.HasPrefix(body, []byte{0, '<', 0}):
		return "utf-16be"
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}), bytes.HasPrefix(body, []byte{'<', 0}):
		return "utf-16le"
	}
	if name := canonical(fromContentType(contentType)); strings.HasPrefix(name, "utf-16") && !utf8.Valid(body) {
		return name
	}
	return ""
}

// canonical gives the name Decode uses for a label met on the web, "" for one that is unknown or means nothing here.
// Labels that name a subset of what pages really hold are widened: gb2312 and gbk to gb18030; shift_jis, euc-kr and
// iso-8859-1 are CP932, CP949 and windows-1252 already by the WHATWG table of x/text.
func canonical(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"'"))
	switch label {
	case "utf8mb4", "utf_8", "utf":
		return UTF8
	case "gb18030-2000", "gb-2312", "gb_2312", "cp936", "ms936":
		return "gb18030"
	case "cp932", "sjis_win", "sjis-win":
		return "shift_jis"
	case "cp949", "ms949", "uhc":
		return "euc-kr"
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(enc)
	switch {
	case err != nil, name == "replacement", name == "x-user-defined":
		return ""
	case name == "gbk":
		return "gb18030"
	}
	return name
}

// byName gives the encoding of a canonical name; windows-1252, which knows every byte, for any other.
func byName(name string) encoding.Encoding {
	if enc, err := htmlindex.Get(name); err == nil {
		return enc
	}
	enc, err := htmlindex.Get("windows-1252")
	if err != nil {
		return encoding.Nop
	}
	return enc
}

// weak reports a name that servers send by default, without having looked at the page.
func weak(name string) bool { return name == "windows-1252" }

// contradicted reports that a later declaration names another encoding and the bytes bear it out.
func contradicted(sample []byte, later []string) bool {
	for _, name := range later {
		if name != UTF8 && !weak(name) && plausible(sample, name) {
			return true
		}
	}
	return false
}

// mostlyUTF8 reports UTF-8 with a few broken bytes, as a text cut in the middle of a character leaves them.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		if bad > 64 && bad > good {
			return false
		}
		i += n
	}
	return good >= 20*bad
}

// threeByte reports a UTF-8 sequence of three or more bytes in valid UTF-8.
func threeByte(body []byte) bool {
	for _, c := range body {
		if c >= 0xE0 {
			return true
		}
	}
	return false
}

func ascii(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func trimBOM(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\uFEFF")) }

func head(body []byte) []byte { return body[:min(len(body), headBytes)] }

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
