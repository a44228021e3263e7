package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/show"
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
		Example: `  tidings crawl                      # all enabled sources
  tidings crawl huaibei --dry-run    # what would be read`,
	})
	c.RunE = func(c *cobra.Command, args []string) error { return runCrawl(c.Context(), s, args, opt) }
	c.Flags().BoolVar(&opt.once, "once", true, "end when the crawl is done (always so; for scripts that say it)")
	c.Flags().BoolVar(&opt.dryRun, "dry-run", false, "only look: say what a crawl would read, and keep nothing")
	c.Flags().BoolVar(&opt.json, "json", false, "one JSON object a source on standard output")
	return c
}

// runCrawl crawls the sources named, or all that are enabled, and lets stories be made of what they brought, before it
// tells how each went. The error is the one its exit status follows from.
func runCrawl(ctx context.Context, s *session, ids []string, opt crawlOptions) error {
	view := &show.Progress{}
	if !opt.json {
		view = show.NewProgress(s.stderr)
	}
	stale, err := s.stale()
	if err != nil {
		return err
	}
	return s.with(ctx, func(a *app.App) error {
		chosen, err := chooseSources(ctx, a, ids, crawledSource)
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
		records, failed := crawlAll(ctx, a, chosen, stale)
		if failed == nil {
			failed = settle(ctx, a)
		}
		stopped := a.Stop(context.WithoutCancel(ctx))
		view.End()
		return errors.Join(printCrawls(s.stdout, records, opt.json), failed, stopped)
	}, func(o *app.Options) {
		o.Stale = stale
		o.Progress = func(e gather.Event) {
			if view.Page(e.SourceID, e.Title); e.Done != nil {
				view.Done(e.SourceID, e.Done.Pages)
			}
		}
	})
}

// crawlAll crawls sources as the daemon would and gives what became of each, in their order; nothing of any when it
// could not begin.
func crawlAll(ctx context.Context, a *app.App, sources []news.Source, stale time.Duration) ([]show.Crawled, error) {
	out := make([]show.Crawled, len(sources))
	lanes := gather.Lanes{Quick: a.Config.Crawl.Sources(), Silent: a.Config.Crawl.Silent(), Stale: stale}
	err := a.Gather.CrawlAll(ctx, sources, lanes, func(i int, record news.Crawl, err error) {
		out[i] = show.Crawled{Source: sources[i], Record: record, Err: err}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// printCrawls reports each source and gives the error the exit code follows from.
func printCrawls(w io.Writer, records []show.Crawled, asJSON bool) error {
	var failed []string
	stopped, pages := 0, 0
	for _, c := range records {
		switch {
		case c.Stopped():
			stopped++
			pages += c.Record.Pages
		case c.Err != nil:
			failed = append(failed, c.Source.ID)
		}
		if err := show.Crawl(w, c, asJSON); err != nil {
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

// dryRun says what a crawl of each source would read.
func dryRun(ctx context.Context, s *session, a *app.App, sources []news.Source, opt crawlOptions) error {
	var records []show.Crawled
	for _, source := range sources {
		links, result, err := a.Gather.Look(ctx, source)
		records = append(records, show.Crawled{Source: source, Err: err, Record: news.Crawl{
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
