package field

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// Document is what a document says of itself beside its text.
type Document struct {
	Title string                      // of its properties, as written there
	Large func(like ...string) string // gives the large line it opens with, the nearest to one of like; "" for none
	Scan  bool                        // its pages are pictures
}

// ReadDocument fills the fields from a document, laid out as a page whose <article> is its text.
func (p *Page) ReadDocument(doc Document) (news.Article, []Finding) {
	p.Body, p.Blocks = p.Tree.Whole(p.Tree.Find(atom.Article))
	p.findLang()
	p.findDocumentTitle(doc)
	p.writeText()
	p.findDates()
	p.findByline()
	p.findOutlet()
	p.findPlace()
	p.findEvent()
	p.findDocumentKind(doc)
	return p.a, p.why
}

// Titles that programs fill in, and link texts that name the act and not the thing.
var (
	filledTitle = wording.Pattern(
		`(?i)^(?:untitled|无标题|無題|document\s*\d*|文档\s*\d*|新建.*文档.*|slide \d+|.*powerpoint.*|microsoft word|` +
			`print(?:out)?|scan(?:ned)?.*|img_?\d+.*|\S+\.\w{2,4}|[\d\s._-]+)$`)
	titlePrefix = wording.Pattern(`(?i)^(?:microsoft (?:word|excel|powerpoint)|写字板)\s*-\s*`)
	titleSuffix = wording.Pattern(`(?i)\.(?:pdf|docx?|xlsx?|wps|odt|indd|rtf)$`)
	actOfLink   = wording.Pattern(
		`(?i)^\W*(?:(?:click |please )?(?:here|download|view|open|read more|pdf|file|attachment|annex)\b.{0,24}|` +
			`(?:附件|下载|点击|查看|全文|原文|文件|正文).{0,6}|(?:datei|herunterladen|télécharger|descargar|ダウンロード|첨부파일).{0,12})$`)
)

// findDocumentTitle takes the large line the document opens with, one that its properties or the listing agree with
// before others; else its properties' title, the listing's, and the first line.
func (p *Page) findDocumentTitle(doc Document) {
	stated := titleSuffix().ReplaceAllString(titlePrefix().ReplaceAllString(doc.Title, ""), "")
	if filledTitle().MatchString(stated) {
		stated = ""
	}
	listed := titleSuffix().ReplaceAllString(p.known.Link.Title, "")
	if actOfLink().MatchString(listed) || filledTitle().MatchString(listed) {
		listed = ""
	}
	large := doc.Large(stated, listed)
	p.Say("title", "large line", large)
	p.Say("title", "properties", stated)
	p.Say("title", "listing", listed)
	p.Title = -1
	for _, c := range [...][2]string{{"large line", large}, {"properties", stated}, {"listing", listed}} {
		if c[1] != "" {
			p.a.Title = c[1]
			p.choose("title", c[0])
			p.Title = p.locate(c[1])
			return
		}
	}
	layer, title := p.openingTitle()
	p.a.Title = p.Say("title", layer, title)
	p.choose("title", layer)
}

// findDocumentKind fills Kind.
func (p *Page) findDocumentKind(doc Document) {
	weight, _ := wording.Weigh(p.a.Text)
	switch {
	case doc.Scan:
		p.a.Kind = news.KindScan
	case weight < 12:
		p.a.Kind = news.KindEmpty
	default:
		p.a.Kind = news.KindArticle
	}
	p.Say("kind", "file", string(p.a.Kind))
	p.choose("kind", "file")
}
