package extract

import (
	"context"
	"errors"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/pdf"
	"tidings/internal/news"
)

// IsDocument reports whether body, as it came and not decoded, is a file for Document rather than a page for Extract.
func IsDocument(body []byte) bool { return pdf.Is(body) }

// Document reads the article of a PDF file; in.Body is the file's bytes, in.Doc is not looked at. Its lines are put
// together to paragraphs and then read by the layers that read pages, but for the title and the container. Kind is
// news.KindScan for pages that are pictures, news.KindLocked where a password is asked for, and news.KindError where
// the file cannot be read, by damage or because ctx ended.
func Document(ctx context.Context, in Input) (news.Article, Explain) {
	doc, err := pdf.Read(ctx, in.Body)
	if err != nil {
		return unreadable(in, err)
	}
	laid := layoutSheet(doc)
	in.Doc, in.Body = laid.tree(doc.Lang), nil
	p := newPage(in)
	p.body, p.blocks = p.t.whole(p.t.find(atom.Article))
	p.findLang()
	p.findDocumentTitle(doc, laid)
	p.writeText()
	p.findDates()
	p.findByline()
	p.findOutlet()
	p.findPlace()
	p.findEvent()
	p.findDocumentKind(doc)
	return p.a, Explain{Findings: p.why}
}

// unreadable is what is left of a file that cannot be read: its address and what the listing said of it.
func unreadable(in Input, err error) (news.Article, Explain) {
	a := news.Article{
		URL: in.URL, SourceID: in.Source.ID, Kind: news.KindError,
		Title: in.Link.Title, Published: in.Link.Published, Lang: in.Source.Language,
	}
	if errors.Is(err, pdf.ErrEncrypted) {
		a.Kind = news.KindLocked
	}
	return a, Explain{Findings: []Finding{
		{Field: "kind", Layer: "file", Value: string(a.Kind) + ": " + err.Error(), Chosen: true},
	}}
}

// Titles that programs fill in, and link texts that name the act and not the thing.
var (
	filledTitle = pattern(`(?i)^(?:untitled|无标题|無題|document\s*\d*|文档\s*\d*|新建.*文档.*|slide \d+|.*powerpoint.*|microsoft word|` +
		`print(?:out)?|scan(?:ned)?.*|img_?\d+.*|\S+\.\w{2,4}|[\d\s._-]+)$`)
	titlePrefix = pattern(`(?i)^(?:microsoft (?:word|excel|powerpoint)|写字板)\s*-\s*`)
	titleSuffix = pattern(`(?i)\.(?:pdf|docx?|xlsx?|wps|odt|indd|rtf)$`)
	actOfLink   = pattern(`(?i)^\W*(?:(?:click |please )?(?:here|download|view|open|read more|pdf|file|attachment|annex)\b.{0,24}|` +
		`(?:附件|下载|点击|查看|全文|原文|文件|正文).{0,6}|(?:datei|herunterladen|télécharger|descargar|ダウンロード|첨부파일).{0,12})$`)
)

// findDocumentTitle takes the large line the document opens with, one that its properties or the listing agree with
// before others; else its properties' title, the listing's, and the first line.
func (p *page) findDocumentTitle(doc pdf.Document, s sheet) {
	stated := titleSuffix().ReplaceAllString(titlePrefix().ReplaceAllString(doc.Title, ""), "")
	if filledTitle().MatchString(stated) {
		stated = ""
	}
	listed := titleSuffix().ReplaceAllString(p.in.Link.Title, "")
	if actOfLink().MatchString(listed) || filledTitle().MatchString(listed) {
		listed = ""
	}
	large := s.titleLike(stated, listed)
	p.say("title", "large line", large)
	p.say("title", "properties", stated)
	p.say("title", "listing", listed)
	p.title = -1
	for _, c := range [...][2]string{{"large line", large}, {"properties", stated}, {"listing", listed}} {
		if c[1] != "" {
			p.a.Title = c[1]
			p.choose("title", c[0])
			p.title = p.locate(c[1])
			return
		}
	}
	layer, title := p.openingTitle()
	p.a.Title = p.say("title", layer, title)
	p.choose("title", layer)
}

// findDocumentKind fills Kind.
func (p *page) findDocumentKind(doc pdf.Document) {
	weight, _ := weigh(p.a.Text)
	switch {
	case doc.Scan():
		p.a.Kind = news.KindScan
	case weight < 12:
		p.a.Kind = news.KindEmpty
	default:
		p.a.Kind = news.KindArticle
	}
	p.say("kind", "file", string(p.a.Kind))
	p.choose("kind", "file")
}
