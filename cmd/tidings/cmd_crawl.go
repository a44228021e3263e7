package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/news"
)

// crawlOptions are the flags of crawl.
type crawlOptions struct {
	once, dryRun, json bool
}

func newCrawlCommand(e *env) *cobra.Command {
	var opt crawlOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "crawl [SOURCE…]",
		Short: "Crawl sources now, all enabled ones when none is named",
		Long: `crawl reads sources now, puts what is new into stories and summarizes them. It sends no digest. It is safe
beside a running daemon: one source is never crawled twice at once, and the daemon takes up the rest. When it is told
to stop (SIGTERM or Ctrl-C) it keeps what it has read, and the next crawl reads the rest.

EXIT STATUS
  0  every source was read
  1  none could be read
  2  wrong usage, such as an unknown source
  3  some sources failed, or the crawl was told to stop; each is named with its reason`,
	})
	c.RunE = func(c *cobra.Command, args []string) error { return runCrawl(c.Context(), s, args, opt) }
	c.Flags().BoolVar(&opt.once, "once", true, "end when the crawl is done (always so; for scripts that say it)")
	c.Flags().BoolVar(&opt.dryRun, "dry-run", false, "only look: say what a crawl would read, and keep nothing")
	c.Flags().BoolVar(&opt.json, "json", false, "one JSON object a source on standard output")
	return c
}

func runCrawl(ctx context.Context, s *session, ids []string, opt crawlOptions) error {
	view := newProgress(s.stderr, opt.json)
	stale, err := s.stale()
	if err != nil {
		return err
	}
	return s.with(ctx, func(a *app.App) error {
		chosen, err := choose(ctx, a, ids, crawledSource)
		if err != nil {
			return err
		}
		if opt.dryRun {
			return dryRun(ctx, s, a, chosen, opt)
		}
		// Jobs get a context of their own, as in the daemon: a signal breaks them off in order, which Stop sees to.
		if err := a.Start(context.WithoutCancel(ctx), false); err != nil {
			return err
		}
		records := crawlAll(ctx, a, chosen, stale)
		settled := settle(ctx, a)
		stopped := a.Stop(context.WithoutCancel(ctx))
		view.end()
		return errors.Join(printCrawls(s.stdout, records, opt.json), settled, stopped)
	}, func(o *app.Options) { o.Progress, o.Poll, o.Stale = view.event, 250*time.Millisecond, stale })
}

// crawledSource and everySource say which sources are meant when none is named.
func crawledSource(s news.Source) bool { return s.Enabled }
func everySource(news.Source) bool     { return true }

// choose finds the sources that are named, or all that are meant.
func choose(ctx context.Context, a *app.App, ids []string, meant func(news.Source) bool) ([]news.Source, error) {
	shown, err := shownSources(ctx, a)
	if err != nil {
		return nil, err
	}
	all := make([]news.Source, len(shown))
	for i, l := range shown {
		all[i] = l.Source
	}
	var out []news.Source
	for _, id := range ids {
		i := slices.IndexFunc(all, func(s news.Source) bool { return s.ID == id })
		if i < 0 {
			return nil, usagef("no source %q; `tidings source list` shows them", id)
		}
		out = append(out, all[i])
	}
	if len(ids) > 0 {
		return out, nil
	}
	out = slices.DeleteFunc(all, func(s news.Source) bool { return !meant(s) })
	if len(out) == 0 {
		return nil, usagef("no source is enabled; enable one in the configuration, name one, or `tidings source add URL`")
	}
	return out, nil
}

// crawled is a source's record and why it failed.
type crawled struct {
	source news.Source
	record news.Crawl
	err    error
}

// stopped reports that we were told to stop before the source was read to its end.
func (c crawled) stopped() bool { return errors.Is(c.err, context.Canceled) }

// crawlAll crawls the sources side by side, each host at its own pace. A process that was silent for stale is dead.
func crawlAll(ctx context.Context, a *app.App, sources []news.Source, stale time.Duration) []crawled {
	out := make([]crawled, len(sources))
	run := rand.Text()
	var group errgroup.Group
	group.SetLimit(a.Config.Crawl.Sources())
	for i, source := range sources {
		group.Go(func() error {
			if ctx.Err() != nil {
				out[i] = crawled{source: source, record: news.Crawl{SourceID: source.ID}, err: ctx.Err()}
				return nil
			}
			record, err := crawlOne(ctx, a, source.ID, run, stale)
			out[i] = crawled{source: source, record: record, err: err}
			return nil
		})
	}
	group.Wait() //nolint:errcheck // failures are in the records
	return out
}

// crawlOne crawls a source. One that another process has is waited for until that process would be known to be dead and
// its sources free: a crawl that was killed must not keep the next one from work. A living one is named.
func crawlOne(ctx context.Context, a *app.App, id, run string, stale time.Duration) (news.Crawl, error) {
	wait, cancel := context.WithTimeout(ctx, 2*stale)
	defer cancel()
	look := time.NewTicker(500 * time.Millisecond)
	defer look.Stop()
	for {
		record, err := a.Gather.Crawl(ctx, id, run)
		if !fault.Is(err, fault.Conflict) {
			return record, err
		}
		select {
		case <-look.C:
		case <-wait.Done():
			return record, err
		}
	}
}

