package main

import (
	"github.com/spf13/cobra"

	"tidings/internal/filter"
)

func newDiscoverCommand(e *env) *cobra.Command {
	var opt filter.DiscoverOptions
	var format, index string
	c := &cobra.Command{
		Use:   "discover (FILE URL | --index FILE)",
		Short: "Show the links of saved listing pages",
		Long: `Show the links of saved listing pages, feeds or sitemaps, and the way they were found.

Give one file and the address it came from, or with --index a table of such pairs (FILE, a tab, URL; "-" reads
standard input). With --format jsonl each file becomes one JSON object a line:
  {"file", "way", "links": [{"url", "title", "date"}], "next"}

EXIT STATUS
  0  done
  1  failed
  2  wrong usage
  3  some files could not be read; each is named on standard error`,
		Example: `  tidings discover news.html https://www.town.example/news/
  tidings discover --format jsonl --index pages.tsv`,
		Args: atMost(2),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if format != "text" && format != "jsonl" {
			return usagef("unknown format %q; it is text or jsonl", format)
		}
		pages, err := e.savedListings(index, args)
		if err != nil {
			return err
		}
		opt.JSON = format == "jsonl"
		return filter.Discover(c.Context(), e.stdout, e.stderr, pages, opt)
	}
	f := c.Flags()
	f.StringVar(&format, "format", "text", "text or jsonl")
	f.StringVar(&index, "index", "", "table of FILE<TAB>URL; - for standard input")
	f.StringVar(&opt.Language, "language", "", "language of the pages (BCP 47), when they do not say")
	f.StringVar(&opt.Zone, "zone", "", "IANA time zone of the dates on them")
	return c
}

// savedListings gives the files named by the arguments or the index.
func (e *env) savedListings(index string, args []string) ([]filter.Saved, error) {
	switch {
	case index == "" && len(args) == 2:
		return []filter.Saved{{File: args[0], URL: args[1]}}, nil
	case index == "" || len(args) > 0:
		return nil, usagef("give FILE and URL, or --index")
	}
	return filter.Index(e.stdin, index)
}
