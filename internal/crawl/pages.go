package crawl

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

const (
	workers       = 4  // unfinished requests of one run; each host's own limit is in fetch
	wallsInARow   = 3  // then the run stops knocking
	failuresInRow = 6  // of a passing kind, before the host is taken to be down; see tally
	retries       = 2  // how often a page is tried again in one run: the second time only when the host said when
	maxRetried    = 50 // pages tried again in one run

	// keepTime is how long a run that was told to stop goes on giving pages that had arrived to the sink: a page is not
	// to be asked for twice.
	keepTime = 1500 * time.Millisecond
)

// done is one page's outcome.
type done struct {
	link   news.Link
	answer answer
}

// pages reads links and gives the sink what was read. Those that failed for a reason that may pass are tried again at
// the end, unless most did.
//
// Pages come as they are read, not in the listing's order; that is the order in which Known was asked.
func (r *run) pages(ctx context.Context, links []news.Link) error {
	for try := 0; len(links) > 0; try++ {
		again, err := r.round(ctx, links)
		if err != nil {
			return err
		}
		if try > 0 {
			again = r.invited(again)
		}
		links = nil
		if try < retries && !r.spent() && len(again) <= maxRetried && len(again) <= r.res.Read+1 && r.res.Wall == "" {
			r.forgive(again)
			links = again
		}
	}
	if r.res.Left > 0 {
		r.res.Validators = Validators{}
	}
	return nil
}

// invited gives those of links whose host said when to come back.
func (r *run) invited(links []news.Link) []news.Link {
	var out []news.Link
	for _, f := range r.res.Failed {
		if !f.RetryAt.IsZero() && slices.ContainsFunc(links, func(l news.Link) bool { return l.URL == f.Link.URL }) {
			out = append(out, f.Link)
		}
	}
	return out
}

// round reads links with a few workers. It gives the ones worth another try.
func (r *run) round(ctx context.Context, links []news.Link) ([]news.Link, error) {
	results := r.start(ctx, links)
	defer r.dropRest(results)
	keeping, kept := outlive(ctx, keepTime)
	defer kept()
	t := tally{}
	taken := 0
	for d := range results {
		if t.over || ctx.Err() != nil && d.answer.err != nil { // not judged: it may have been broken off by us
			r.hands.drop()
			continue
		}
		taken++
		if err := r.keep(keeping, d); !t.count(r, d, err) {
			r.stop() // what is on its way is not waited for
		}
	}
	r.res.Left += len(links) - taken
	if taken < len(links) && r.spent() {
		r.res.Broken = true
	}
	switch {
	case t.sink != nil:
		return nil, t.sink
	case t.over:
		r.res.Broken = true
		if r.res.Read == 0 {
			return nil, t.last
		}
		return nil, nil
	}
	return t.again, ctx.Err()
}

// tally counts what goes wrong in a round. That a page fails again by its status says nothing of the host, which answers:
// some pages of a site are broken for good.
type tally struct {
	walls, failures int // in a row
	again           []news.Link
	last, sink      error
	over            bool // there is no sense in going on
}

// count takes in one outcome; false ends the round.
func (t *tally) count(r *run, d done, err error) bool {
	if err == nil {
		t.walls, t.failures = 0, 0
		return true
	}
	if isSink(err) {
		t.sink, t.over = err, true
		return false
	}
	r.failed(d, err)
	t.last = err
	if fault.Is(err, fault.Temporary) {
		t.again = append(t.again, d.link)
		if !r.failing[d.link.URL] || fetch.TroubleOf(err) != fetch.TroubleStatus {
			t.failures++
		}
	} else {
		t.failures = 0
	}
	if t.walls = r.wallsAfter(t.walls, err); t.walls >= wallsInARow {
		r.res.Trouble = news.StateBlocked
	}
	t.over = t.walls >= wallsInARow || t.failures >= failuresInRow
	return !t.over
}

