// Package crawl makes one pass over one source: it finds the listing, sees which of its links are new, and hands on
// the raw bytes of their pages.
//
// [Crawler.Run] reads the listing that was found last; when that no longer holds it climbs the ladder again: the
// source's start page, the feeds it advertises, the places feeds are known to be at, the news sitemaps of robots.txt,
// and last the start page's own rows. What each answer holds is for package discover to say. Then it asks the caller
// which links are known and reads the rest, at most Limit of them, through a colly Collector whose transport is
// package fetch: robots.txt, per-host limits, caps and the address guard are kept there, for every hop.
//
// Everything is asked for by GET, but for further pages of a listing whose pager is an ASP.NET form: where the operator
// wants them, that form is sent back to the listing itself ([pager.Form]).
//
// A page goes to the sink as soon as it is read, one at a time, so that it can be stored in its own transaction. A run
// that is told to stop asks for nothing more and still gives the sink what had arrived, for a moment; one that is killed
// loses the pages that had arrived and were not stored, of all runs together no more than [hands] lets come: links that
// were not stored are unknown the next time. Pages that cannot be read are values ([Failure]), not errors. No links where links are expected, a bot wall
// and a "page not found" that answers 200 are errors, with the answer kept as evidence: silence must be trusted.
//
// The package keeps no state between runs, writes nothing, reads no article, and decides nothing about readers.
package crawl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"tidings/internal/discover"
	"tidings/internal/discover/pager"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

// DefaultLimit is how many pages one run reads at most when the request does not say.
const DefaultLimit = 200

// Finder reads a listing; [discover.Find] is the one.
type Finder func(discover.Input) (discover.Result, error)

// Sink takes a page that was read. It is never called twice at once; its error ends the run.
type Sink func(context.Context, news.Page) error

// Crawler makes passes over sources. Safe for concurrent use; one source should not be crawled twice at once.
type Crawler struct {
	client *fetch.Client
	find   Finder
	now    func() time.Time
	hands  *hands
}

// New makes a crawler over the polite client all crawls share.
func New(client *fetch.Client, find Finder, now func() time.Time) *Crawler {
	return &Crawler{client: client, find: find, now: now, hands: newHands(workers * runtime.GOMAXPROCS(0))}
}

// Request says what to crawl and what is known.
type Request struct {
	Source     news.Source
	Health     news.Health   // Way, ListingURL and Links of the last good run; Baselined
	Validators Validators    // the listing's, from the last good run's Result
	Retry      []news.Link   // pages that could not be read before
	Awaited    []news.Link   // pages that were not there before: asked for again only while the listing names them
	Limit      int           // how many pages to read; 0 = DefaultLimit, negative = none
	Budget     time.Duration // how long the run may go on asking for pages; 0 = without end
	Documents  bool          // read PDF files too; they are only named else, as other files are

	// Known tells which URLs were read or given up before; it is asked in the listing's order. Nil means none was.
	Known func(ctx context.Context, urls []string) (map[string]bool, error)
}

// Validators tell whether a listing has changed.
type Validators struct {
	ETag     string
	Modified string
	Hash     string // of the links, so that view counters and clocks on the page do not count
}

// Result is what a run found, as far as it came.
type Result struct {
	Way         news.Way
	ListingURL  string
	Links       []news.Link // all of the listing, each once, in its order
	Fresh       []news.Link // those of them that were not known, of every kind
	New         int         // len(Fresh)
	Read        int         // pages given to the sink
	Left        int         // fresh pages not tried: beyond Limit, or the run was broken off
	Broken      bool        // broken off: bot walls, a host that stopped answering, the budget; Left is for the next run
	Failed      []Failure
	Unlisted    []news.Link // of Request.Awaited, those a listing that was read names no more; not asked for
	Documents   []news.Link // page links that turned out to be files; not read unless asked for
	NotModified bool        // the listing has not changed since Request.Validators
	Changed     bool        // another way or listing than Request.Health names
	Validators  Validators  // to be kept for the next run; empty while fresh pages are left, lest a 304 hide them
	Title, Lang string      // of the listing
	Scripted    bool        // the listing has further pages that only a script leads to: they cannot be read
	Listing     news.Page   // the listing's last answer, kept as evidence
	Tries       []Try       // what the ladder tried
	Wall        string      // the bot wall that was met, "" for none
	Trouble     news.State  // what this run means for the source's state, "" for none: see Run
}

// Try is one step of the ladder.
type Try struct {
	URL   string
	Way   news.Way
	Links int
	Err   string // why it was not taken; "" for the one that was
}

// Failure is a page that could not be read.
type Failure struct {
	Link      news.Link
	Status    int
	Err       error
	Permanent bool      // no use to try again
	Missing   bool      // permanent, because the site says that it is not there
	RetryAt   time.Time // when the host said to come back; zero when it did not
}

// run is one pass.
type run struct {
	*Crawler
	req  Request
	web  *web
	sink Sink
	stop context.CancelFunc
	next string          // the listing's next page
	late int             // steps of the ladder that were not answered in time
	over <-chan struct{} // closed when the budget is used up
	form *pager.Form     // that asks for it where there is no address
	res  Result

	failing map[string]bool // pages that failed before, in an earlier run or in this one
}

