package sheet

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Tree gives the sheet as a page of markup, for the layers that read pages.
func (s Sheet) Tree(lang string) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	root := appendElement(doc, atom.Html)
	if lang != "" {
		root.Attr = []html.Attribute{{Key: "lang", Val: lang}}
	}
	article := appendElement(appendElement(root, atom.Body), atom.Article)
	for i := 0; i < len(s.paras); {
		switch p := s.paras[i]; p.kind {
		case row:
			table := appendElement(appendElement(article, atom.Table), atom.Tbody)
			for ; i < len(s.paras) && s.paras[i].kind == row; i++ {
				tr := appendElement(table, atom.Tr)
				for cell := range strings.SplitSeq(s.paras[i].text, " | ") {
					appendText(appendElement(tr, atom.Td), cell)
				}
			}
			continue
		case point:
			list := appendElement(article, atom.Ul)
			for ; i < len(s.paras) && s.paras[i].kind == point; i++ {
				appendText(appendElement(list, atom.Li), s.paras[i].text)
			}
			continue
		case large:
			tag := atom.H2
			if p.title {
				tag = atom.H1
			}
			appendText(appendElement(article, tag), p.text)
		default:
			appendText(appendElement(article, atom.P), p.text)
		}
		i++
	}
	return doc
}

// appendElement puts a new element behind the children of to.
func appendElement(to *html.Node, tag atom.Atom) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String()}
	to.AppendChild(n)
	return n
}

// appendText puts a text behind the children of to.
func appendText(to *html.Node, text string) {
	to.AppendChild(&html.Node{Type: html.TextNode, Data: text})
}
