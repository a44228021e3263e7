package place

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// frameTags are elements that may be read out of their surroundings: a cell of a table, alone, is dropped by the
// parser.
var frameTags = map[string]bool{
	"div": true, "article": true, "section": true, "main": true, "center": true, "table": true,
}

// Cuttable reports whether the element at the place may be cut out of a page's bytes.
func (p Place) Cuttable() bool { return len(p.Path) == 0 && frameTags[p.Tag] }

// Cut gives the head of a page and, for its body, the element with the names of the place, found in the bytes
// themselves: parsing is most of the work of reading a page, and most of a page is menus. Path is not looked at, so
// the place must be Cuttable. ok is false when there is no such element.
func (p Place) Cut(body []byte) (page []byte, ok bool) {
	s := scanner{src: body, tag: p.Tag}
	head := -1
	for s.next() {
		if s.name == "body" && head < 0 {
			head = s.at
		}
		if s.closing || s.name != p.Tag || !s.matches(p) {
			continue
		}
		from := s.at
		if head < 0 {
			head = from
		}
		to := s.closeOf()
		out := make([]byte, 0, head+to-from+16)
		out = append(append(out, body[:head]...), "<body>"...)
		return append(out, body[from:to]...), true
	}
	return nil, false
}

// scanner finds the tags of a page by their bytes, comments and raw text left out.
type scanner struct {
	src     []byte
	tag     string // the tag whose elements are looked for
	pos     int
	at      int    // where the tag begins
	name    string // of the tag: tag, "body", or "" for others
	closing bool
}

// rawText are the elements whose content is no markup.
var rawText = [...]string{"script", "style", "textarea", "title", "noscript", "iframe"}

// next finds the next tag of interest.
func (s *scanner) next() bool {
	for {
		n := bytes.IndexByte(s.src[s.pos:], '<')
		if n < 0 {
			return false
		}
		s.at = s.pos + n
		s.pos = s.at + 1
		rest := s.src[s.pos:]
		if bytes.HasPrefix(rest, []byte("!--")) {
			s.skipTo("-->")
			continue
		}
		if s.closing = len(rest) > 0 && rest[0] == '/'; s.closing {
			rest = rest[1:]
		}
		switch {
		case tagIs(rest, s.tag):
			s.name = s.tag
			return true
		case tagIs(rest, "body"):
			s.name = "body"
			return true
		case !s.closing:
			s.skipRaw(rest)
		}
	}
}

// skipRaw passes the content of an element that holds no markup.
func (s *scanner) skipRaw(rest []byte) {
	for _, name := range rawText {
		if !tagIs(rest, name) {
			continue
		}
		for from := s.pos; ; {
			n := bytes.Index(s.src[from:], []byte("</"))
			if n < 0 {
				s.pos = len(s.src)
				return
			}
			from += n + 2
			if tagIs(s.src[from:], name) {
				s.pos = from
				return
			}
		}
	}
}

// skipTo passes everything up to the end of mark.
func (s *scanner) skipTo(mark string) {
	n := bytes.Index(s.src[s.pos:], []byte(mark))
	if n < 0 {
		s.pos = len(s.src)
		return
	}
	s.pos += n + len(mark)
}

// tagIs reports whether b begins with a tag's name, in letters of either case, and something that ends it.
func tagIs(b []byte, name string) bool {
	if len(b) <= len(name) {
		return false
	}
	for i := range len(name) {
		if b[i]|0x20 != name[i] {
			return false
		}
	}
	switch b[len(name)] {
	case ' ', '>', '/', '\n', '\t', '\r', '\f':
		return true
	}
	return false
}

// matches reports whether the tag at s.at has the names of a place.
func (s *scanner) matches(p Place) bool {
	z := html.NewTokenizer(bytes.NewReader(s.src[s.at:min(len(s.src), s.at+4096)]))
	z.Next()
	t := z.Token()
	id, class := "", ""
	for _, a := range t.Attr {
		switch a.Key {
		case "id":
			id = a.Val
		case "class":
			class = a.Val
		}
	}
	return (p.ID == "" || id == p.ID) && hasClasses(class, p.Classes) && strings.EqualFold(t.Data, p.Tag)
}

// closeOf gives where the element that opens at s.at ends: behind its end tag, at the end of the page when it has none.
func (s *scanner) closeOf() int {
	for depth := 1; s.next(); {
		switch {
		case s.name != s.tag:
		case !s.closing:
			depth++
		default:
			if depth--; depth == 0 {
				n := bytes.IndexByte(s.src[s.pos:], '>')
				if n < 0 {
					return len(s.src)
				}
				return s.pos + n + 1
			}
		}
	}
	return len(s.src)
}
