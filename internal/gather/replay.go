package gather

import (
	"context"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// Replayed counts what a replay did.
type Replayed struct {
	Pages, Changed int
}

// replayBatch is how many stored pages are read again in one transaction.
const replayBatch = 50

// Replay extracts every stored page again, after the extractor or a source's rule changed. Articles that read
// differently are put into stories anew; nobody is told twice.
func (r *Room) Replay(ctx context.Context) (Replayed, error) {
	var done Replayed
	shelves, err := r.shelves(ctx)
	if err != nil {
		return done, err
	}
	for cursor := int64(0); ; {
		pages, err := r.Store.PagesAfter(ctx, cursor, replayBatch)
		if err != nil || len(pages) == 0 {
			return done, fault.Wrap(err, "replay pages after %d", cursor)
		}
		changed, err := r.replay(ctx, pages, shelves)
		if err != nil {
			return done, fault.Wrap(err, "replay pages after %d", cursor)
		}
		cursor = pages[len(pages)-1].ID
		done.Pages += len(pages)
		done.Changed += changed
	}
}

// replay reads one batch of pages again and gives how many articles changed.
func (r *Room) replay(ctx context.Context, pages []news.Page, shelves map[string]*Shelf) (changed int, err error) {
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		changed = 0
		for _, page := range pages {
			article, _ := shelves[page.SourceID].Read(ctx, page)
			article.Baseline = true // counts only for a page that was no article before: it is old news by now
			_, differs, err := tx.PutArticle(ctx, article)
			if err != nil {
				return err
			}
			if differs {
				changed++
			}
		}
		if changed == 0 {
			return nil
		}
		return r.ThenCluster(ctx, tx)
	})
	return changed, err
}

// shelves gives what is known of reading each source's pages, by its id.
func (r *Room) shelves(ctx context.Context) (map[string]*Shelf, error) {
	all, err := r.Store.Sources(ctx)
	out := make(map[string]*Shelf, len(all))
	for _, s := range all {
		if out[s.ID], err = r.Shelf(ctx, s); err != nil {
			return nil, err
		}
	}
	return out, err
}

// Look reads a source's listing and gives the links a crawl would read, without reading or keeping anything.
func (r *Room) Look(ctx context.Context, source news.Source) ([]news.Link, crawl.Result, error) {
	result, err := r.Crawler.Run(ctx, crawl.Request{
		Source: source, Health: news.Health{SourceID: source.ID}, Known: r.Store.KnownURLs, Limit: -1,
	}, func(context.Context, news.Page) error { return nil })
	return result.Fresh, result, err
}
