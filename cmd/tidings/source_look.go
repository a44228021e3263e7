package main

import (
	"context"
	"encoding/json"
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
	"tidings/internal/news"
	"tidings/internal/rhythm"
	"tidings/internal/setup"
	"tidings/internal/survey"
	"tidings/templates"
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
		g := guess(arg)
		return news.Source{ID: "test", Name: arg, URL: arg, Zone: orUTC(g.zone), Country: g.country, Enabled: true}, nil
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
	catalogue, err := config.Catalogue()
	for _, s := range catalogue {
		if s.ID == id {
			return setup.Source(s, ""), true, nil
		}
	}
	return news.Source{}, false, err
}

func orUTC(zone string) string {
	if zone == "" {
		return "UTC"
	}
	return zone
}

// looker shows previews.
type looker struct {
	w      io.Writer
	asJSON bool
}

// live looks at one source. Why it cannot be read is the error.
func (l looker) live(ctx context.Context, a *app.App, source news.Source) error {
	p := a.Survey.Preview(ctx, source)
	if err := l.show(p); err != nil {
		return err
	}
	return p.Err
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
	source := news.Source{ID: "test", URL: address, Zone: orUTC(guess(address).zone)}
	p := survey.Preview{Source: source}
	body, name := charset.Decode(text, "", "")
	found, err := discover.Find(discover.Input{URL: address, Body: body, Source: source, Saved: true})
	p.Charset, p.Links = name, survey.NewestFirst(found.Links)
	p.Crawl.Way, p.Crawl.ListingURL, p.Crawl.Links = found.Way, address, found.Links
	p.Crawl.Title, p.Crawl.Lang, p.Crawl.Scripted, p.Err = found.Title, found.Lang, found.Scripted, err
	if len(p.Links) > 0 {
		p.Rhythm = rhythm.Learn(survey.Times(p.Links), "", source.Location(), newestOf(p.Links))
	} else if err == nil {
		p.Err = fault.New(fault.Invalid, "no links found; feeds it names: %s", strings.Join(found.Feeds, ", "))
	}
	if err := l.show(p); err != nil {
		return err
	}
	return p.Err
}

// show writes a preview.
func (l looker) show(p survey.Preview) error {
	if l.asJSON {
		return json.NewEncoder(l.w).Encode(previewJSON(p))
	}
	var out strings.Builder
	printPreview(&out, p)
	_, err := io.WriteString(l.w, out.String())
	return err
}

// shownLinks is how many titles a person sees of a listing.
const shownLinks = 10

// printPreview writes a preview for people: what was tried and found, what is known of it, the newest titles.
func printPreview(out *strings.Builder, p survey.Preview) {
	r := p.Crawl
	fmt.Fprintf(out, "%s\n", p.Source.URL)
	missing := 0
	for _, t := range r.Tries {
		switch {
		case t.Err == "":
		case t.URL != p.Source.URL && strings.Contains(t.Err, "404"):
			missing++
		default:
			fmt.Fprintf(out, "  tried  %-10s %s: %s\n", t.Way, t.URL, t.Err)
		}
	}
	if missing > 0 {
		fmt.Fprintf(out, "  tried  %d places where feeds are often kept: none is there\n", missing)
	}
	if r.Way != "" {
		fmt.Fprintf(out, "  found  %-10s %s: %d links%s\n", r.Way, r.ListingURL, len(r.Links), datedNote(p.Links))
	}
	printFacts(out, p)
	if len(p.Links) > 0 {
		fmt.Fprintln(out)
		printTitles(out, "  ", p.Links)
	}
	if len(p.More) > 0 {
		fmt.Fprint(out, "\n  The site also calls these its news; each can be a source of its own:\n")
		var t table
		for _, m := range p.More {
			t.row(m.Title, m.URL)
		}
		t.print(out, "    ") //nolint:errcheck // a Builder takes everything
	}
}

// datedNote says how many of the links have no date.
func datedNote(links []news.Link) string {
	undated := 0
	for _, l := range links {
		if !l.Published.Known() {
			undated++
		}
	}
	switch undated {
	case 0:
		return ""
	case len(links):
		return ", none of them dated"
	}
	return fmt.Sprintf(", %d of them undated", undated)
}

// printFacts writes what is known beside the titles.
func printFacts(out *strings.Builder, p survey.Preview) {
	if p.Charset != "" {
		fmt.Fprintf(out, "  page   in %s%s\n", p.Charset, after(", language ", languageOf(p)))
	}
	if p.Crawl.Scripted {
		fmt.Fprint(out, "  pages  further pages need a script; only the first page is read\n")
	}
	switch {
	case p.Rhythm.PerWeek > 0:
		fmt.Fprintf(out, "  brings %s, by the dates on the listing\n", p.Rhythm)
	case len(p.Links) > 0:
		fmt.Fprint(out, "  brings an unknown number a week: too few of the links are dated\n")
	}
	for _, v := range p.Robots {
		if v.Allowed {
			fmt.Fprintf(out, "  robots allows    %s\n", v.URL)
		} else {
			fmt.Fprintf(out, "  robots FORBIDS   %s: %s\n", v.URL, v.Why)
		}
	}
	if p.Sample.Title != "" {
		fmt.Fprintf(out, "  read   %s %q, %s, %d characters\n", articleWord(p.Sample.Kind), templates.Truncate(p.Sample.Title, 60),
			orText(p.Sample.Published.String(), "undated"), len([]rune(p.Sample.Text)))
	}
	if p.Source.TLSInsecure {
		fmt.Fprint(out, "  WARNING its certificate is not checked (tls_insecure)\n")
	}
}

func articleWord(k news.ArticleKind) string { return strings.ToLower(kinds[k]) }

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// printTitles writes the newest titles with their dates.
func printTitles(out *strings.Builder, indent string, links []news.Link) {
	var t table
	for _, l := range links[:min(shownLinks, len(links))] {
		day := "undated"
		if l.Published.Known() {
			day = l.Published.Time.Format("2006-01-02")
		}
		t.row(day, orText(l.Title, "(no title)"))
	}
	t.print(out, indent) //nolint:errcheck // a Builder takes everything
}

// previewJSON gives a preview for programs.
func previewJSON(p survey.Preview) map[string]any {
	out := map[string]any{
		"url": p.Source.URL, "way": p.Crawl.Way, "listing": p.Crawl.ListingURL, "links": p.Links, "tries": p.Crawl.Tries,
		"charset": p.Charset, "language": languageOf(p), "robots": p.Robots, "per_week": p.Rhythm.PerWeek,
		"rhythm": p.Rhythm.String(), "pages_need_script": p.Crawl.Scripted,
	}
	if p.Sample.Title != "" {
		out["sample"] = map[string]any{
			"url": p.Sample.URL, "title": p.Sample.Title, "published": p.Sample.Published.String(),
			"characters": len([]rune(p.Sample.Text)),
		}
	}
	if p.Err != nil {
		out["error"] = p.Err.Error()
	}
	return out
}
