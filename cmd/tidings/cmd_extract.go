package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/extract"
	"tidings/internal/gather"
	"tidings/internal/news"
)

// extractOptions are the flags of `tidings extract`.
type extractOptions struct {
	format  string
	index   string
	explain bool
	zone    string
	source  string
	learn   bool
	replay  bool

	shelves func(file, url string) (*gather.Shelf, error) // how the pages of a site are read
}

func newExtractCommand(e *env) *cobra.Command {
	o := extractOptions{}
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
		if o.replay {
			return replay(c.Context(), s)
		}
		if o.source != "" {
			return s.with(c.Context(), func(a *app.App) error {
				shelf, err := shelfOf(c.Context(), a, o.source)
				if err != nil {
					return err
				}
				o.shelves = func(string, string) (*gather.Shelf, error) { return shelf, nil }
				return runExtract(c.Context(), e, o, args)
			})
		}
		return runExtract(c.Context(), e, o, args)
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", "text", "text, or jsonl: one JSON object a line")
	f.StringVar(&o.index, "index", "", "read the pages named in this file, FILE<TAB>URL a line; - = standard input")
	f.BoolVar(&o.explain, "explain", false, "show which layer gave each field and what the others said")
	f.StringVar(&o.zone, "zone", "", "time zone of the pages, as in Asia/Shanghai")
	f.StringVar(&o.source, "source", "", "read as pages of this source of the database, by what its crawls learned")
	f.BoolVar(&o.learn, "learn", false, "learn first what the pages of each site have in common")
	f.BoolVar(&o.replay, "replay", false, "read the stored pages of the database again")
	return c
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
	}, func(o *app.Options) { o.Poll = 250 * time.Millisecond })
}

// shelfOf gives what is known of reading a source's pages.
func shelfOf(ctx context.Context, a *app.App, id string) (*gather.Shelf, error) {
	source, err := a.Store.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.Gather.Shelf(ctx, source)
}

// runExtract reads the pages asked for and prints them.
func runExtract(ctx context.Context, e *env, o extractOptions, args []string) error {
	if o.format != "text" && o.format != "jsonl" {
		return usagef("--format %q: want text or jsonl", o.format)
	}
	if o.index == "" && len(args) == 0 {
		return usagef("name a FILE, or pages by --index")
	}
	if o.index == "" && args[0] == "-" {
		o.index = "-"
	}
	pages := []pageFile{{strings.Join(args[:min(1, len(args))], ""), strings.Join(args[min(1, len(args)):], "")}}
	if o.index != "" {
		pages = nil
		if err := eachIndexed(e.stdin, o.index, func(file, url string) error {
			pages = append(pages, pageFile{file, url})
			return nil
		}); err != nil {
			return err
		}
	}
	if o.shelves == nil {
		o.shelves = learned(o, pages)
	}
	out := bufio.NewWriter(e.stdout)
	for _, p := range pages {
		if err := extractFile(ctx, out, o, p); err != nil {
			return errors.Join(err, out.Flush())
		}
	}
	return out.Flush()
}

// pageFile is a page in a file and the address it came from.
type pageFile struct{ file, url string }