// settle lets stories and summaries be made of what was read. When we are told to stop, the daemon or the next crawl
// does the rest.
func settle(ctx context.Context, a *app.App) error {
	told := ctx
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	err := a.Jobs.Settle(ctx, 200*time.Millisecond)
	if told.Err() != nil {
		return nil
	}
	return fault.Wrap(err, "make stories of what was read")
}

// printCrawls reports each source and gives the error the exit code follows from.
func printCrawls(w io.Writer, records []crawled, asJSON bool) error {
	var failed []string
	stopped, pages := 0, 0
	for _, c := range records {
		switch {
		case c.stopped():
			stopped++
			pages += c.record.Pages
		case c.err != nil:
			failed = append(failed, c.source.ID)
		}
		if err := printCrawl(w, c, asJSON); err != nil {
			return err
		}
	}
	if stopped > 0 {
		return fault.New(fault.Partial, "told to stop: %d of %d sources not read to the end. What was read of them (%d pages) "+
			"is kept; the next crawl reads the rest", stopped, len(records), pages)
	}
	switch len(failed) {
	case 0:
		return nil
	case len(records):
		return fault.New(fault.Temporary, "no source could be read: %s", strings.Join(failed, ", "))
	}
	return fault.New(fault.Partial, "%d of %d sources failed: %s", len(failed), len(records), strings.Join(failed, ", "))
}

// crawlLine is what --json prints of a source.
type crawlLine struct {
	Source   string `json:"source"`
	State    string `json:"state"`
	Way      string `json:"way,omitempty"`
	Links    int    `json:"links"`
	New      int    `json:"new"`
	Pages    int    `json:"pages"`
	Articles int    `json:"articles"`
	Failed   int    `json:"failed"`
	Baseline bool   `json:"baseline,omitempty"`
	Error    string `json:"error,omitempty"`
}

func printCrawl(w io.Writer, c crawled, asJSON bool) error {
	r := c.record
	if asJSON {
		line := crawlLine{
			Source: c.source.ID, State: string(r.State), Way: string(r.Way), Links: r.Links, New: r.New, Pages: r.Pages,
			Articles: r.Articles, Failed: r.Failed, Baseline: r.Baseline,
		}
		if c.err != nil {
			line.Error = c.err.Error()
		}
		return json.NewEncoder(w).Encode(line)
	}
	switch {
	case c.stopped():
		_, err := fmt.Fprintf(w, "%-20s stopped %3d pages kept; the next crawl reads the rest\n", c.source.ID, r.Pages)
		return err
	case c.err != nil:
		_, err := fmt.Fprintf(w, "%-20s FAILED  %v\n", c.source.ID, c.err)
		return err
	}
	note := ""
	if r.Baseline {
		note = "  first crawl: readers are not told of these"
		if c.source.Backfill > 0 {
			note = fmt.Sprintf("  first crawl: readers are told of the newest %d", c.source.Backfill)
		}
	}
	_, err := fmt.Fprintf(w, "%-20s %-10s %3d links, %3d new, %3d articles, %d failed%s\n", c.source.ID, r.State, r.Links,
		r.New, r.Articles, r.Failed, note)
	return err
}

// dryRun says what a crawl of each source would read.
func dryRun(ctx context.Context, s *session, a *app.App, sources []news.Source, opt crawlOptions) error {
	var records []crawled
	for _, source := range sources {
		links, result, err := a.Gather.Look(ctx, source)
		records = append(records, crawled{source: source, err: err, record: news.Crawl{
			Way: result.Way, Links: len(result.Links), New: len(links), State: result.Trouble,
		}})
		if !opt.json {
			for _, l := range links {
				fmt.Fprintf(s.stdout, "%s\t%s\t%s\n", l.Published, l.Title, l.URL)
			}
		}
	}
	return printCrawls(s.stdout, records, opt.json)
}

// progress shows how crawls go on stderr.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	quiet bool
	bar   bar
}

// bar is a progress display that can be moved and ended.
type bar interface {
	Describe(string)
	Add(int) error
	Finish() error
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet}
	if !quiet && isTerminal(w) {
		p.bar = newBar(w)
	}
	return p
}

// event shows one event: a moving line on a terminal, a plain line for each finished source otherwise.
func (p *progress) event(e gather.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.quiet:
	case p.bar != nil:
		p.bar.Describe(fmt.Sprintf("%s %s", e.SourceID, e.Title))
		p.bar.Add(1) //nolint:errcheck // a progress display may fail to draw
	case e.Done != nil:
		fmt.Fprintf(p.w, "%s: %d pages read\n", e.SourceID, e.Done.Pages)
	}
}

func (p *progress) end() {
	if p.bar != nil {
		p.bar.Finish() //nolint:errcheck // as above
	}
}
