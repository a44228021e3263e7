// Package opml reads and writes lists of feeds in OPML (http://opml.org/spec2.opml), the form feed readers exchange.
//
// [Parse] takes what is found in the wild: outlines at any depth, folders as categories, any encoding declared, feeds
// named by xmlUrl or by url. Attributes it does not know are kept in Extra, so that what [Write] wrote of a program's
// own comes back. The package is pure.
package opml

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

// Outline is one feed or page.
type Outline struct {
	Title    string
	Feed     string // xmlUrl
	Page     string // htmlUrl
	Language string
	Category []string          // its category attribute and the folders it lies in
	Extra    map[string]string // further attributes, by local name, of the namespace that Write was given
	Line     int               // in the document read
}

// Error is a document that cannot be read, with the line it breaks off at.
type Error struct {
	Line int
	Err  error
}

// Error gives "line N: cause".
func (e *Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// maxOutlines bounds what one document may hold.
const maxOutlines = 100_000

// Parse gives the outlines of a document that name an address, in its order. An error is an [*Error]; what came
// before it is given too.
func Parse(text []byte, namespace string) ([]Outline, error) {
	p := parser{dec: xml.NewDecoder(bytes.NewReader(text)), namespace: namespace}
	p.dec.Strict = false
	p.dec.Entity = xml.HTMLEntity
	p.dec.CharsetReader = charset.NewReaderLabel
	for {
		token, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.token(token)
		}
		if err != nil {
			return p.out, &Error{p.line(), err}
		}
	}
	if !p.opml {
		return nil, &Error{1, errors.New("this is no OPML: it has no opml element")}
	}
	return p.out, nil
}

// parser is at one place of a document.
type parser struct {
	dec       *xml.Decoder
	namespace string
	folders   []string // the outlines that are open; "" for one that is no folder
	out       []Outline
	opml      bool
}

func (p *parser) line() int {
	line, _ := p.dec.InputPos()
	return line
}

func (p *parser) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		switch strings.ToLower(t.Name.Local) {
		case "opml":
			p.opml = true
		case "outline":
			return p.open(t)
		}
	case xml.EndElement:
		if strings.EqualFold(t.Name.Local, "outline") && len(p.folders) > 0 {
			p.folders = p.folders[:len(p.folders)-1]
		}
	}
	return nil
}

// open takes in an outline: a feed, or a folder of them.
func (p *parser) open(t xml.StartElement) error {
	o := p.outline(t.Attr)
	if o.Feed == "" && o.Page == "" {
		p.folders = append(p.folders, o.Title)
		return nil
	}
	for _, f := range p.folders {
		if f != "" && !slices.Contains(o.Category, f) {
			o.Category = append(o.Category, f)
		}
	}
	p.folders = append(p.folders, "")
	if p.out = append(p.out, o); len(p.out) > maxOutlines {
		return fmt.Errorf("more than %d outlines", maxOutlines)
	}
	return nil
}

// outline reads the attributes of an outline; one that names no address is a folder.
func (p *parser) outline(attributes []xml.Attr) Outline {
	o := Outline{Line: p.line(), Extra: map[string]string{}}
	plain := map[string]string{} // by lower-case name; the last counts
	for _, a := range attributes {
		switch a.Name.Space {
		case "":
			plain[strings.ToLower(a.Name.Local)] = strings.TrimSpace(a.Value)
		case p.namespace:
			o.Extra[a.Name.Local] = a.Value
		}
	}
	o.Title = cmp.Or(plain["title"], plain["text"])
	o.Feed, o.Page, o.Language = plain["xmlurl"], plain["htmlurl"], plain["language"]
	o.Category = categories(plain["category"])
	if o.Feed == "" && o.Page == "" {
		o.Page = plain["url"]
	}
	return o
}

// categories reads "/news/local,tech": paths divided by commas, of which the last part is the name.
func categories(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.Trim(strings.TrimSpace(part), "/")
		part = part[strings.LastIndexByte(part, '/')+1:]
		if part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// Write writes outlines as OPML 2.0. Their Extra attributes go into the namespace, under the prefix given.
func Write(w io.Writer, title, prefix, namespace string, outlines []Outline) error {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:%s=\"%s\">\n", prefix, escape(namespace))
	fmt.Fprintf(&b, "  <head>\n    <title>%s</title>\n  </head>\n  <body>\n", escape(title))
	for _, o := range outlines {
		b.WriteString("    <outline")
		attribute(&b, "text", o.Title)
		attribute(&b, "title", o.Title)
		if o.Feed != "" {
			attribute(&b, "type", "rss")
		}
		attribute(&b, "xmlUrl", o.Feed)
		attribute(&b, "htmlUrl", o.Page)
		attribute(&b, "language", o.Language)
		attribute(&b, "category", strings.Join(o.Category, ","))
		keys := make([]string, 0, len(o.Extra))
		for k := range o.Extra {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			attribute(&b, prefix+":"+k, o.Extra[k])
		}
		b.WriteString("/>\n")
	}
	b.WriteString("  </body>\n</opml>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// attribute writes one attribute; an empty one is left out.
func attribute(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, " %s=\"%s\"", name, escape(value))
	}
}

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes everything
	return b.String()
}
