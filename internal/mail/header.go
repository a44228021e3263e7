package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// invisible reports characters that crawled text must not bring into a header: controls, line and paragraph
// separators, bidirectional overrides and isolates, the byte order mark and non-characters.
func invisible(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff', r == utf8.RuneError:
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
		return true
	}
	return r >= '\ufdd0' && r <= '\ufdef' || r&0xfffe == 0xfffe
}

// cleanLine makes s one line: invisible characters become spaces, runs of space become one.
func cleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if invisible(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// nameRunes keeps display names short enough for one header line in most scripts.
const nameRunes = 64

// cleanName is cleanLine for display names. A name that imitates an encoded word loses the mark: inside a quoted
// string some readers would decode it.
func cleanName(s string) string {
	return cut(cleanLine(strings.ReplaceAll(cleanLine(s), "=?", "= ?")), nameRunes)
}

// cut shortens s to at most n runes, the last one an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// cleanBody gives a text the line ends of RFC 5322 and drops the controls that may not stand in one.
func cleanBody(s string) string {
	if !cleanAlready(s) {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.Map(bodyRune, strings.ToValidUTF8(s, ""))
	}
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return strings.ReplaceAll(s, "\n", "\r\n")
}

// bodyRune is a mapping for strings.Map: every kind of line end becomes one, controls go.
func bodyRune(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
		return '\n'
	case unicode.IsControl(r), r == '\ufeff':
		return -1
	}
	return r
}

// cleanAlready spares most bodies the copying: our own templates write nothing that cleanBody would change.
func cleanAlready(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || bodyRune(r) != r {
			return false
		}
		i += size
	}
	return true
}

// encodedRunBytes is how much of a text one encoded word takes: 36 bytes are 48 of base64 and 60 with the frame, so
// that the first word still fits on the line of the field's name (RFC 2047, section 2: 76 characters).
const encodedRunBytes = 36

// encodeText writes unstructured text as RFC 2047 wants it. Plain ASCII stays as it is, unless it would pass for an
// encoded word or has a word too long to fold; the standard library's encoder leaves both alone.
func encodeText(s string) string {
	if plainText(s) {
		return s
	}
	var words []string
	for len(s) > 0 {
		n := min(encodedRunBytes, len(s))
		for n < len(s) && n > 1 && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// plainText reports text that needs no encoded word: printable ASCII that no reader takes for one, in words short
// enough to fold between.
func plainText(s string) bool {
	if strings.Contains(s, "=?") {
		return false
	}
	for word := range strings.SplitSeq(s, " ") {
		if len(word) > 60 || !plainValue(word) {
			return false
		}
	}
	return true
}

// plainValue reports printable ASCII without white space other than single spaces.
func plainValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// phrase writes the words before a List-Id: an atom list, a quoted string, or encoded words for the phrase alone, so
// that the identifier after it stays readable (RFC 2919, section 3).
func phrase(s string) string {
	switch {
	case s == "":
		return ""
	case !plainText(s):
		return encodeText(s)
	case strings.ContainsAny(s, `()<>[]:;@\,."`):
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

// checkURI accepts a URI of one of the schemes that can stand between angle brackets as it is.
func checkURI(uri string, schemes ...string) error {
	for _, r := range uri {
		if r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\,", r) {
			return fmt.Errorf("URI %q holds %q", cut(uri, 120), r)
		}
	}
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return fmt.Errorf("URI %q: %w", cut(uri, 120), err)
	case !slices.Contains(schemes, u.Scheme) || u.Host == "" && u.Opaque == "":
		return fmt.Errorf("URI %q is not %s with a target", cut(uri, 120), strings.Join(schemes, " or "))
	case len(uri) > 900:
		return fmt.Errorf("URI of %d bytes does not fit on a header line", len(uri))
	}
	return nil
}

// encodingOf picks the shorter transfer encoding that keeps the mail 7-bit: quoted-printable spends three bytes on
// each byte outside ASCII, base64 four on three of any.
func encodingOf(s string) gomail.Encoding {
	if qp := quotedSize(s); qp > len(s)*4/3+len(s)/57*2 {
		return gomail.EncodingB64
	}
	return gomail.EncodingQP
}

// quotedSize gives about how many bytes a text has in quoted-printable: three for what is escaped, and three for the
// end of each line.
func quotedSize(s string) int {
	n := len(s)
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '=' {
			n += 2
		}
	}
	return n + n/73*3
}

// maxLine is RFC 5322's limit for a line without its CRLF (section 2.1.1).
const maxLine = 998

// Check says whether raw is whole enough to be handed to a relay: a header with one each of the fields every mail
// needs, a body, CRLF line ends only, no NUL, no line over 998 octets.
func Check(raw []byte) error {
	head, _, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return errors.New("mail has no body")
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		return errors.New("mail does not end with a line end")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return errors.New("mail holds a NUL")
	}
	if bytes.Count(raw, []byte("\r")) != bytes.Count(raw, []byte("\n")) {
		return errors.New("mail has a bare CR or LF")
	}
	for rest := raw; len(rest) > 0; {
		n := bytes.IndexByte(rest, '\n')
		if n < 1 || rest[n-1] != '\r' {
			return errors.New("mail has a bare CR or LF")
		}
		if n-1 > maxLine {
			return fmt.Errorf("mail has a line of %d bytes", n-1)
		}
		rest = rest[n+1:]
	}
	return checkFields(append([]byte("\r\n"), head...))
}

// checkFields makes sure that each of the fields a mail must have once is there once: a second one is how headers are
// smuggled in.
func checkFields(head []byte) error {
	head = bytes.ToLower(head)
	for _, name := range []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"} {
		if n := bytes.Count(head, []byte("\r\n"+strings.ToLower(name)+":")); n != 1 {
			return fmt.Errorf("mail has %d %s fields", n, name)
		}
	}
	return nil
}
