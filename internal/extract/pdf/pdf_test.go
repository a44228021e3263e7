package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// fileOf makes a PDF file of objects, the first of which is number 1, the catalog.
func fileOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

// streamOf makes a stream object with further keys in its dictionary.
func streamOf(keys, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", keys, len(data), data)
}

// onePage makes a file of one page with the operators and resources given; further objects begin at number 5.
func onePage(operators, resources string, more ...string) []byte {
	return fileOf(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<" + resources + ">>>>",
		streamOf("", operators),
	}, more...)...)
}

// textOf reads a file and gives its lines.
func textOf(t *testing.T, body []byte) string {
	t.Helper()
	doc, err := Read(context.Background(), body)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range doc.Lines {
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

const helvetica = "/Font<</F 5 0 R>>"

// TestPredefinedMaps: the encodings East Asian files use without a map of their own.
func TestPredefinedMaps(t *testing.T) {
	for _, c := range []struct {
		name string
		enc  encoding.Encoding
		text string
	}{
		{"GBK-EUC-H", simplifiedchinese.GBK, "河堤修缮 2026年"},
		{"GBKp-EUC-H", simplifiedchinese.GBK, "青石市"},
		{"ETen-B5-H", traditionalchinese.Big5, "河堤修繕"},
		{"90ms-RKSJ-H", japanese.ShiftJIS, "堤防の修繕"},
		{"KSCms-UHC-H", korean.EUCKR, "제방 수리"},
	} {
		codes, err := c.enc.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(err)
		}
		font := "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/" + c.name + "/DescendantFonts[6 0 R]>>"
		body := onePage(fmt.Sprintf("BT /F 12 Tf 50 700 Td <%x> Tj ET", codes), helvetica, font,
			"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 1000>>")
		if got := textOf(t, body); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(c.text, " ", "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.text)
		}
	}
	font := "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>"
	body := onePage("BT /F 12 Tf 50 700 Td <6CB35824> Tj ET", helvetica, font, "<</Subtype/CIDFontType2>>")
	if got := textOf(t, body); got != "河堤" {
		t.Errorf("UniGB-UCS2-H: %q", got)
	}
}

// TestToUnicode: a font's own map names codes one by one, in runs, and in runs with a list.
func TestToUnicode(t *testing.T) {
	cmap := "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0001> <6CB3> endbfchar\n" +
		"2 beginbfrange <0010> <0012> <5824> <0020> <0021> [<4FEE> <00660066>] endbfrange endcmap"
	body := onePage("BT /F 12 Tf 50 700 Td [<00010010> -20 <00200021>] TJ ET", helvetica,
		"<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
		"<</Subtype/CIDFontType2/W[1[1000]16 33 1000]>>", streamOf("", cmap))
	if got := textOf(t, body); got != "河堤修ff" {
		t.Errorf("%q", got)
	}
}

// TestSimpleFonts: encodings, differences by glyph names, escapes, kerning, word gaps, lines and cells.
func TestSimpleFonts(t *testing.T) {
	font := "<</Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding" +
		"/Differences[1/fi/udieresis/uni6CB3/Lslash/emdash]>>/FirstChar 32/Widths[250]>>"
	for operators, want := range map[string]string{
		`BT /F 10 Tf 50 700 Td (\001rst \002ber \003 \004 \005 \(a\)) Tj ET`:    "first über 河 Ł — (a)",
		`BT /F 10 Tf 50 700 Td [(Wil) 20 (low) -400 (Brook)] TJ ET`:             "Willow Brook",
		`BT /F 10 Tf 14 TL 50 700 Td (one) Tj T* (two) Tj (three) ' ET`:         "one\ntwo\nthree",
		`BT /F 10 Tf 50 700 Td (East) Tj 200 0 Td (420) Tj ET`:                  "East | 420",
		`q 0 1 -1 0 300 300 cm BT /F 10 Tf (turned) Tj ET Q`:                    "turned",
		`BI /W 1 /H 1 ID xEIxx EI BT /F 10 Tf (after) Tj ET`:                    "after",
		`/Span <</ActualText <FEFF00660066>>> BDC BT /F 9 Tf (?) Tj ET EMC`:     "ff",
		`BT /F 10 Tf 1 0 0 1 50 700 Tm (x) Tj ET BT /G 10 Tf (unknown font) Tj`: "x",
	} {
		if got := textOf(t, onePage(operators, helvetica, font)); got != want {
			t.Errorf("%s: %q, want %q", operators, got, want)
		}
	}
}

// TestForms: text may stand in forms, which may show themselves without end.
func TestForms(t *testing.T) {
	form := streamOf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<"+helvetica+"/XObject<</X 6 0 R>>>>",
		"BT /F 10 Tf 5 5 Td (in a form) Tj ET /X Do")
	got := textOf(t, onePage("/X Do", helvetica+"/XObject<</X 6 0 R>>", "<</Subtype/Type1/BaseFont/Helvetica>>", form))
	if !strings.HasPrefix(got, "in a form") || strings.Count(got, "form") > maxForms {
		t.Errorf("%q", got)
	}
}

