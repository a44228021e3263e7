// Package gather brings one source's news in: it binds the crawl and the pure stage extract to the store.
//
// [Room.Crawl] takes the source's lease, so that no two processes crawl one source at once, lets package crawl read
// the listing and its new pages, and commits each page with the article read from it and the cluster job in one
// transaction. What could not be read is recorded and asked for again, and so is, less often, a newly listed page that
// is not there yet; the source's [news.Health] says how it went and when the next crawl is due. The first crawl of a
// source is a baseline: its articles are read and put into stories, and told to nobody but for the newest
// Source.Backfill. It stays the first until one was not broken off.
package gather

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

const (
	// lease is how long a source is ours; longer than a crawl job may take.
	lease = 16 * time.Minute
	// budget is how long one pass asks a source for pages; the next one reads the rest. Less than a crawl job may take,
	// since one that takes too long counts as a failure. A host that wants ten seconds between requests gives 60 pages.
	budget = 10 * time.Minute
	// history is how old an article may be when it is first seen and still be told: a redesigned site that lists its
	// archive must not flood readers.
	history = 30 * 24 * time.Hour
	// retries bounds how often a page that cannot be read is asked for again.
	retries = 6
	// retryPause is the wait before the first of them; doubled for each further one.
	retryPause = 15 * time.Minute
)

// Event tells a watcher how a crawl goes.
type Event struct {
	SourceID string
	Name     string
	Title    string // of the article just read; "" for a page that is none
	Pages    int    // read so far
	Done     *news.Crawl
	Err      error
}

// Room is where sources are crawled.
type Room struct {
	Store    *store.Store
	Crawler  *crawl.Crawler
	Worker   string // holder of leases
	MaxPages int
	Schedule string // of sources that have none
	Log      *slog.Logger
	Now      func() time.Time
	Progress func(Event) // may be nil; called from several goroutines
	// Readers has room for as many pages as are read at once: a parsed page takes some twenty times its bytes. Nil = any.
	Readers chan struct{}
	// ThenCluster inserts the cluster job in tx.
	ThenCluster func(ctx context.Context, tx *store.Tx) error

	busy busy
}

// pass is one crawl of one source.
type pass struct {
	*Room
	source news.Source
	shelf  *Shelf
	health news.Health
	record news.Crawl
	missed int                    // pages that answered and are not there
	ranks  map[string]int         // place of a link on the listing
	again  map[string]store.Retry // the pages that are asked for again
}

// Crawl makes one pass over a source and records it. The error is fault.Conflict when another process crawls it, and
// otherwise why the source could not be read; the record is complete in both cases.
func (r *Room) Crawl(ctx context.Context, sourceID, runID string) (news.Crawl, error) {
	r.busy.begin()
	defer r.busy.end()
	p := &pass{Room: r, record: news.Crawl{SourceID: sourceID, RunID: runID, StartedAt: r.Now()}}
	if err := p.begin(ctx); err != nil {
		return p.record, fault.Wrap(err, "crawl %s", sourceID)
	}
	result, err := p.run(ctx)
	final := context.WithoutCancel(ctx)
	if endErr := p.end(final, result, err); endErr != nil {
		return p.record, fault.Wrap(errors.Join(err, endErr), "crawl %s", sourceID)
	}
	if p.record.Articles > 0 && ctx.Err() == nil {
		p.learnNow(final)
	}
	if err == nil { // else the caller tells of it
		p.log(ctx)
	}
	p.tell(Event{Done: &p.record, Err: err})
	return p.record, err // the crawler has named the source
}

// log puts on record what a pass brought. One that brought nothing new is no news.
func (p *pass) log(ctx context.Context) {
	level, r := slog.LevelDebug, p.record
	if r.Articles > 0 || r.Failed > 0 {
		level = slog.LevelInfo
	}
	p.Log.Log(ctx, level, "crawled", "source", r.SourceID, "state", r.State, "new", r.New, "articles", r.Articles,
		"failed", r.Failed, "took", p.Now().Sub(r.StartedAt).Round(time.Millisecond).String())
}

// begin takes the lease and opens the record.
func (p *pass) begin(ctx context.Context) (err error) {
	return p.Store.Write(ctx, func(tx *store.Tx) error {
		if p.source, err = tx.Source(ctx, p.record.SourceID); err != nil {
			return err
		}
		if p.health, err = tx.Health(ctx, p.source.ID); err != nil {
			return err
		}
		if err = tx.TakeSource(ctx, p.source.ID, p.Worker, p.Now(), p.Now().Add(lease)); err != nil {
			return err
		}
		p.record.Baseline = !p.health.Baselined
		p.record.ID, err = tx.AddCrawl(ctx, p.record)
		return err
	})
}

