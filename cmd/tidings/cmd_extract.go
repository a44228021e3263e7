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

	"tidings/internal/app"
	"tidings/internal/charset"
	"tidings/internal/extract"
	"tidings/internal/news"
)

// extractOptions are the flags of `tidings extract`.
type extractOptions struct {
	format  string
	index   string
	explain bool
	zone    string
	replay  bool
}

func newExtractCommand(e *env) *cobra.Command {
	o := extractOptions{}
	s, c := newSession(e, &cobra.Command{
		Use:   "extract [FILE [URL]]",
		Short: "Read the article of a stored page",
		Long: `extract reads a stored page and prints what is made of it: title, dates, byline, text. With --index
it reads many, named by a file (- = standard input) of lines FILE<TAB>URL; a lone - means the same.
Nothing is fetched. With --replay it reads every page in the database again, after the extractor changed: articles that
read differently are put into stories anew, and nobody is told twice.

EXIT STATUS
  0  done
  1  a file could not be read
  2  wrong usage`,
		Args: atMost(2),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		if o.replay {
			return replay(c.Context(), s)
		}
		return runExtract(e, o, args)
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", "text", "text, or jsonl: one JSON object a line")
	f.StringVar(&o.index, "index", "", "read the pages named in this file, FILE<TAB>URL a line; - = standard input")
	f.BoolVar(&o.explain, "explain", false, "show which layer gave each field and what the others said")
	f.StringVar(&o.zone, "zone", "", "time zone of the pages, as in Asia/Shanghai")
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

// runExtract reads the pages asked for and prints them.
func runExtract(e *env, o extractOptions, args []string) error {
	if o.format != "text" && o.format != "jsonl" {
		return usagef("--format %q: want text or jsonl", o.format)
	}
	if o.index == "" && len(args) == 0 {
		return usagef("name a FILE, or pages by --index")
	}
	if o.index == "" && args[0] == "-" {
		o.index = "-"
	}
	out := bufio.NewWriter(e.stdout)
	read := func(file, url string) error { return extractFile(out, o, file, url) }
	if o.index != "" {
		if err := eachIndexed(e.stdin, o.index, read); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := read(args[0], strings.Join(args[1:], "")); err != nil {
		return err
	}
	return out.Flush()
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
func extractFile(w io.Writer, o extractOptions, file, url string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	body, _ := charset.Decode(raw, "", "")
	a, why := extract.Extract(extract.Input{URL: url, Body: body, Source: news.Source{Zone: o.zone}})
	if o.format == "jsonl" {
		return writeArticleJSON(w, file, a, why, o.explain)
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
