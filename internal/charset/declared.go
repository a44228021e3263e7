package charset

import (
	"bytes"
	"mime"
	"strings"
)

// declared gives the canonical names that body and header claim, strongest first, each once.
func declared(body []byte, contentType string) []string {
	var names []string
	add := func(label string, inBody bool) {
		name := canonical(label)
		if inBody && strings.HasPrefix(name, "utf-16") { // a name that could be read as ASCII cannot be UTF-16
			name = UTF8
		}
		if name != "" && !contains(names, name) {
			names = append(names, name)
		}
	}
	add(fromContentType(contentType), false)
	if len(trimBOM(body)) < len(body) {
		add(UTF8, true)
	}
	start := head(body)
	add(fromXML(start), true)
	for _, label := range fromMeta(start) {
		add(label, true)
	}
	return names
}

// fromContentType gives the charset parameter of a Content-Type value, however sloppily it is written.
func fromContentType(value string) string {
	if _, params, err := mime.ParseMediaType(value); err == nil {
		return params["charset"]
	}
	return attribute([]byte(value), "charset")
}

// fromXML gives the encoding of an XML declaration.
func fromXML(start []byte) string {
	start = bytes.TrimLeft(trimBOM(start), " \t\r\n")
	if !hasPrefixFold(start, "<?xml") {
		return ""
	}
	end := bytes.Index(start, []byte("?>"))
	if end < 0 {
		return ""
	}
	return attribute(start[:end], "encoding")
}

// fromMeta gives the charsets of all meta elements of start that stand outside comments. An archive or a proxy may
// have put its own before the page's.
func fromMeta(start []byte) []string {
	var labels []string
	for {
		open := bytes.IndexByte(start, '<')
		if open < 0 {
			return labels
		}
		start = start[open+1:]
		switch {
		case bytes.HasPrefix(start, []byte("!--")):
			end := bytes.Index(start, []byte("-->"))
			if end < 0 {
				return labels
			}
			start = start[end+3:]
		case hasPrefixFold(start, "meta") && len(start) > 4 && (isSpace(start[4]) || start[4] == '/'):
			tag := start
			if end := bytes.IndexByte(start, '>'); end >= 0 {
				tag = start[:end]
			}
			if label := attribute(tag, "charset"); label != "" {
				labels = append(labels, label)
			}
		}
	}
}

// langAttribute gives the lang of the html element, "" when it has none.
func langAttribute(start []byte) string {
	for {
		open := bytes.IndexByte(start, '<')
		if open < 0 {
			return ""
		}
		start = start[open+1:]
		if !hasPrefixFold(start, "html") {
			continue
		}
		end := bytes.IndexByte(start, '>')
		if end < 0 {
			return ""
		}
		return attribute(start[:end], "lang")
	}
}

// attribute finds name=value in text, quoted or not, and gives the value up to the first byte no charset or language
// tag has.
func attribute(text []byte, name string) string {
	for len(text) > 0 {
		at := indexFold(text, name)
		if at < 0 {
			return ""
		}
		text = bytes.TrimLeft(text[at+len(name):], " \t\r\n")
		if len(text) == 0 || text[0] != '=' {
			continue
		}
		value := bytes.TrimLeft(text[1:], " \t\r\n\"'\\")
		end := bytes.IndexFunc(value, func(r rune) bool { return !labelRune(r) })
		if end < 0 {
			end = len(value)
		}
		if end > 0 {
			return string(value[:end])
		}
	}
	return ""
}

func labelRune(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return true
	}
	return r == '-' || r == '_' || r == ':' || r == '.'
}

func indexFold(text []byte, name string) int {
	for i := 0; i+len(name) <= len(text); i++ {
		if hasPrefixFold(text[i:], name) {
			return i
		}
	}
	return -1
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && strings.EqualFold(string(b[:len(prefix)]), prefix)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' }