// run crawls.
func (p *pass) run(ctx context.Context) (crawl.Result, error) {
	listing, err := p.Store.Listing(ctx, p.source.ID)
	if err != nil {
		return crawl.Result{}, err
	}
	if p.shelf, err = p.Room.Shelf(ctx, p.source); err != nil {
		return crawl.Result{}, err
	}
	retry, err := p.Store.PagesToRetry(ctx, p.source.ID, p.Now(), p.MaxPages)
	if err != nil {
		return crawl.Result{}, err
	}
	var failed, missing []news.Link
	p.ranks, p.again = map[string]int{}, map[string]store.Retry{}
	for _, t := range retry {
		if p.again[t.Link.URL] = t; t.Missing {
			missing = append(missing, t.Link)
		} else {
			failed = append(failed, t.Link)
		}
	}
	request := crawl.Request{
		Source: p.source, Health: p.health, Limit: p.MaxPages, Retry: failed, Awaited: missing, Known: p.known,
		Validators: crawl.Validators{ETag: listing.ETag, Modified: listing.Modified, Hash: listing.Hash},
		Documents:  p.source.Attachments == news.AttachmentsRead, Budget: budget,
	}
	return p.Crawler.Run(ctx, request, p.keep)
}

// known tells which URLs were asked for before, and numbers them: they come in the listing's order, newest first,
// while pages come as they are read.
func (p *pass) known(ctx context.Context, urls []string) (map[string]bool, error) {
	for _, u := range urls {
		if _, ok := p.ranks[u]; !ok {
			p.ranks[u] = len(p.ranks)
		}
	}
	return p.Store.KnownURLs(ctx, urls)
}

// keep stores one page, the article read from it and the cluster job, in one transaction; it also prolongs the lease,
// and ends the run when another process has the source by now.
func (p *pass) keep(ctx context.Context, page news.Page) error {
	article, err := p.read(ctx, page)
	if err != nil {
		return err
	}
	if missing, err := p.miss(ctx, page, article); missing || err != nil {
		if err == nil {
			p.missed++
		}
		return err
	}
	article.Baseline = p.untold(article, page)
	err = p.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err = tx.ExtendSource(ctx, p.source.ID, p.Worker, p.Now().Add(lease)); err != nil {
			return err
		}
		if article.PageID, err = tx.PutPage(ctx, page); err != nil {
			return err
		}
		if _, _, err = tx.PutArticle(ctx, article); err != nil || article.Kind != news.KindArticle {
			return err
		}
		return p.ThenCluster(ctx, tx)
	})
	if err != nil {
		return err
	}
	p.record.Pages++
	if article.Kind == news.KindArticle {
		p.record.Articles++
		p.learnSoon(ctx)
	}
	p.tell(Event{Title: article.Title, Pages: p.record.Pages})
	return nil
}

// read extracts the article of a page when it is its turn. The error is the context's: a file that was broken off is not
// a broken file.
func (p *pass) read(ctx context.Context, page news.Page) (news.Article, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return news.Article{}, err
	}
	defer leave()
	article, _ := p.shelf.Read(ctx, page)
	return article, ctx.Err()
}

// enter waits for its turn among those who parse pages, and gives what ends it.
func (r *Room) enter(ctx context.Context) (leave func(), err error) {
	if r.Readers == nil {
		return func() {}, nil
	}
	select {
	case r.Readers <- struct{}{}:
		return func() { <-r.Readers }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// untold reports whether readers are not told of an article: it belongs to the baseline, or is old news that only
// now came to light.
func (p *pass) untold(a news.Article, page news.Page) bool {
	if a.Published.Known() && p.Now().Sub(a.Published.Time) > history {
		return true
	}
	return p.baseline(page.Link)
}

// baseline reports whether a link was on the listing of a first crawl, beyond what is backfilled. For a page that is
// asked for again this was settled when it was first seen.
func (p *pass) baseline(l news.Link) bool {
	if _, retried := p.again[l.URL]; retried {
		return l.Baseline
	}
	rank, listed := p.ranks[l.URL]
	return !p.health.Baselined && (!listed || rank >= p.source.Backfill)
}

func (p *pass) tell(e Event) {
	if p.Progress != nil {
		e.SourceID, e.Name = p.source.ID, p.source.Name
		p.Progress(e)
	}
}

// end writes how it went, gives the lease back, and says when the next crawl is due.
func (p *pass) end(ctx context.Context, result crawl.Result, failure error) error {
	learned, newest, err := p.learn(ctx, p.source)
	if err != nil {
		return err
	}
	now := p.Now()
	next, err := Next(p.source, p.Schedule, now)
	if err != nil {
		return err
	}
	health := judge(p.health, verdict{
		result: result, err: failure, articles: p.record.Articles, rhythm: learned, newest: newest, now: now, next: next,
	})
	p.record.FinishedAt, p.record.Way, p.record.State = now, result.Way, health.State
	p.record.Links, p.record.New, p.record.Failed = len(result.Links), result.New, len(result.Failed)+p.missed
	if result.NotModified {
		p.record.Links = health.Links // the listing is what it was
	}
	if failure != nil {
		p.record.Err = failure.Error()
	}
	return p.Store.Write(ctx, func(tx *store.Tx) error {
		if err := p.leave(ctx, tx, result, failure == nil); err != nil {
			return err
		}
		if err := p.witness(ctx, tx, result, failure); err != nil {
			return err
		}
		if err := p.putHealth(ctx, tx, health); err != nil {
			return err
		}
		if err := tx.FinishCrawl(ctx, p.record); err != nil {
			return err
		}
		return tx.ReleaseSource(ctx, p.source.ID, p.Worker)
	})
}