// TestScan: pages that are pictures are told from pages with text.
func TestScan(t *testing.T) {
	image := streamOf("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x")
	doc, err := Read(context.Background(), onePage("q 600 0 0 800 0 0 cm /X Do Q", "/XObject<</X 5 0 R>>", image))
	if err != nil || !doc.Scan() || doc.Images != 1 {
		t.Errorf("%+v, %v", doc, err)
	}
	doc, err = Read(context.Background(), readFile(t, "notice-en.pdf"))
	if err != nil || doc.Scan() {
		t.Errorf("a notice with text is no scan: %v", err)
	}
}

// TestEncrypted: a file that may not be printed can be read, one that asks for a password is named as such.
func TestEncrypted(t *testing.T) {
	for _, user := range []string{"", "secret"} {
		conf := model.NewAESConfiguration(user, "owner", 256)
		var out bytes.Buffer
		if err := api.Encrypt(bytes.NewReader(readFile(t, "notice-en.pdf")), &out, conf); err != nil {
			t.Fatal(err)
		}
		doc, err := Read(context.Background(), out.Bytes())
		if locked := errors.Is(err, ErrEncrypted); locked != (user != "") {
			t.Errorf("password %q: %v", user, err)
		}
		if user == "" && (len(doc.Lines) == 0 || doc.Lines[0].Text != "Notice of Flood Wall Repairs on Willow Brook") {
			t.Errorf("lines %v", doc.Lines)
		}
	}
}

// TestDamaged: a file cut short or without its table of objects is read as far as it goes, or refused; never a panic.
func TestDamaged(t *testing.T) {
	whole := readFile(t, "notice-en.pdf")
	for n := 0; n < len(whole); n += 97 {
		_, _ = Read(context.Background(), whole[:n]) // what counts is that it comes back
	}
	body := bytes.Replace(whole, []byte("\nxref\n"), []byte("\nxrex\n"), 1)
	if doc, err := Read(context.Background(), body); err != nil || len(doc.Lines) == 0 {
		t.Errorf("without a table: %d lines, %v", len(doc.Lines), err)
	}
}

// TestCaps: a file that is too large is not read, and a context that has ended ends the reading.
func TestCaps(t *testing.T) {
	if _, err := Read(context.Background(), make([]byte, MaxBytes+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("large: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, readFile(t, "notice-en.pdf")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	loop := strings.Repeat("(x) Tj ", 1<<20)
	body := onePage("BT /F 10 Tf "+loop, helvetica, "<</Subtype/Type1/BaseFont/Helvetica>>")
	if got := textOf(t, body); len(got) > maxText+maxOps {
		t.Errorf("%d bytes", len(got))
	}
}

// TestRadicals: what programs write for a glyph they know by its shape becomes the character.
func TestRadicals(t *testing.T) {
	if got := clean("⻘⽯市⺠政 ⼾ ⻓ ﬁrst \uf0b7"); got != "青石市民政 户 长 first" {
		t.Errorf("%q", got)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/pdf/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzRead: no bytes make Read panic or go on for ever, and lines are plain text.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"notice-en.pdf", "notice-zh.pdf"} {
		if b, err := os.ReadFile("../testdata/pdf/" + name); err == nil {
			f.Add(b)
		}
	}
	f.Add(onePage("BT /F 10 Tf (x) Tj ET", helvetica, "<</Subtype/Type1/BaseFont/Helvetica>>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		doc, err := Read(context.Background(), body)
		if err == nil && doc.Read > doc.Pages {
			t.Errorf("%d of %d pages", doc.Read, doc.Pages)
		}
		for _, l := range doc.Lines {
			if strings.ContainsAny(l.Text, "\n\r\x00") {
				t.Errorf("line %q", l.Text)
			}
		}
	})
}

// FuzzContent: no operators and no map make the readers of either panic.
func FuzzContent(f *testing.F) {
	f.Add([]byte("BT /F 10 Tf [(a) -500 <62>] TJ ET q 1 0 0 1 0 0 cm Q"))
	f.Add([]byte("1 beginbfrange <00> <ff> [<0041>] endbfrange << /A (\\"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p := &painter{reader: &reader{fonts: map[int]*font{}}, state: state{ctm: identity, scale: 1, size: 10,
			font: &font{simple: winAnsi()}}}
		l := &lexer{src: src}
		for tok := l.next(); tok.kind != end; tok = l.next() {
			if tok.kind == operator {
				p.operate(tok.text, []token{{kind: str, text: "x"}})
			}
		}
		parseCMap(src).lookup(65)
	})
}
