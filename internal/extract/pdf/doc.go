// Package pdf reads the text of a PDF file as lines with their place and size: what packages that make sense of text
// need, and nothing of how it looks.
//
// Objects, cross-references, filters and encryption are pdfcpu's; what is here is what it has not: the operators that
// show text, the fonts' ways from codes to Unicode (ToUnicode maps, the predefined East Asian encodings, encodings with
// glyph names), and the order of lines. The sections named in comments are those of ISO 32000-1.
//
// Files come from strangers. Size, pages, decoded bytes and operators are capped, cycles are cut by depth, and a panic
// below becomes an error. The package is pure: it knows no clock, and a caller that wants an end by time gives a context.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// The caps. What lies beyond is not read; beyond MaxBytes nothing is.
const (
	MaxBytes = 32 << 20 // of a file
	MaxPages = 60       // read of a file; notices are short, and a budget's annex is no news

	maxDecoded  = 64 << 20 // bytes all object streams may decode to
	maxContent  = 8 << 20  // bytes one page's operators, or one map, may decode to
	maxOps      = 400_000  // operators of a page, its forms included
	maxText     = 2 << 20  // bytes of text
	maxForms    = 8        // forms within forms
	maxObjects  = 500_000
	maxNesting  = 60
	headerReach = 1024 // a header may stand behind some bytes of rubbish
)

// What a file may be instead of readable.
var (
	ErrEncrypted = errors.New("the PDF asks for a password")
	ErrTooLarge  = fmt.Errorf("the PDF is larger than %d MB", MaxBytes>>20)
)

// Document is what a file says.
type Document struct {
	Title  string // of its properties, as written there
	Author string
	Lang   string // BCP 47, as declared
	Pages  int    // it has
	Read   int    // of them
	Images int    // on the pages that were read
	Lines  []Line // page by page, as the file shows them
}

// Scan reports whether the pages are pictures, with no text or next to none.
func (d Document) Scan() bool {
	if d.Images == 0 {
		return false
	}
	n := 0
	for _, l := range d.Lines {
		n += len(strings.TrimSpace(l.Text))
	}
	return n < 40*d.Read
}

// Line is a run of text on one base line. Lengths are in the page's own units, usually 1/72 inch; Top grows downwards.
type Line struct {
	Text  string
	Page  int // from 1
	Left  float64
	Right float64
	Top   float64
	Size  float64 // of the font
}

// Is reports whether body is a PDF file.
func Is(body []byte) bool {
	return bytes.Contains(body[:min(len(body), headerReach)], []byte("%PDF-"))
}

// Read reads a file. An error tells why nothing can be read; ErrEncrypted is wrapped by it where that is the reason.
// When ctx ends, so does Read, with the context's error.
func Read(ctx context.Context, body []byte) (doc Document, err error) {
	if len(body) > MaxBytes {
		return Document{}, ErrTooLarge
	}
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("read PDF: %v", x)
		}
	}()
	file, err := open(ctx, body)
	if err != nil {
		return Document{}, fmt.Errorf("read PDF: %w", err)
	}
	f := &reader{file: file, fonts: map[int]*font{}}
	title, author := f.properties()
	doc = Document{Title: title, Author: author, Lang: f.lang(), Pages: file.PageCount}
	for n := 1; n <= min(doc.Pages, MaxPages) && f.size < maxText; n++ {
		if err := ctx.Err(); err != nil {
			return doc, err
		}
		f.page(n)
		doc.Read++
	}
	doc.Lines, doc.Images = f.lines, f.images
	return doc, nil
}

// open has pdfcpu read the objects of a file, under limits.
func open(ctx context.Context, body []byte) (*model.Context, error) {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = MaxBytes
	// Object streams are all decoded at once, so they share what one file may decode to.
	limits.MaxDecodeBytes = max(256<<10, maxDecoded/int64(1+bytes.Count(body, []byte("ObjStm"))))
	limits.MaxObjectCount, limits.MaxXRefEntries = maxObjects, maxObjects
	limits.MaxRecursionDepth = maxNesting
	file, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(body), &model.Configuration{
		Reader15: true, ValidationMode: model.ValidationRelaxed, Limits: limits, Offline: true,
		Cmd: model.EXTRACTCONTENT,
	})
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword), errors.Is(err, pdfcpu.ErrUnsupportedEncryptionFeature):
		return nil, fmt.Errorf("%w: %w", ErrEncrypted, err)
	case err != nil:
		return nil, err
	}
	return file, file.EnsurePageCount()
}

// lang gives the language the document declares.
func (r *reader) lang() string {
	root, err := r.file.Catalog()
	if err != nil {
		return ""
	}
	return clean(r.text(root, "Lang"))
}

// properties gives the title and the author the file's information dictionary names (14.3.3).
func (r *reader) properties() (title, author string) {
	if r.file.Info == nil {
		return "", ""
	}
	d, err := r.file.DereferenceDict(*r.file.Info)
	if err != nil || d == nil {
		return "", ""
	}
	return clean(r.text(d, "Title")), clean(r.text(d, "Author"))
}

// text gives the string at key of d, "" when there is none.
func (r *reader) text(d types.Dict, key string) string {
	o, ok := d.Find(key)
	if !ok {
		return ""
	}
	s, err := r.file.DereferenceText(o)
	if err != nil {
		return ""
	}
	return s
}

// clean gives s as one line of valid UTF-8 without control characters.
func clean(s string) string {
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == 0xfeff || c == 0xfffd || c >= 0xe000 && c <= 0xf8ff {
			return ' ' // the last are for private use: bullets and logos
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(plain(s)), " ")
}
