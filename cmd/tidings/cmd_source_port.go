package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/show"
	"tidings/internal/sourcefile"
	"tidings/internal/survey"
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
		if format != sourcefile.YAML && format != sourcefile.OPML {
			return usagef("unknown format %q; it is yaml or opml", format)
		}
		return s.with(c.Context(), func(a *app.App) error {
			chosen, err := chooseSources(c.Context(), a, ids, everySource)
			if err != nil {
				return err
			}
			return sourcefile.Write(e.stdout, format, chosen)
		})
	}
	c.Flags().StringVar(&format, "format", sourcefile.YAML, "yaml or opml")
	return c
}

// importOptions are the flags of `source import`.
type importOptions struct {
	sourcefile.Defaults
	survey.ImportOptions
	rest, enabled bool
}

func newSourceImport(e *env) *cobra.Command {
	var opt importOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "import FILE",
		Short: "Add the sources of a YAML or OPML file; - reads standard input",
		Long: `import adds the sources of a file: YAML as in a configuration, or OPML as feed readers write it. The whole file is
checked first, and every mistake is named with its line; nothing is added while there is one. Sources that are there
already, by id or by address, are skipped and counted. Nothing is asked of the sites: "tidings source test FILE" looks
at each first.

EXIT STATUS
  0  imported, or all were there
  1  failed
  2  the file has mistakes; nothing was added`,
		Example: "  tidings source import feeds.opml --zone Europe/Berlin\n  tidings source import sources.yaml --dry-run",
		Args:    exactly(1, "a FILE"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		in, err := e.input(args[0])
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // it is only read
		text, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		return s.with(c.Context(), func(a *app.App) error { return importSources(c.Context(), e, a, args[0], text, opt) })
	}
	f := c.Flags()
	f.StringVar(&opt.Town, "town", "", "town of those that name none (default: their folder, else their address)")
	f.StringVar(&opt.Zone, "zone", "", "time zone of those that name none (default: by their address)")
	f.StringVar(&opt.Language, "language", "", "language of those that name none")
	f.BoolVar(&opt.Replace, "replace", false, "replace added sources of the same id")
	f.BoolVar(&opt.rest, "disabled", false, "add them without crawling them yet")
	f.BoolVar(&opt.enabled, "enable", false, "crawl them, also those the file has as disabled")
	f.BoolVar(&opt.Dry, "dry-run", false, "only check and say what would be added")
	return c
}

// importSources checks a file's sources, adds those that are not there, and tells what became of each.
func importSources(ctx context.Context, e *env, a *app.App, name string, text []byte, opt importOptions) error {
	sources, err := sourcefile.Read(name, text, opt.Defaults)
	if err != nil {
		return asUsage(err)
	}
	for i := range sources {
		sources[i].Enabled = (sources[i].Enabled || opt.enabled) && !opt.rest
	}
	imported, err := a.Survey.Import(ctx, sources, opt.ImportOptions)
	if err != nil {
		return asUsage(err)
	}
	var t show.Table
	tally := map[survey.Fate]int{}
	for _, i := range imported {
		tally[i.Fate]++
		t.Row(string(i.Fate), i.Source.ID, i.Source.Town, i.Source.URL, i.Note)
	}
	if err := t.Print(e.stdout, ""); err != nil {
		return err
	}
	done := "added"
	if opt.Dry {
		done = "to be added"
	}
	_, err = fmt.Fprintf(e.stdout, "%d %s, %d replaced, %d there already\n", tally[survey.FateAdded], done,
		tally[survey.FateReplaced], tally[survey.FateSkipped])
	return err
}
