package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/opml"
	"tidings/internal/setup"
	"tidings/internal/store"
)

// opmlSpace is the namespace of what OPML has no attribute for.
const (
	opmlSpace  = "urn:tidings:source"
	opmlPrefix = "tidings"
)

func newSourceExport(e *env) *cobra.Command {
	var format string
	s, c := newSession(e, &cobra.Command{
		Use:   "export [ID…]",
		Short: "Write sources as YAML for a configuration, or as OPML for feed readers",
		Long: `export writes the sources named, all when none is, on standard output. YAML can be put into a configuration as it is;
OPML is what feed readers exchange. Both carry everything, so that ` + "`source import`" + ` elsewhere gives the same sources.`,
		Example: "  tidings source export > sources.yaml\n  tidings source export --format opml > sources.opml",
	})
	c.RunE = func(c *cobra.Command, ids []string) error {
		if format != "yaml" && format != "opml" {
			return usagef("unknown format %q; it is yaml or opml", format)
		}
		return s.with(c.Context(), func(a *app.App) error {
			chosen, err := choose(c.Context(), a, ids, everySource)
			if err != nil {
				return err
			}
			return exportSources(e.stdout, format, chosen)
		})
	}
	c.Flags().StringVar(&format, "format", "yaml", "yaml or opml")
	return c
}

// exportSources writes sources in one of the two formats.
func exportSources(w io.Writer, format string, sources []news.Source) error {
	if format == "yaml" {
		out := make([]config.Source, len(sources))
		for i, s := range sources {
			out[i] = sourced(s)
		}
		return config.PrintSources(w, out)
	}
	out := make([]opml.Outline, len(sources))
	for i, s := range sources {
		o, err := outline(s)
		if err != nil {
			return err
		}
		out[i] = o
	}
	return opml.Write(w, "Sources of tidings", opmlPrefix, opmlSpace, out)
}

// sourced gives a source as a configuration would have it: the way back from setup.Source.
func sourced(s news.Source) config.Source {
	out := config.Source{
		ID: s.ID, Name: s.Name, Town: s.Town, Region: s.Region, Country: s.Country, Language: s.Language, Zone: s.Zone,
		URL: s.URL, Way: string(s.Way), Hosts: s.Hosts, Topics: s.Topics, Schedule: s.Schedule, Backfill: s.Backfill,
		Pages: s.Pages, Enabled: s.Enabled, TLSInsecure: s.TLSInsecure, Attachments: s.Attachments,
	}
	if s.Rule != nil {
		rule := config.Rule(*s.Rule)
		out.Rule = &rule
	}
	return out
}

// outline makes an OPML outline of a source. What OPML has no word for goes into one attribute, as JSON.
func outline(s news.Source) (opml.Outline, error) {
	o := opml.Outline{Title: s.Name, Language: s.Language, Category: s.Topics}
	if s.Way == news.WayFeed {
		o.Feed = s.URL
	} else {
		o.Page = s.URL
	}
	whole, err := json.Marshal(s)
	o.Extra = map[string]string{"id": s.ID, "town": s.Town, "zone": s.Zone, "source": string(whole)}
	return o, err
}

// importOptions are the flags of `source import`.
type importOptions struct {
	town, zone, language           string
	replace, rest, dryRun, enabled bool
}

func newSourceImport(e *env) *cobra.Command {
	var opt importOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "import FILE",
		Short: "Add the sources of a YAML or OPML file; - reads standard input",
		Long: `import adds the sources of a file: YAML as in a configuration, or OPML as feed readers write it. The whole file is
checked first, and every mistake is named with its line; nothing is added while there is one. Sources that are there
already, by id or by address, are skipped and counted. Nothing is asked of the sites: ` + "`source test FILE`" + ` looks at each first.

EXIT STATUS
  0  imported, or all were there
  1  failed
  2  the file has mistakes; nothing was added`,
		Example: "  tidings source import feeds.opml --zone Europe/Berlin\n  tidings source import sources.yaml --dry-run",
		Args:    exactly(1, "a FILE"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		text, err := e.readFile(args[0])
		if err != nil {
			return err
		}
		return s.with(c.Context(), func(a *app.App) error { return importSources(c.Context(), e, a, args[0], text, opt) })
	}
	f := c.Flags()
	f.StringVar(&opt.town, "town", "", "town of those that name none (default: their folder, else their address)")
	f.StringVar(&opt.zone, "zone", "", "time zone of those that name none (default: by their address)")
	f.StringVar(&opt.language, "language", "", "language of those that name none")
	f.BoolVar(&opt.replace, "replace", false, "replace added sources of the same id")
	f.BoolVar(&opt.rest, "disabled", false, "add them without crawling them yet")
	f.BoolVar(&opt.enabled, "enable", false, "crawl them, also those the file has as disabled")
	f.BoolVar(&opt.dryRun, "dry-run", false, "only check and say what would be added")
	return c
}

// readFile reads a file, or standard input for "-".
func (e *env) readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(e.stdin)
	}
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, usageError{err}
	}
	return text, err
}

