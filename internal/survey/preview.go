package survey

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tidings/internal/charset"
	"tidings/internal/crawl"
	"tidings/internal/discover/propose"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/rhythm"
)

// Preview is what a source would bring, looked at once: what a person wants to see before it is saved. Nothing of it is
// kept.
type Preview struct {
	Source  news.Source // as it was looked at
	Crawl   crawl.Result
	Links   []news.Link // all of the listing, newest first; undated ones behind, in the listing's order
	Charset string      // the encoding of the listing, "" when none was read
	Rhythm  rhythm.Rhythm
	Robots  []Verdict         // of the listing and of its first page
	Sample  news.Article      // the first page that could be read; no Title when none could
	More    []propose.Listing // pages the site calls its news, when it is the site's home page that was looked at
	Err     error             // why no source can be made of it; nil when one can
}

// Verdict is what robots.txt says of an address.
type Verdict struct {
	URL     string
	Allowed bool
	Why     string // when it is not
}

const (
	moreListings = 6 // that a home page names
	tryListings  = 3 // of them, those that are looked at when the home page itself is no listing
)

// Preview looks at a source: the ways in, the newest links, what robots.txt says, and one page as it would be read.
// When the address is a home page without news of its own, the listings it names are looked at too, and the best of
// them is what the preview is of.
func (r *Room) Preview(ctx context.Context, source news.Source) Preview {
	p := r.preview(ctx, source)
	body, _ := charset.Decode(p.Crawl.Listing.Body, p.Crawl.Listing.ContentType, source.Language)
	at := cmp.Or(p.Crawl.Listing.FinalURL, source.URL)
	if source.Way == "" && !source.Rule.ForListing() && p.Crawl.ListingURL == at || p.Err != nil {
		p.More = propose.Listings(propose.Page{Source: source, URL: at, Body: body}, moreListings)
	}
	if p.Err == nil || p.Crawl.Trouble != news.StateRedesigned || source.Way != "" || source.Rule.ForListing() {
		return p
	}
	best := p
	for _, l := range p.More[:min(tryListings, len(p.More))] {
		deeper := source
		deeper.URL = l.URL
		if found := r.preview(ctx, deeper); better(found, best) {
			best = found
		}
		if ctx.Err() != nil {
			break
		}
	}
	best.More = p.More
	best.Crawl.Tries = slices.Concat(p.Crawl.Tries, best.Crawl.Tries)
	if best.Source.URL == source.URL {
		best.Crawl.Tries = p.Crawl.Tries
	}
	return best
}

// better reports whether a preview is one to prefer: that can be used at all, then with more dated links.
func better(a, b Preview) bool {
	if (a.Err == nil) != (b.Err == nil) {
		return a.Err == nil
	}
	return a.Err == nil && dated(a.Links) > dated(b.Links)
}

func dated(links []news.Link) (n int) {
	for _, l := range links {
		if l.Published.Known() {
			n++
		}
	}
	return n
}

// preview looks at one address.
func (r *Room) preview(ctx context.Context, source news.Source) Preview {
	p := Preview{Source: source}
	p.Crawl, p.Err = r.Crawler.Run(ctx, crawl.Request{
		Source: source, Health: news.Health{SourceID: source.ID}, Limit: 1,
		Documents: source.Attachments == news.AttachmentsRead,
	}, func(ctx context.Context, page news.Page) error {
		p.Sample, _ = (&gather.Shelf{Source: source}).Read(ctx, page)
		return nil
	})
	if page := p.Crawl.Listing; len(page.Body) > 0 {
		_, p.Charset = charset.Decode(page.Body, page.ContentType, source.Language)
	}
	p.Links = NewestFirst(p.Crawl.Links)
	p.Rhythm = rhythm.Learn(Times(p.Links), source.Country, source.Location(), r.Now())
	p.ask(ctx, r, cmp.Or(p.Crawl.ListingURL, source.URL))
	for _, l := range p.Crawl.Links {
		if l.Kind == news.LinkPage || l.Kind == "" {
			p.ask(ctx, r, l.URL)
			break
		}
	}
	return p
}

// ask puts down what robots.txt says of an address.
func (p *Preview) ask(ctx context.Context, r *Room, address string) {
	if ctx.Err() != nil {
		return
	}
	ok, why := r.Allowed(ctx, p.Source, address)
	p.Robots = append(p.Robots, Verdict{address, ok, why})
}

// NewestFirst sorts links by date, undated ones behind.
func NewestFirst(links []news.Link) []news.Link {
	out := slices.Clone(links)
	slices.SortStableFunc(out, func(a, b news.Link) int { return b.Published.Time.Compare(a.Published.Time) })
	return out
}

// Times gives the dates of links that have one.
func Times(links []news.Link) []time.Time {
	var out []time.Time
	for _, l := range links {
		if l.Published.Known() {
			out = append(out, l.Published.Time)
		}
	}
	return out
}