// Run makes one pass over a source. The Result holds what was found before an error, too. The error is of kind Denied
// for a bot wall, a refusal or robots.txt, Invalid when no links were found, Temporary when the site did not answer,
// and the context's or the sink's own. When the pages behind a good listing meet bot walls one after the other, or the
// host stops answering, the run is broken off; that is an error only when no page could be read at all.
// It is broken off as well, and no error, when its budget is used up: a slow host has then had its share of the day.
// When nothing but undated links was found, the error says so and the Result has them, for a person to confirm.
func (c *Crawler) Run(ctx context.Context, req Request, sink Sink) (Result, error) {
	if req.Limit == 0 {
		req.Limit = DefaultLimit
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx = fetch.For(ctx, req.Source.URL, req.Source.TLSInsecure)
	web, err := newWeb(ctx, c.client)
	if err != nil {
		return Result{}, fault.Wrap(err, "crawl %s", req.Source.ID)
	}
	r := &run{Crawler: c, req: req, web: web, sink: sink, stop: cancel, failing: map[string]bool{}}
	if req.Budget > 0 {
		budget, used := context.WithTimeout(ctx, req.Budget)
		defer used()
		r.over = budget.Done()
	}
	for _, l := range slices.Concat(req.Retry, req.Awaited) {
		r.failing[l.URL] = true
	}
	if err = r.pass(ctx); err != nil {
		r.res.Validators = Validators{}
		r.res.Trouble = troubleState(err)
	}
	return r.res, fault.Wrap(err, "crawl %s", req.Source.ID)
}

// pass is the run's course: listing, fresh links, pages.
func (r *run) pass(ctx context.Context) error {
	if err := r.listing(ctx); err != nil {
		return err
	}
	if err := r.furtherPages(ctx); err != nil {
		return err
	}
	fresh, err := r.unknown(ctx, r.res.Links)
	if err != nil {
		return err
	}
	r.res.Fresh, r.res.New = fresh, len(fresh)
	return r.pages(ctx, r.toRead())
}

// toRead gives the links to read now, up to the limit: fresh ones first, lest old troubles keep new pages waiting.
func (r *run) toRead() []news.Link {
	var links []news.Link
	seen := map[string]bool{}
	for _, l := range slices.Concat(r.res.Fresh, r.req.Retry, r.awaited()) {
		if !Readable(l, r.req.Documents) || seen[l.URL] {
			continue
		}
		seen[l.URL] = true
		if len(links) >= r.req.Limit {
			r.res.Left++
			continue
		}
		links = append(links, l)
	}
	return links
}

// awaited gives the pages that were not there before and are asked for again, and notes those the listing has dropped.
// A listing that answered 304 names what it named.
func (r *run) awaited() []news.Link {
	if len(r.res.Links) == 0 {
		return r.req.Awaited
	}
	named := make(map[string]bool, len(r.res.Links))
	for _, l := range r.res.Links {
		named[l.URL] = true
	}
	var links []news.Link
	for _, l := range r.req.Awaited {
		if named[l.URL] {
			links = append(links, l)
		} else {
			r.res.Unlisted = append(r.res.Unlisted, l)
		}
	}
	return links
}

// Readable reports whether a link is one to read: a page, and with documents a file that may be a PDF by its name.
func Readable(l news.Link, documents bool) bool {
	switch l.Kind {
	case news.LinkPage, "":
		return true
	case news.LinkDocument:
		ext := path.Ext(l.URL)
		return documents && (strings.EqualFold(ext, ".pdf") || len(ext) > 5 || ext == "")
	}
	return false
}

// unknown gives the links the caller does not know.
func (r *run) unknown(ctx context.Context, links []news.Link) ([]news.Link, error) {
	if r.req.Known == nil || len(links) == 0 {
		return links, nil
	}
	urls := make([]string, len(links))
	for i, l := range links {
		urls[i] = l.URL
	}
	known, err := r.req.Known(ctx, urls)
	if err != nil {
		return nil, err
	}
	var fresh []news.Link
	for _, l := range links {
		if !known[l.URL] {
			fresh = append(fresh, l)
		}
	}
	return fresh, nil
}

// unique gives links without repeated URLs, the first kept.
func unique(links []news.Link) []news.Link {
	seen := make(map[string]bool, len(links))
	out := make([]news.Link, 0, len(links))
	for _, l := range links {
		if l.URL != "" && !seen[l.URL] {
			seen[l.URL] = true
			out = append(out, l)
		}
	}
	return out
}

// hashLinks is the fingerprint of a listing.
func hashLinks(links []news.Link) string {
	h := sha256.New()
	for _, l := range links {
		_, _ = io.WriteString(h, l.URL+"\x00"+l.Title+"\x00") // a hash cannot fail to be written
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// troubleState gives the state an error puts a source in. A run that was cancelled says nothing about it.
func troubleState(err error) news.State {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded) && fetch.TroubleOf(err) == "":
		return ""
	case errors.Is(err, errNoLinks):
		return news.StateRedesigned
	case fault.Is(err, fault.Denied):
		return news.StateBlocked
	case fetch.TroubleOf(err) == "":
		return "" // the caller's own: sink or Known
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Gone):
		return news.StateRedesigned
	}
	return news.StateUnreachable
}
