package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/store"
	"tidings/internal/survey/report"
)

func newSourceCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "source", Short: "Add, look at and mend sources", Args: noVerb, RunE: help,
		Long: `A source is a publisher tidings watches. Sources in the configuration are changed there. Those that are added
with these commands live in the database: a running daemon takes them up at its next tick, without a restart, and so
does every replica. When a source of the same id is put into the configuration, the configuration is its master.`,
		Example: `  tidings source test https://www.town.example/     # what would be found there, and how
  tidings source add https://www.town.example/ --town Oakfield --zone America/Chicago
  tidings source list
  tidings source doctor oakfield                    # when its state is not fine or quiet`,
	}
	c.AddCommand(newSourceList(e), newSourceAdd(e), newSourceTest(e), newSourceDoctor(e), newSourceSwitch(e, true),
		newSourceSwitch(e, false), newSourceRemove(e), newSourceImport(e), newSourceExport(e), newSourceCatalogue(e))
	return c
}

func newSourceList(e *env) *cobra.Command {
	var asJSON bool
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "Show every source with its state, last news, rhythm and next crawl", Args: atMost(0),
		Long: `list shows every source. STATE is new, fine, quiet (read well, nothing new), redesigned (answers, but no news is
found where it was), blocked (refuses to be read), frozen (answers, but has brought nothing new for far longer than its
rhythm explains) or unreachable; disabled sources are not crawled.`,
		Example: "  tidings source list\n  tidings source list --json",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			sources, err := a.Survey.Known(c.Context())
			if err != nil {
				return err
			}
			return report.Sources(e.stdout, sources, a.Now(), asJSON)
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a source")
	return c
}

// newSourceSwitch makes `source enable` or `source disable`.
func newSourceSwitch(e *env, on bool) *cobra.Command {
	use, short := "disable ID…", "Let added sources rest: they are not crawled, and missing from receipts"
	if on {
		use, short = "enable ID…", "Crawl added sources again, from the next tick on"
	}
	s, c := newSession(e, &cobra.Command{
		Use: use, Short: short, Args: atLeast(1, "the ID of a source"),
		Example: "  tidings source " + strings.TrimSuffix(use, " ID…") + " oakfield",
	})
	c.RunE = func(c *cobra.Command, ids []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			return changeSources(c.Context(), a, ids, func(tx *store.Tx, id string) error {
				return tx.EnableSource(c.Context(), id, on, a.Now())
			})
		})
	}
	return c
}

func newSourceRemove(e *env) *cobra.Command {
	var yes bool
	s, c := newSession(e, &cobra.Command{
		Use: "remove ID…", Short: "Take added sources away; what they brought stays", Args: atLeast(1, "the ID of a source"),
		Example: "  tidings source remove oakfield",
	})
	c.RunE = func(c *cobra.Command, ids []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			if !yes && !e.confirm(fmt.Sprintf("Remove %d source(s)?", len(ids))) {
				return usagef("nothing is removed; say --yes to remove without being asked")
			}
			return changeSources(c.Context(), a, ids, func(tx *store.Tx, id string) error { return tx.RemoveSource(c.Context(), id) })
		})
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

// changeSources does something to each of the sources, all or none. Unknown and configured ones are named with what to
// do.
func changeSources(ctx context.Context, a *app.App, ids []string, do func(*store.Tx, string) error) error {
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := do(tx, id); err != nil {
				return refusal(a.Config, id, err)
			}
		}
		return nil
	})
}

// refusal says where a source that is not ours to change is changed.
func refusal(c *config.Config, id string, err error) error {
	switch {
	case fault.Is(err, fault.NotFound):
		return usagef("no source %q; `tidings source list` shows them", id)
	case !fault.Is(err, fault.Conflict):
		return err
	case slices.Contains(c.Catalogue, id):
		return usagef("source %q comes from catalogue: in %s; change it there", id, cmp.Or(c.File(), "the configuration"))
	}
	if c.Line(id) == 0 {
		return usagef("source %q comes with the built-in configuration; `tidings config init` writes one of your own", id)
	}
	return usagef("source %q is in the configuration; change it in %s:%d", id, c.File(), c.Line(id))
}

func newSourceCatalogue(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "catalogue",
		Short:   "List the municipal sources that ship with tidings; `source add ID` adds one",
		Example: "  tidings source catalogue\n  tidings source add huaibei",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			all, err := config.Catalogue()
			if err != nil {
				return err
			}
			var t show.Table
			for _, s := range all {
				t.Row(s.ID, s.Country, s.Town, s.Language, s.URL)
			}
			return t.Print(e.stdout, "")
		},
	}
}

// crawledSource and everySource say which sources are meant when none is named.
func crawledSource(s news.Source) bool { return s.Enabled }
func everySource(news.Source) bool     { return true }

// chooseSources finds the sources that are named, or all that are meant.
func chooseSources(ctx context.Context, a *app.App, ids []string, meant func(news.Source) bool) ([]news.Source, error) {
	known, err := a.Survey.Known(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]news.Source, len(known))
	for i, k := range known {
		all[i] = k.Source
	}
	var out []news.Source
	for _, id := range ids {
		i := slices.IndexFunc(all, func(s news.Source) bool { return s.ID == id })
		if i < 0 {
			return nil, usagef("no source %q; `tidings source list` shows them", id)
		}
		out = append(out, all[i])
	}
	if len(ids) > 0 {
		return out, nil
	}
	out = slices.DeleteFunc(all, func(s news.Source) bool { return !meant(s) })
	if len(out) == 0 {
		return nil, usagef("no source is enabled; enable one in the configuration, name one, or `tidings source add URL`")
	}
	return out, nil
}
