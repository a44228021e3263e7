package gather

import (
	"bytes"
	"context"
	"time"

	"tidings/internal/extract"
	"tidings/internal/news"
	"tidings/internal/store"
)

// awaits are the pauses after which a newly listed page that is not there is asked for again: sites list pages minutes
// before they publish them, and some by the next day only. After the last of them it is given up.
var awaits = [...]time.Duration{30 * time.Minute, 6 * time.Hour, 24 * time.Hour}

// awaited gives when a page that is not there is to be asked for again, zero for never. Only what a listing has named
// since the first crawl is waited for, and what it dates within the last weeks: the dead links of an archive stay dead.
func (p *pass) awaited(l news.Link) (at time.Time) {
	tries := p.again[l.URL].Attempts
	old := l.Published.Known() && p.Now().Sub(l.Published.Time) > history
	if !p.health.Baselined || l.Baseline || old || tries >= len(awaits) {
		return at
	}
	return p.Now().Add(awaits[tries])
}

// absent says why a page that answered 200 is none, "" when it is one. The reason is for people.
func absent(page news.Page, article news.Article) string {
	switch {
	case len(bytes.TrimSpace(page.Body)) == 0:
		return "answered with an empty page"
	case article.Kind == news.KindError && !extract.IsDocument(page.Body):
		return "answered with a page that says it is not there"
	}
	return ""
}

// miss records a page that answered 200 and is not there, when it is one to be waited for or was waited for. What it
// answered the first time is kept. false = it is to be kept as any other page.
func (p *pass) miss(ctx context.Context, page news.Page, article news.Article) (bool, error) {
	reason := absent(page, article)
	if reason == "" {
		return false, nil
	}
	page.Link.Baseline = p.baseline(page.Link)
	at := p.awaited(page.Link)
	if at.IsZero() && !p.again[page.Link.URL].Missing {
		return false, nil
	}
	page.Err = reason
	return true, p.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ExtendSource(ctx, p.source.ID, p.Worker, p.Now().Add(lease)); err != nil {
			return err
		}
		_, err := tx.PutMissingPage(ctx, page, at)
		return err
	})
}
