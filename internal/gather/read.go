package gather

import (
	"context"
	"encoding/json"
	"time"

	"tidings/internal/charset"
	"tidings/internal/extract"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

const (
	// documentTime is how long reading one file may take.
	documentTime = 20 * time.Second
	// relearn is how long a source whose pages taught nothing is left alone.
	relearn = 24 * time.Hour
	// maxLesson is how many bytes a page may have that is learned from: a dozen are held parsed at once, which takes
	// some twenty times their bytes.
	maxLesson = 1 << 20
)

// Shelf reads the pages of one source: files as documents, pages by what was learned of the source, with the generic
// extractor as the judge. Not for concurrent use.
type Shelf struct {
	Source    news.Source
	Reader    extract.Reader
	LearnedAt time.Time // when learning was tried last; zero for never
}

// Shelf gives what is known of reading a source's pages.
func (r *Room) Shelf(ctx context.Context, source news.Source) (*Shelf, error) {
	shelf := &Shelf{Source: source}
	kept, err := r.Store.Template(ctx, source.ID)
	if fault.Is(err, fault.NotFound) {
		return shelf, nil
	}
	if err != nil {
		return nil, err
	}
	shelf.LearnedAt = kept.LearnedAt
	if kept.Data == "" {
		return shelf, nil
	}
	template, ok, err := extract.ParseTemplate([]byte(kept.Data))
	if err != nil || !ok {
		shelf.LearnedAt = time.Time{} // of another version: to be learned anew
		return shelf, nil
	}
	shelf.Reader.Template = template
	return shelf, nil
}

// Read extracts the article of a page as it was stored. It is what the crawl and the replay share.
func (s *Shelf) Read(ctx context.Context, page news.Page) (news.Article, extract.Explain) {
	article, why := s.extract(ctx, page)
	article.SourceID, article.FirstSeen, article.PageID = s.Source.ID, page.FetchedAt, page.ID
	if article.URL == "" {
		article.URL = page.URL
	}
	if toCome(article.Published, page) {
		article.Published = news.Date{}
		if !toCome(page.Link.Published, page) {
			article.Published = page.Link.Published
		}
	}
	return article, why
}

// early is how long before the day it bears an article may be out: tomorrow's paper tonight, wherever it is night.
const early = 36 * time.Hour

// toCome reports whether a date lies so far after a page was fetched that it is the day of what the page announces, not
// of the announcement.
func toCome(d news.Date, page news.Page) bool {
	return d.Known() && !page.FetchedAt.IsZero() && d.Time.Sub(page.FetchedAt) > early
}

// extract reads a page by what its bytes are: a PDF file whatever its server calls it.
func (s *Shelf) extract(ctx context.Context, page news.Page) (news.Article, extract.Explain) {
	if extract.IsDocument(page.Body) {
		ctx, cancel := context.WithTimeout(ctx, documentTime)
		defer cancel()
		in := s.input(page)
		in.Body = page.Body
		return extract.Document(ctx, in)
	}
	return s.Reader.Extract(s.input(page))
}

// input gives a page to the extractor, decoded.
func (s *Shelf) input(page news.Page) extract.Input {
	in := extract.Input{URL: page.FinalURL, Source: s.Source, Link: page.Link}
	if in.URL == "" {
		in.URL = page.URL
	}
	if !extract.IsDocument(page.Body) {
		in.Body, _ = charset.Decode(page.Body, page.ContentType, s.Source.Language)
	}
	return in
}

// Learn learns from pages of the source and reports whether they taught something; if not, nothing is left of what was
// known before.
func (s *Shelf) Learn(pages []news.Page) bool {
	var inputs []extract.Input
	for _, page := range pages {
		if !extract.IsDocument(page.Body) && len(page.Body) <= maxLesson {
			inputs = append(inputs, s.input(page))
		}
	}
	template, ok := extract.Learn(inputs)
	s.Reader = extract.Reader{Template: template}
	return ok
}

// learnSoon learns as soon as enough pages of a source were read of which nothing is known, so that the rest of a first
// crawl is read by what they taught: in less than half the time.
func (p *pass) learnSoon(ctx context.Context) {
	if p.record.Articles == extract.MaxLearned && p.shelf.LearnedAt.IsZero() {
		p.learnNow(ctx)
	}
}

// learnNow learns, and says in the log when it could not: pages are read without it too.
func (p *pass) learnNow(ctx context.Context) {
	if err := p.learnPages(ctx, p.shelf); err != nil {
		p.Log.WarnContext(ctx, "nothing learned of the source's pages", "source", p.source.ID, "err", err)
	}
}

// learnPages learns from a source's newest pages where nothing was learned yet, or what was learned no longer fits. That
// nothing could be learned is kept too, lest it be tried after every crawl.
func (r *Room) learnPages(ctx context.Context, shelf *Shelf) error {
	stale := shelf.Reader.Stale()
	waits := shelf.LearnedAt.IsZero() || shelf.Reader.Template.Body.Zero() && r.Now().Sub(shelf.LearnedAt) > relearn
	if !stale && !waits {
		return nil
	}
	if stale {
		r.Log.WarnContext(ctx, "pages no longer fit what was learned of them: redesigned?", "source", shelf.Source.ID,
			"pages", shelf.Reader.Read, "doubts", shelf.Reader.Doubts, "place", shelf.Reader.Template.Body.String())
	}
	pages, err := r.Store.NewestArticlePages(ctx, shelf.Source.ID, extract.MaxLearned)
	if err != nil || len(pages) < extract.MinLearned {
		return err
	}
	leave, err := r.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	kept := store.Template{LearnedAt: r.Now()}
	shelf.LearnedAt = kept.LearnedAt
	if shelf.Learn(pages) {
		data, err := json.Marshal(shelf.Reader.Template)
		if err != nil {
			return fault.Wrap(err, "write template of %s", shelf.Source.ID)
		}
		kept.Data = string(data)
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return tx.PutTemplate(ctx, shelf.Source.ID, kept) })
}
