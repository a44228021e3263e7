// Package markup reads single elements of a listing: what one says, what its attributes hold, and where it leads as it is
// written, be it by script ([LeadsTo]). How the elements of a page stand to each other is no matter of it.
package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// maxText is how many bytes of an element's text are read: more is no row of a listing.
const maxText = 3000

// Attr gives an attribute's value.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has reports an attribute, be its value empty.
func Has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// HasClass reports one of an element's classes.
func HasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(Attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// Text gives all text in n, cleaned.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && b.Len() < maxText {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return Clean(b.String())
}

// Filler stands in the flat text for what has no text, so that no link or date spans nothing.
const Filler = "\u200b"

// Clean joins white space and trims a title; at most 500 bytes of it are kept.
func Clean(title string) string {
	title = strings.Join(strings.Fields(strings.ReplaceAll(unglued(title), "\u200b", "")), " ")
	if len(title) > 500 {
		title = strings.ToValidUTF8(title[:500], "")
	}
	return title
}

// unglued puts a space where a word ends and another begins with a capital across the bound of two elements, as in
// "Committee Meetings" beside "Time: Monday", which style sheets set apart.
func unglued(text string) string {
	const mark = len(Filler)
	for at := 0; ; {
		i := strings.Index(text[at:], Filler)
		if i < 0 {
			return text
		}
		at += i
		end := at
		for strings.HasPrefix(text[end:], Filler) {
			end += mark
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		behind, size := utf8.DecodeRuneInString(text[end:])
		then, _ := utf8.DecodeRuneInString(text[end+size:])
		if (before == ')' || unicode.IsLetter(before)) && unicode.IsUpper(behind) && unicode.IsLower(then) {
			text = text[:at] + " " + text[end:]
		}
		at = min(at+1, len(text))
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at++
		}
	}
}

// FirstText gives the first text in an element, at most 100 bytes of it.
func FirstText(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			return d.Data[:min(len(d.Data), 100)]
		}
	}
	return ""
}