// importSources checks a file's sources and adds those that are not there.
func importSources(ctx context.Context, e *env, a *app.App, name string, text []byte, opt importOptions) error {
	sources, err := opt.parse(name, text)
	if err != nil {
		return err
	}
	i := importer{opt: opt, tally: map[string]int{}}
	if i.there, err = shownSources(ctx, a); err != nil {
		return err
	}
	err = a.Store.Write(ctx, func(tx *store.Tx) error {
		i.t, i.tally = table{}, map[string]int{}
		for _, s := range sources {
			if err := i.add(ctx, tx, a, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := i.t.print(e.stdout, ""); err != nil {
		return err
	}
	done := "added"
	if opt.dryRun {
		done = "to be added"
	}
	_, err = fmt.Fprintf(e.stdout, "%d %s, %d replaced, %d there already\n", i.tally["added"], done, i.tally["replaced"],
		i.tally["skipped"])
	return err
}

// parse reads the sources of a file; what is wrong with any is a usage error that names every mistake.
func (opt importOptions) parse(name string, text []byte) ([]news.Source, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))), []byte("<")) {
		found, problems := config.ParseSources(name, text)
		if len(problems) > 0 {
			return nil, usageError{problems}
		}
		out := make([]news.Source, len(found))
		for i, s := range found {
			out[i] = opt.change(setup.Source(s, ""))
		}
		return out, nil
	}
	found, err := opml.Parse(text, opmlSpace)
	if err != nil {
		return nil, usagef("%s: %w", name, err)
	}
	var out []news.Source
	var problems config.Problems
	seen := map[string]int{}
	for _, o := range found {
		s, err := opt.fromOutline(o, seen)
		if err != nil {
			problems = append(problems, config.Problem{File: name, Line: o.Line, Text: err.Error()})
			continue
		}
		for _, p := range config.CheckSource(name, sourced(s)) {
			p.Line, p.Path = o.Line, strings.TrimPrefix(p.Path, "sources[0].")
			problems = append(problems, p)
		}
		out = append(out, s)
	}
	if len(problems) > 0 {
		return nil, usageError{problems}
	}
	return out, nil
}

// change applies the flags that hold for every source.
func (opt importOptions) change(s news.Source) news.Source {
	s.Enabled = (s.Enabled || opt.enabled) && !opt.rest
	return s
}

// fromOutline makes a source of an outline: the one we wrote, or one guessed as `source add` does.
func (opt importOptions) fromOutline(o opml.Outline, seen map[string]int) (news.Source, error) {
	var s news.Source
	if whole := o.Extra["source"]; whole != "" {
		if err := json.Unmarshal([]byte(whole), &s); err != nil {
			return s, fmt.Errorf("%s:source is not what export wrote: %w", opmlPrefix, err)
		}
		return opt.change(s), nil
	}
	address := cmp.Or(o.Feed, o.Page)
	g := guess(cmp.Or(o.Page, o.Feed))
	folder := ""
	if len(o.Category) > 0 {
		folder = o.Category[len(o.Category)-1]
	}
	s = news.Source{
		ID: g.id, Name: o.Title, Town: cmp.Or(opt.town, folder, g.town), Country: g.country, URL: address,
		Zone: cmp.Or(opt.zone, g.zone), Language: cmp.Or(o.Language, opt.language), Enabled: true,
	}
	if o.Feed != "" {
		s.Way = news.WayFeed
	}
	if seen[g.id]++; seen[g.id] > 1 {
		s.ID = fmt.Sprintf("%s-%d", g.id, seen[g.id])
	}
	if s.Zone == "" {
		return s, fmt.Errorf("%s: the address does not tell the time zone; say --zone", address)
	}
	return opt.change(s), nil
}

// importer adds one source after the other.
type importer struct {
	opt   importOptions
	there []listedSource
	t     table
	tally map[string]int
}

// add adds a source, or says why not.
func (i *importer) add(ctx context.Context, tx *store.Tx, a *app.App, s news.Source) error {
	at := slices.IndexFunc(i.there, func(l listedSource) bool { return l.Source.ID == s.ID })
	same := slices.IndexFunc(i.there, func(l listedSource) bool { return l.Source.URL == s.URL })
	what, note := "added", ""
	switch {
	case at >= 0 && i.opt.replace && i.there[at].Origin == store.Added:
		what = "replaced"
	case at >= 0 && i.opt.replace:
		what, note = "skipped", "in the configuration, which is where to change it"
	case at >= 0:
		what, note = "skipped", "there is a source of this id"
	case same >= 0:
		what, note = "skipped", "the same address as "+i.there[same].Source.ID
	}
	i.tally[what]++
	if !s.Enabled && what != "skipped" {
		note = "disabled"
	}
	i.t.row(what, s.ID, s.Town, s.URL, note)
	switch {
	case i.opt.dryRun || what == "skipped":
		return nil
	case what == "replaced":
		return tx.ReplaceSource(ctx, s, a.Now())
	}
	err := tx.AddSource(ctx, s, a.Now())
	if fault.Is(err, fault.Conflict) {
		return usagef("two sources of the file have the id %q", s.ID)
	}
	return err
}
