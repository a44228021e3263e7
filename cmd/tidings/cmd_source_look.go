package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/charset"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/guess"
	"tidings/internal/news"
	"tidings/internal/rhythm"
	"tidings/internal/setup"
	"tidings/internal/survey"
	"tidings/internal/survey/candidate"
	"tidings/internal/survey/report"
)

func newSourceTest(e *env) *cobra.Command {
	var asJSON bool
	var address string
	s, c := newSession(e, &cobra.Command{
		Use:   "test ID|URL|FILE",
		Short: "Look at a source once: the way in, its newest titles, robots.txt; nothing is kept",
		Long: `test looks at a source as a crawl would, and keeps nothing. It is named by the id it has in the configuration, the
database or the catalogue, or by an address. FILE may be sources as ` + "`source export`" + ` writes them (each is looked at), or a
saved listing, feed or sitemap, which is read without asking anybody.

EXIT STATUS
  0  it can be read
  1  it cannot; the reason is named
  2  wrong usage
  3  some of the sources in the file cannot`,
		Example: `  tidings source test huaibei
  tidings source test https://www.town.example/news/
  tidings source test saved.html --url https://www.town.example/news/
  tidings source test new-sources.yaml`,
		Args: exactly(1, "the ID of a source, a URL, or a FILE"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		look := looker{w: e.stdout, asJSON: asJSON}
		if text, err := os.ReadFile(args[0]); err == nil {
			if !strings.HasSuffix(args[0], ".yaml") && !strings.HasSuffix(args[0], ".yml") {
				return look.saved(text, address)
			}
			return s.with(c.Context(), func(a *app.App) error { return look.file(c.Context(), a, args[0], text) })
		}
		return s.with(c.Context(), func(a *app.App) error {
			source, err := findSource(c.Context(), a, args[0])
			if err != nil {
				return err
			}
			return look.live(c.Context(), a, source)
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	c.Flags().StringVar(&address, "url", "https://saved.example/", "where a saved page came from: its links are relative to it")
	return c
}

// findSource gives the source with that id, configured, added or in the catalogue; for a URL, one made up of it.
func findSource(ctx context.Context, a *app.App, arg string) (news.Source, error) {
	if strings.Contains(arg, "://") {
		g := guess.Of(arg)
		return news.Source{ID: "test", Name: arg, URL: arg, Zone: cmp.Or(g.Zone, "UTC"), Country: g.Country, Enabled: true}, nil
	}
	source, err := a.Store.Source(ctx, arg)
	if !fault.Is(err, fault.NotFound) {
		return source, err
	}
	known, ok, err := fromCatalogue(arg)
	if err != nil || ok {
		return known, err
	}
	return news.Source{}, usagef("no source %q, neither configured nor in the catalogue", arg)
}

// fromCatalogue gives the catalogue's source with that id.
func fromCatalogue(id string) (news.Source, bool, error) {
	shipped, err := catalogue()
	for _, s := range shipped {
		if s.ID == id {
			return s, true, nil
		}
	}
	return news.Source{}, false, err
}

// looker shows previews.
type looker struct {
	w      io.Writer
	asJSON bool
}

// live looks at one source. Why it cannot be read is the error.
func (l looker) live(ctx context.Context, a *app.App, source news.Source) error {
	p := a.Survey.Preview(ctx, source)
	if err := report.Preview(l.w, p, l.asJSON); err != nil || p.Err == nil {
		return err
	}
	return fmt.Errorf("%w%s", p.Err, candidate.Hint(p))
}

// file looks at every source of a file.
func (l looker) file(ctx context.Context, a *app.App, name string, text []byte) error {
	sources, problems := config.ParseSources(name, text)
	if len(problems) > 0 {
		return usageError{problems}
	}
	failed := 0
	for i, s := range sources {
		if i > 0 && !l.asJSON {
			fmt.Fprintln(l.w)
		}
		if err := l.live(ctx, a, setup.Source(s, "")); err != nil {
			failed++
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !l.asJSON {
				fmt.Fprintf(l.w, "  FAILED %v\n", err)
			}
		}
	}
	switch {
	case failed == 0:
		return nil
	case failed == len(sources):
		return fault.New(fault.Temporary, "no source of %s can be read", name)
	}
	return fault.New(fault.Partial, "%d of %d sources cannot be read", failed, len(sources))
}

// saved reads a saved page.
func (l looker) saved(text []byte, address string) error {
	source := news.Source{ID: "test", URL: address, Zone: cmp.Or(guess.Of(address).Zone, "UTC")}
	p := survey.Preview{Source: source}
	body, name := charset.Decode(text, "", "")
	found, err := discover.Find(discover.Input{URL: address, Body: body, Source: source, Saved: true})
	p.Charset, p.Links = name, survey.NewestFirst(found.Links)
	p.Crawl.Way, p.Crawl.ListingURL, p.Crawl.Links = found.Way, address, found.Links
	p.Crawl.Title, p.Crawl.Lang, p.Crawl.Scripted, p.Err = found.Title, found.Lang, found.Scripted, err
	if len(p.Links) > 0 {
		p.Rhythm = rhythm.Learn(survey.Times(p.Links), "", source.Location(), news.Newest(p.Links))
	} else if err == nil {
		p.Err = fault.New(fault.Invalid, "no links found; feeds it names: %s", strings.Join(found.Feeds, ", "))
	}
	if err := report.Preview(l.w, p, l.asJSON); err != nil {
		return err
	}
	return p.Err
}
