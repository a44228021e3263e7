package extract

import (
	"context"
	"errors"

	"tidings/internal/extract/field"
	"tidings/internal/extract/pdf"
	"tidings/internal/extract/sheet"
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
	laid := sheet.Of(doc)
	in.Doc, in.Body = laid.Tree(doc.Lang), nil
	a, findings := in.page().ReadDocument(field.Document{Title: doc.Title, Large: laid.TitleLike, Scan: doc.Scan()})
	return a, Explain{Findings: findings}
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
