package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/rhythm"
	"tidings/internal/store"
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
		return s.with(c.Context(), func(a *app.App) error { return listSources(c.Context(), e.stdout, a, asJSON) })
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a source")
	return c
}

// listedSource is what --json prints of a source.
type listedSource struct {
	Source news.Source   `json:"source"`
	Origin store.Origin  `json:"origin"`
	Health news.Health   `json:"health"`
	Rhythm string        `json:"rhythm"`
	rhythm rhythm.Rhythm // in words above
}

// shownSources gives all sources but the removed ones.
func shownSources(ctx context.Context, a *app.App) ([]listedSource, error) {
	sources, err := a.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	origins, err := a.Store.Origins(ctx)
	if err != nil {
		return nil, err
	}
	var out []listedSource
	for _, source := range sources {
		l := listedSource{Source: source, Origin: origins[source.ID]}
		if l.Origin == store.Removed {
			continue
		}
		if l.Health, err = a.Store.Health(ctx, source.ID); err != nil {
			return nil, err
		}
		if l.rhythm, err = a.Gather.Rhythm(ctx, source); err != nil {
			return nil, err
		}
		l.Rhythm = l.rhythm.String()
		out = append(out, l)
	}
	return out, nil
}

func listSources(ctx context.Context, w io.Writer, a *app.App, asJSON bool) error {
	sources, err := shownSources(ctx, a)
	if err != nil {
		return err
	}
	if asJSON {
		for _, l := range sources {
			if err := json.NewEncoder(w).Encode(l); err != nil {
				return err
			}
		}
		return nil
	}
	var t table
	t.row("ID", "STATE", "SINCE", "LAST NEWS", "RHYTHM", "NEXT CRAWL", "WAY", "NAME")
	for _, l := range sources {
		h, now := l.Health, a.Now()
		state, next := string(h.State), ago(now, h.NextAt)
		if !l.Source.Enabled {
			state, next = "disabled", "–"
		}
		t.row(l.Source.ID, state, cmp.Or(sinceDay(now, h.Since), "–"), ago(now, h.LastNew), l.Rhythm, next,
			cmp.Or(string(h.Way), "–"), l.Source.Name)
		if h.Err != "" && l.Source.Enabled {
			t.note(h.Err)
		}
		if l.Source.TLSInsecure {
			t.note("its certificate is not checked (tls_insecure)")
		}
	}
	if len(sources) == 0 {
		_, err := fmt.Fprintln(w, "no source yet; `tidings source add URL` adds one")
		return err
	}
	return t.print(w, "")
}

// sinceDay gives a day, or the time of today; "" for never.
func sinceDay(now, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case now.Sub(t) < 24*time.Hour:
		return ago(now, t)
	case now.Sub(t) < 300*24*time.Hour:
		return t.Local().Format("2 Jan")
	}
	return t.Local().Format("2 Jan 2006")
}

// ago says how far t is from now, roughly.
func ago(now, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d, word := now.Sub(t), "ago"
	if d < 0 {
		d, word = -d, "from now"
	}
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min %s", int(d.Minutes()), word)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %s", int(d.Hours()), word)
	}
	return fmt.Sprintf("%d days %s", int(d.Hours()/24), word)
}

// newSourceSwitch makes `source enable` or `source disable`.
func newSourceSwitch(e *env, on bool) *cobra.Command {
	use, short := "disable ID…", "Let added sources rest: they are not crawled, and missing from receipts"
	if on {
		use, short = "enable ID…", "Crawl added sources again, from the next tick on"
	}
	s, c := newSession(e, &cobra.Command{Use: use, Short: short, Args: cobra.MinimumNArgs(1)})
	c.RunE = func(c *cobra.Command, ids []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			return s.change(c.Context(), a, ids, func(tx *store.Tx, id string) error {
				return tx.EnableSource(c.Context(), id, on, a.Now())
			})
		})
	}
	return c
}

func newSourceRemove(e *env) *cobra.Command {
	var yes bool
	s, c := newSession(e, &cobra.Command{
		Use: "remove ID…", Short: "Take added sources away; what they brought stays", Args: cobra.MinimumNArgs(1),
	})
	c.RunE = func(c *cobra.Command, ids []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			if !yes && !e.confirm(fmt.Sprintf("Remove %d source(s)?", len(ids))) {
				return usagef("nothing is removed; say --yes to remove without being asked")
			}
			return s.change(c.Context(), a, ids, func(tx *store.Tx, id string) error { return tx.RemoveSource(c.Context(), id) })
		})
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

// change does something to each of the sources, all or none. Unknown and configured ones are named with what to do.
func (s *session) change(ctx context.Context, a *app.App, ids []string, do func(*store.Tx, string) error) error {
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := do(tx, id); err != nil {
				return s.explainRefusal(a.Config, id, err)
			}
		}
		return nil
	})
	return err
}

// explainRefusal says where a source that is not ours to change is changed.
func (s *session) explainRefusal(c *config.Config, id string, err error) error {
	switch {
	case fault.Is(err, fault.NotFound):
		return usagef("no source %q; `tidings source list` shows them", id)
	case !fault.Is(err, fault.Conflict):
		return err
	case slices.Contains(c.Catalogue, id):
		return usagef("source %q comes from catalogue: in %s; change it there", id, cmp.Or(c.File(), "the configuration"))
	}
	return usagef("source %q is in the configuration; change it in %s:%d", id, cmp.Or(c.File(), "the configuration"), c.Line(id))
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
			var t table
			for _, s := range all {
				t.row(s.ID, s.Country, s.Town, s.Language, s.URL)
			}
			return t.print(e.stdout, "")
		},
	}
}
