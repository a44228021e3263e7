// Package markup parses the HTML of foreign pages within bounds: no bytes make it panic, take memory out of proportion
// or nest beyond what the parser accepts. Package extract builds on its trees; it knows nothing of articles.
package markup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxBytes is how much of a page is read; real articles stay far below it.
const MaxBytes = 4 << 20

// The bounds of what the HTML parser is given. A parse of more would take memory out of proportion: each open
// formatting element is made anew in each block behind it.
const (
	maxTags     = 120_000
	maxReopened = 400_000
	maxTagBytes = 256 << 10
)

// Parse gives the tree of body, which is UTF-8. Text without any markup becomes paragraphs; markup that is nested or
// repeated beyond reason is read as its texts and block breaks alone.
func Parse(body []byte) *html.Node {
	body = body[:min(len(body), MaxBytes)]
	if !hasMarkup(body) {
		return plainTree(body)
	}
	if !excessive(body) {
		if doc, err := html.Parse(bytes.NewReader(body)); err == nil {
			return doc
		}
	}
	return flatTree(body)
}

// hasMarkup reports whether a tag or comment stands in body.
func hasMarkup(body []byte) bool {
	for i := bytes.IndexByte(body, '<'); i >= 0 && i+1 < len(body); {
		if c := body[i+1] | 0x20; c >= 'a' && c <= 'z' || body[i+1] == '!' || body[i+1] == '/' {
			return true
		}
		next := bytes.IndexByte(body[i+1:], '<')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// plainTree makes a paragraph of each run of lines without a blank one between.
func plainTree(body []byte) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	root := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	doc.AppendChild(root)
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	for para := range strings.SplitSeq(text, "\n\n") {
		if strings.TrimSpace(para) == "" {
			continue
		}
		p := &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p"}
		p.AppendChild(&html.Node{Type: html.TextNode, Data: html.UnescapeString(para)})
		root.AppendChild(p)
	}
	return doc
}

// excessive reports whether the parser would make far more of body than it is.
func excessive(body []byte) bool {
	tags, open, reopened := 0, 0, 0
	for i := bytes.IndexByte(body, '<'); i >= 0 && i+1 < len(body); {
		tags++
		formats, closing := formatting(body[i+1:])
		switch {
		case formats && closing:
			open = max(open-1, 0)
		case formats:
			open++
		default:
			reopened += open
		}
		next := bytes.IndexByte(body[i+1:], '<')
		if next < 0 {
			next = len(body) - i
		}
		if next > maxTagBytes && bytes.IndexByte(body[i:i+maxTagBytes], '>') < 0 {
			return true
		}
		i += 1 + next
	}
	return tags > maxTags || reopened > maxReopened
}

// formatting reports whether s, behind a "<", begins with the name of an element that the parser opens anew in each
// block until it is closed, and whether it is an end tag's.
func formatting(s []byte) (formats, closing bool) {
	if len(s) > 0 && s[0] == '/' {
		closing, s = true, s[1:]
	}
	var name [12]byte // on the stack: this is asked of every tag
	n := 0
	for n < len(s) && n < len(name) && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' || s[n] >= '0' && s[n] <= '9') {
		name[n] = s[n] | 0x20 // which leaves figures as they are
		n++
	}
	switch string(name[:n]) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true, closing
	}
	return false, closing
}

// maxFlat bounds the elements of a flat tree.
const maxFlat = 40_000

// flatTree reads body without nesting: each block element begins a paragraph, headings stay headings, and scripts,
// styles and all inline markup go.
func flatTree(body []byte) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	root := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	doc.AppendChild(root)
	z := html.NewTokenizer(bytes.NewReader(body))
	z.SetMaxBuf(1 << 20)
	cur, made, skip := (*html.Node)(nil), 0, atom.Atom(0)
	for made < maxFlat {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return doc
		case html.TextToken:
			if text := z.Text(); skip == 0 && len(bytes.TrimSpace(text)) > 0 {
				if cur == nil {
					cur = &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p"}
					root.AppendChild(cur)
				}
				cur.AppendChild(&html.Node{Type: html.TextNode, Data: string(text)})
				made++
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			cur, skip = flatTag(root, cur, skip, atom.Lookup(name), kind)
			made++
		}
	}
	return doc
}

// flatTag takes one tag into a flat tree; it gives the paragraph texts go to and the element being skipped.
func flatTag(root, cur *html.Node, skip, tag atom.Atom, kind html.TokenType) (*html.Node, atom.Atom) {
	switch {
	case skip != 0:
		if kind == html.EndTagToken && tag == skip {
			skip = 0
		}
	case tag == atom.Script || tag == atom.Style || tag == atom.Title:
		if kind == html.StartTagToken {
			skip = tag
		}
	case IsHeading(tag) && kind == html.StartTagToken:
		cur = &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String()}
		root.AppendChild(cur)
	case Breaks(tag):
		cur = nil
	}
	return cur, skip
}

// Breaks reports whether an element of this tag stands on lines of its own.
func Breaks(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Br, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dialog, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure,
		atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup,
		atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre,
		atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

// IsHeading reports whether a is h1 … h6.
func IsHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}
