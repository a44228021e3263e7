package main

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/survey/report"
)

func newSourceDoctor(e *env) *cobra.Command {
	var asJSON bool
	var raw string
	s, c := newSession(e, &cobra.Command{
		Use:   "doctor ID",
		Short: "Say what became of a source: the last good read beside now, and what to do",
		Long: `doctor sets what a source's listing was when it was read well last beside what it answers now, says what changed and
what to do, and where the page is there but its list is not recognised, proposes a rule that was tried on it. It asks
the site as a crawl does and changes nothing.

With --raw it prints the listing itself as it was kept, to be looked at: of the last good read, or of the last failure.

EXIT STATUS
  0  the source can be read
  1  failed: the diagnosis could not be made
  2  wrong usage
  3  the source is in trouble; what is to be done is named`,
		Example: "  tidings source doctor huaibei\n  tidings source doctor huaibei --raw failed > page.html",
		Args:    exactly(1, "the ID of a source"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			source, err := findSource(c.Context(), a, args[0])
			if err != nil {
				return err
			}
			if raw != "" {
				return printRaw(c, e.stdout, a, source.ID, raw)
			}
			d, err := a.Survey.Diagnose(c.Context(), source)
			if err != nil {
				return err
			}
			if err := report.Diagnosis(e.stdout, d, a.Now(), asJSON); err != nil || d.Trouble == "" && d.Now.Good {
				return err
			}
			return fault.New(fault.Partial, "%s is in trouble: %s", source.ID, cmp.Or(string(d.Trouble), d.Now.Err))
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	c.Flags().StringVar(&raw, "raw", "", "print the kept listing: good or failed")
	return c
}

// printRaw writes a kept listing as it came.
func printRaw(c *cobra.Command, w io.Writer, a *app.App, id, which string) error {
	if which != "good" && which != "failed" {
		return usagef("--raw %q: it is good or failed", which)
	}
	kept, err := a.Store.Evidence(c.Context(), id, which == "good")
	if fault.Is(err, fault.NotFound) {
		return usagef("no %s listing of %s is kept", which, id)
	}
	if err == nil && len(kept.Page.Body) == 0 {
		return fault.New(fault.NotFound, "the last %s answer of %s had no content: %s", which, id, kept.Err)
	}
	if err == nil {
		_, err = w.Write(kept.Page.Body)
	}
	return err
}