// site is the page's host; all files without an address are of one.
func (p pageFile) site() string {
	u, err := url.Parse(p.url)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// raw gives the page as a crawl would have kept it.
func (p pageFile) raw() (news.Page, error) {
	body, err := os.ReadFile(p.file)
	if err != nil {
		return news.Page{}, fmt.Errorf("read page: %w", err)
	}
	return news.Page{URL: p.url, Body: body}, nil
}

// learned gives how the pages of each site are read: by what they have in common, where that is asked for. It learns
// when a site's first page is to be read.
func learned(o extractOptions, pages []pageFile) func(file, url string) (*gather.Shelf, error) {
	shelves := map[string]*gather.Shelf{}
	return func(file, url string) (*gather.Shelf, error) {
		site := pageFile{file, url}.site()
		if shelf, ok := shelves[site]; ok {
			return shelf, nil
		}
		shelf := &gather.Shelf{Source: news.Source{Zone: o.zone}}
		shelves[site] = shelf
		if !o.learn {
			return shelf, nil
		}
		var same []news.Page
		for _, p := range pages {
			if p.site() != site || len(same) == extract.MaxLearned {
				continue
			}
			page, err := p.raw()
			if err != nil {
				return nil, err
			}
			same = append(same, page)
		}
		shelf.Learn(same)
		return shelf, nil
	}
}

// eachIndexed calls do for each FILE<TAB>URL of the index.
func eachIndexed(stdin io.Reader, index string, do func(file, url string) error) error {
	r := stdin
	if index != "-" {
		f, err := os.Open(index)
		if err != nil {
			return fmt.Errorf("open index: %w", err)
		}
		defer f.Close()
		r = f
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			file, url, _ := strings.Cut(line, "\t")
			if err := do(file, url); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// extractFile reads one stored page and prints its article.
func extractFile(ctx context.Context, w io.Writer, o extractOptions, p pageFile) error {
	page, err := p.raw()
	if err != nil {
		return err
	}
	shelf, err := o.shelves(p.file, p.url)
	if err != nil {
		return err
	}
	a, why := shelf.Read(ctx, page)
	if o.format == "jsonl" {
		return writeArticleJSON(w, p.file, a, why, o.explain)
	}
	return writeArticleText(w, a, why, o.explain)
}

// articleJSON is the line `--format jsonl` prints for one page.
type articleJSON struct {
	File        string            `json:"file"`
	URL         string            `json:"url,omitempty"`
	Kind        news.ArticleKind  `json:"kind"`
	Title       string            `json:"title"`
	Text        string            `json:"text"`
	Published   string            `json:"published"`
	Updated     string            `json:"updated,omitempty"`
	Event       string            `json:"event,omitempty"`
	Byline      string            `json:"byline"`
	Lang        string            `json:"lang"`
	Outlet      string            `json:"outlet,omitempty"`
	Place       string            `json:"place,omitempty"`
	Image       *news.Image       `json:"image,omitempty"`
	Attachments []news.Attachment `json:"attachments,omitempty"`
	Explain     []extract.Finding `json:"explain,omitempty"`
}

// writeArticleJSON prints a as one JSON line.
func writeArticleJSON(w io.Writer, file string, a news.Article, why extract.Explain, explain bool) error {
	j := articleJSON{
		File: file, URL: a.URL, Kind: a.Kind, Title: a.Title, Text: a.Text, Published: a.Published.String(),
		Updated: a.Updated.String(), Event: a.Event.String(), Byline: strings.Join(a.Byline.Names(), ", "),
		Lang: a.Lang, Outlet: a.Outlet, Place: a.Place, Attachments: a.Attachments,
	}
	if a.Image.URL != "" {
		j.Image = &a.Image
	}
	if explain {
		j.Explain = why.Findings
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(j)
}

// writeArticleText prints a for a reader.
func writeArticleText(w io.Writer, a news.Article, why extract.Explain, explain bool) error {
	for _, f := range [][2]string{
		{"Title", a.Title}, {"Kind", string(a.Kind)}, {"Language", a.Lang}, {"Published", a.Published.String()},
		{"Updated", a.Updated.String()}, {"Event", a.Event.String()},
		{"Reporters", strings.Join(a.Byline.Reporters, ", ")},
		{"Correspondents", strings.Join(a.Byline.Correspondents, ", ")},
		{"Outlet", a.Outlet}, {"Place", a.Place}, {"Image", a.Image.URL},
	} {
		if f[1] != "" {
			fmt.Fprintf(w, "%-15s %s\n", f[0]+":", f[1])
		}
	}
	for _, at := range a.Attachments {
		fmt.Fprintf(w, "%-15s %s (%s)\n", "Attachment:", at.URL, at.Title)
	}
	if explain {
		fmt.Fprintln(w)
		for _, f := range why.Findings {
			mark := " "
			if f.Chosen {
				mark = "*"
			}
			fmt.Fprintf(w, "%s %-10s %-24s %s\n", mark, f.Field, f.Layer, f.Value)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", a.Text)
	return err
}