// start gives links to the workers one by one, so that no more are unfinished than there are workers, and while not too
// many pages of all runs wait to be kept. Each result must be dropped from hands. They end when all links are read or
// ctx ends.
func (r *run) start(ctx context.Context, links []news.Link) <-chan done {
	queue, results := make(chan news.Link), make(chan done)
	go func() {
		defer close(queue)
		for _, l := range links {
			if r.spent() {
				return
			}
			select {
			case queue <- l:
			case <-r.over:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	for range min(workers, len(links)) {
		wg.Go(func() {
			for l := range queue {
				if r.hands.wait(ctx) != nil {
					return
				}
				answer := r.web.get(ask{url: l.URL, files: r.req.Documents})
				r.hands.take()
				results <- done{l, answer}
			}
		})
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	return results
}

// dropRest takes the rest of a round's answers out of hands: there is one when the sink panicked, and else none.
func (r *run) dropRest(results <-chan done) {
	go func() {
		for range results {
			r.hands.drop()
		}
	}()
}

// spent reports that the budget is used up.
func (r *run) spent() bool {
	select {
	case <-r.over:
		return true
	default:
		return false
	}
}

// keep settles what is in hand.
func (r *run) keep(ctx context.Context, d done) error {
	defer r.hands.drop()
	return r.settle(ctx, d)
}

// sinkError marks an error of the caller's sink.
type sinkError struct{ error }

func (e sinkError) Unwrap() error { return e.error }

func isSink(err error) bool {
	_, ok := errors.AsType[sinkError](err)
	return ok
}

// settle judges an answer and gives the sink a page that was read.
func (r *run) settle(ctx context.Context, d done) error {
	if d.answer.document {
		d.link.Kind = news.LinkDocument
		r.res.Documents = append(r.res.Documents, d.link)
		return nil
	}
	if err := r.judge(d.answer); err != nil {
		return err
	}
	if toFront(d.answer, r.req.Source.URL, r.res.ListingURL) {
		return fault.As(fault.NotFound, &fetch.Error{Trouble: fetch.TroubleRedirect,
			Err: errors.New("leads back to the front page: the page is gone")})
	}
	page := r.page(d.answer)
	page.Link = d.link
	if err := r.sink(ctx, page); err != nil {
		return sinkError{err}
	}
	r.res.Read++
	return nil
}

// judge says why an answer is no page.
func (r *run) judge(a answer) error {
	if a.err != nil {
		return a.err
	}
	if name := wall(a); name != "" {
		return wallError(name, a.status)
	}
	var retryAt time.Time
	if after := fetch.RetryAfter(a.header.Get("Retry-After"), r.now()); after > 0 {
		retryAt = r.now().Add(after)
	}
	return fetch.StatusError(a.status, retryAt)
}

// page makes the value that is stored.
func (r *run) page(a answer) news.Page {
	return news.Page{
		SourceID: r.req.Source.ID, URL: a.url, FinalURL: a.finalURL, Status: a.status, ContentType: a.contentType,
		ETag: a.header.Get("ETag"), Modified: a.header.Get("Last-Modified"), Body: a.body, FetchedAt: r.now(),
	}
}

// failed notes a page that could not be read. A refusal by status may be lifted, one by robots.txt or the address guard
// is taken to last.
func (r *run) failed(d done, err error) {
	f := Failure{Link: d.link, Status: d.answer.status, Err: err, RetryAt: fetch.RetryAt(err)}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone:
		f.Permanent, f.Missing = true, true
	case fault.Invalid:
		f.Permanent = true
	case fault.Denied:
		f.Permanent = fetch.TroubleOf(err) != fetch.TroubleStatus
	}
	r.res.Failed = append(r.res.Failed, f)
}

// forgive takes the failures of links that are tried again out of the result.
func (r *run) forgive(again []news.Link) {
	urls := make(map[string]bool, len(again))
	for _, l := range again {
		urls[l.URL], r.failing[l.URL] = true, true
	}
	var kept []Failure
	for _, f := range r.res.Failed {
		if !urls[f.Link.URL] {
			kept = append(kept, f)
		}
	}
	r.res.Failed = kept
}

// wallsAfter counts bot walls in a row and remembers the first.
func (r *run) wallsAfter(walls int, err error) int {
	name, ok := errors.AsType[errWall](err)
	if !ok {
		return 0
	}
	if r.res.Wall == "" {
		r.res.Wall = string(name)
	}
	return walls + 1
}

// toFront reports an answer that came from the front page or the listing though another page was asked for: how many
// sites say that a page is gone.
func toFront(a answer, front, listing string) bool {
	if a.finalURL == a.url || a.url == front || a.url == listing {
		return false
	}
	if a.finalURL == front || a.finalURL == listing {
		return true
	}
	asked, err := url.Parse(a.url)
	if err != nil {
		return false
	}
	final, err := url.Parse(a.finalURL)
	return err == nil && len(asked.Path) > 1 && len(final.Path) <= 1 && final.RawQuery == ""
}
