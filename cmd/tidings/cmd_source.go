package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
)

func newSourceCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "source", Short: "Show, try and look up sources", Args: noVerb, RunE: help}
	c.AddCommand(newSourceList(e), newSourceTest(e), newSourceCatalogue(e))
	return c
}

func newSourceList(e *env) *cobra.Command {
	var asJSON bool
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "Show every source with its state, last good read and last news", Args: atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error { return listSources(c.Context(), e.stdout, a, asJSON) })
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a source")
	return c
}

func listSources(ctx context.Context, w io.Writer, a *app.App, asJSON bool) error {
	sources, err := a.Store.Sources(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	if !asJSON {
		fmt.Fprintln(out, "ID\tSTATE\tLAST READ\tLAST NEWS\tNEXT\tWAY\tNAME")
	}
	for _, source := range sources {
		h, err := a.Store.Health(ctx, source.ID)
		if err != nil {
			return err
		}
		if asJSON {
			err = json.NewEncoder(w).Encode(map[string]any{"source": source, "health": h})
		} else {
			state := string(h.State)
			if !source.Enabled {
				state = "disabled"
			}
			_, err = fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", source.ID, state, ago(a.Now(), h.LastRead),
				ago(a.Now(), h.LastNew), ago(a.Now(), h.NextAt), h.Way, source.Name)
		}
		if err == nil && h.Err != "" && !asJSON {
			_, err = fmt.Fprintf(out, "\t  %s\n", h.Err)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
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

func newSourceTest(e *env) *cobra.Command {
	var asJSON bool
	s, c := newSession(e, &cobra.Command{
		Use:   "test ID|URL",
		Short: "Look at a source once: the way in and its newest titles; nothing is kept",
		Args:  exactly(1, "the ID of a source, or a URL"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			source, err := findSource(c.Context(), a, args[0])
			if err != nil {
				return err
			}
			_, result, err := a.Gather.Look(c.Context(), source)
			if asJSON {
				return encodeLook(e.stdout, source, result, err)
			}
			printLook(e.stdout, source, result)
			return err
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return c
}

// findSource gives the source with that id, configured or in the catalogue; for a URL, one made up of it.
func findSource(ctx context.Context, a *app.App, arg string) (news.Source, error) {
	if strings.Contains(arg, "://") {
		return news.Source{ID: "test", Name: arg, URL: arg, Zone: "UTC", Enabled: true}, nil
	}
	source, err := a.Store.Source(ctx, arg)
	if !fault.Is(err, fault.NotFound) {
		return source, err
	}
	catalogue, err := config.Catalogue()
	if err != nil {
		return news.Source{}, err
	}
	for _, s := range catalogue {
		if s.ID == arg {
			return app.Source(s, a.Config.Crawl.Schedule), nil
		}
	}
	return news.Source{}, usagef("no source %q, neither configured nor in the catalogue", arg)
}

// printLook shows what discovery found, step by step, and the newest titles.
func printLook(w io.Writer, source news.Source, r crawl.Result) {
	fmt.Fprintf(w, "%s\n", source.URL)
	for _, t := range r.Tries {
		if t.Err != "" {
			fmt.Fprintf(w, "  tried  %-10s %s: %s\n", t.Way, t.URL, t.Err)
		}
	}
	if r.Way == "" {
		return
	}
	fmt.Fprintf(w, "  found  %-10s %s: %d links\n\n", r.Way, r.ListingURL, len(r.Links))
	for _, l := range r.Links[:min(10, len(r.Links))] {
		date := l.Published.String()
		if date == "" {
			date = "undated"
		}
		fmt.Fprintf(w, "  %-25s %s\n  %-25s %s\n", date, l.Title, "", l.URL)
	}
}

// encodeLook writes a look as JSON, its failure included; the failure also decides the exit code.
func encodeLook(w io.Writer, source news.Source, r crawl.Result, failure error) error {
	out := map[string]any{"url": source.URL, "way": r.Way, "listing": r.ListingURL, "links": r.Links, "tries": r.Tries}
	if failure != nil {
		out["error"] = failure.Error()
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		return err
	}
	return failure
}

func newSourceCatalogue(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "catalogue",
		Short: "List the municipal sources that ship with tidings; name them under catalogue: to enable them",
		Args:  atMost(0),
		RunE: func(*cobra.Command, []string) error {
			all, err := config.Catalogue()
			if err != nil {
				return err
			}
			out := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
			for _, s := range all {
				fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", s.ID, s.Country, s.Town, s.Language, s.URL)
			}
			return out.Flush()
		},
	}
}
