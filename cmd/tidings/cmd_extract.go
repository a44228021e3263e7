package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/filter"
	"tidings/internal/gather"
)

func newExtractCommand(e *env) *cobra.Command {
	var opt filter.ExtractOptions
	var format, index, source string
	var again bool
	s, c := newSession(e, &cobra.Command{
		Use:   "extract [FILE [URL]]",
		Short: "Read the article of a stored page or PDF file",
		Long: `extract reads a stored page or PDF file and prints what is made of it: title, dates, byline, text. With
--index it reads many, named by a file (- = standard input) of lines FILE<TAB>URL; a lone - means the same.
Nothing is fetched.

What the pages of one site have in common makes them easier to read. --learn learns it from the pages named, site by
site (four articles of one are needed), and then reads them by it; --source reads by what the crawls of a source have
learned, with its zone, language and rule. --explain shows where the article was found and what repeats.

With --replay it reads every page in the database again, after the extractor changed: articles that read differently
are put into stories anew, and nobody is told twice.

EXIT STATUS
  0  done
  1  a file could not be read
  2  wrong usage`,
		Example: `  tidings extract --explain page.html https://www.example.org/news/1.html
  tidings extract notice.pdf
  tidings extract --learn --format jsonl --index pages.tsv
  tidings extract --source huaibei page.html`,
		Args: atMost(2),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		if again {
			return replay(c.Context(), s)
		}
		pages, err := e.savedPages(format, index, args)
		if err != nil {
			return err
		}
		opt.JSON = format == "jsonl"
		if source == "" {
			return filter.Extract(c.Context(), e.stdout, pages, opt)
		}
		return s.with(c.Context(), func(a *app.App) error {
			if opt.Shelf, err = shelfOf(c.Context(), a, source); err != nil {
				return err
			}
			return filter.Extract(c.Context(), e.stdout, pages, opt)
		})
	}
	f := c.Flags()
	f.StringVar(&format, "format", "text", "text, or jsonl: one JSON object a line")
	f.StringVar(&index, "index", "", "read the pages named in this file, FILE<TAB>URL a line; - = standard input")
	f.BoolVar(&opt.Explain, "explain", false, "show which layer gave each field and what the others said")
	f.StringVar(&opt.Zone, "zone", "", "time zone of the pages, as in Asia/Shanghai")
	f.StringVar(&source, "source", "", "read as pages of this source of the database, by what its crawls learned")
	f.BoolVar(&opt.Learn, "learn", false, "learn first what the pages of each site have in common")
	f.BoolVar(&again, "replay", false, "read the stored pages of the database again")
	return c
}

// savedPages gives the files named by the arguments or the index.
func (e *env) savedPages(format, index string, args []string) ([]filter.Saved, error) {
	switch {
	case format != "text" && format != "jsonl":
		return nil, usagef("--format %q: want text or jsonl", format)
	case index != "":
		return filter.Index(e.stdin, index)
	case len(args) == 0:
		return nil, usagef("name a FILE, or pages by --index")
	case args[0] == "-":
		return filter.Index(e.stdin, "-")
	}
	page := filter.Saved{File: args[0]}
	if len(args) > 1 {
		page.URL = args[1]
	}
	return []filter.Saved{page}, nil
}

// replay reads every stored page again and makes stories of what reads differently.
func replay(ctx context.Context, s *session) error {
	return s.with(ctx, func(a *app.App) error {
		if err := a.Start(ctx, false); err != nil {
			return err
		}
		done, err := a.Gather.Replay(ctx)
		err = errors.Join(err, settle(ctx, a), a.Stop(context.WithoutCancel(ctx)))
		fmt.Fprintf(s.stdout, "%d pages read again, %d articles changed\n", done.Pages, done.Changed)
		return err
	})
}

// shelfOf gives what is known of reading a source's pages.
func shelfOf(ctx context.Context, a *app.App, id string) (*gather.Shelf, error) {
	source, err := a.Store.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.Gather.Shelf(ctx, source)
}
