package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/charset"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// discoverOptions are the flags of `tidings discover`.
type discoverOptions struct {
	format, index  string
	language, zone string
}

func newDiscoverCommand(e *env) *cobra.Command {
	var opt discoverOptions
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
		Args: cobra.MaximumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error { return e.discover(c.Context(), opt, args) },
	}
	f := c.Flags()
	f.StringVar(&opt.format, "format", "text", "text or jsonl")
	f.StringVar(&opt.index, "index", "", "table of FILE<TAB>URL; - for standard input")
	f.StringVar(&opt.language, "language", "", "language of the pages (BCP 47), when they do not say")
	f.StringVar(&opt.zone, "zone", "", "IANA time zone of the dates on them")
	return c
}

// saved is a file and the address it came from.
type saved struct{ file, url string }

// discover reads the files asked for and prints what each holds.
func (e *env) discover(ctx context.Context, opt discoverOptions, args []string) error {
	if opt.format != "text" && opt.format != "jsonl" {
		return usagef("unknown format %q; it is text or jsonl", opt.format)
	}
	files, err := e.savedFiles(opt.index, args)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(e.stdout)
	failed := 0
	for _, s := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := discoverFile(s, opt)
		if err != nil {
			failed++
			fmt.Fprintf(e.stderr, "tidings: %s: %v\n", s.file, err)
		}
		if err := printDiscovery(out, opt.format, s, r); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	switch {
	case failed == 0:
		return nil
	case failed == len(files):
		return fault.New(fault.Invalid, "no listing could be read")
	}
	return fault.New(fault.Partial, "%d of %d listings could not be read", failed, len(files))
}

// savedFiles gives the pairs named by the arguments or the index.
func (e *env) savedFiles(index string, args []string) ([]saved, error) {
	switch {
	case index == "" && len(args) == 2:
		return []saved{{args[0], args[1]}}, nil
	case index == "" || len(args) > 0:
		return nil, usagef("give FILE and URL, or --index")
	case index == "-":
		return readIndex(e.stdin)
	}
	f, err := os.Open(index)
	if err != nil {
		return nil, err
	}
	files, err := readIndex(f)
	return files, errors.Join(err, f.Close())
}

// readIndex reads FILE<TAB>URL lines.
func readIndex(in io.Reader) ([]saved, error) {
	var out []saved
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		file, url, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return nil, fault.New(fault.Invalid, "index line %d has no tab", len(out)+1)
		}
		out = append(out, saved{file, strings.TrimSpace(url)})
	}
	return out, lines.Err()
}

// discoverFile reads one file.
func discoverFile(s saved, opt discoverOptions) (discover.Result, error) {
	body, err := os.ReadFile(s.file)
	if err != nil {
		return discover.Result{}, err
	}
	in := discover.Input{URL: s.url, Saved: true, Source: news.Source{URL: s.url, Language: opt.language, Zone: opt.zone}}
	if info, err := os.Stat(s.file); err == nil {
		in.Now = info.ModTime()
	}
	in.Body, _ = charset.Decode(body, "", opt.language)
	return discover.Find(in)
}

// discovered is the JSON of one file.
type discovered struct {
	File  string           `json:"file"`
	Way   news.Way         `json:"way"`
	Links []discoveredLink `json:"links"`
	Next  string           `json:"next"`
}

// discoveredLink is the JSON of one link; Date is a day.
type discoveredLink struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Date  string `json:"date"`
}

// printDiscovery writes one file's links.
func printDiscovery(w io.Writer, format string, s saved, r discover.Result) error {
	d := discovered{File: s.file, Way: r.Way, Links: make([]discoveredLink, 0, len(r.Links)), Next: r.Next}
	for _, l := range r.Links {
		day := ""
		if l.Published.Known() {
			day = l.Published.Time.Format(time.DateOnly)
		}
		d.Links = append(d.Links, discoveredLink{l.URL, l.Title, day})
	}
	if format == "jsonl" {
		return json.NewEncoder(w).Encode(d)
	}
	if _, err := fmt.Fprintf(w, "%s: %s, %d links\n", s.file, wayName(r.Way), len(d.Links)); err != nil {
		return err
	}
	for _, l := range d.Links {
		if _, err := fmt.Fprintf(w, "%-10s  %s\n            %s\n", l.Date, l.Title, l.URL); err != nil {
			return err
		}
	}
	return nil
}

// wayName names a way for people.
func wayName(w news.Way) string {
	if w == "" {
		return "nothing found"
	}
	return string(w)
}
