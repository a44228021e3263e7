package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/charset"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/survey"
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
			if err := showDiagnosis(e.stdout, d, a, asJSON); err != nil || d.Trouble == "" && d.Now.Good {
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

// showDiagnosis writes a diagnosis.
func showDiagnosis(w io.Writer, d survey.Diagnosis, a *app.App, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(diagnosisJSON(d))
	}
	var out strings.Builder
	printDiagnosis(&out, d, a)
	_, err := io.WriteString(w, out.String())
	return err
}

func diagnosisJSON(d survey.Diagnosis) map[string]any {
	out := map[string]any{
		"source": d.Source.ID, "state": d.Health.State, "since": d.Health.Since, "now": d.Trouble, "error": d.Now.Err,
		"way": d.Now.Way, "links": d.Now.Count, "changed": d.Changed, "rhythm": d.Rhythm.String(),
	}
	if d.Good != nil {
		out["last_good"] = map[string]any{"at": d.Good.At, "way": d.Good.Way, "links": d.Good.Count, "url": d.Good.Page.URL}
	}
	if d.Proposal != nil {
		out["proposal"] = map[string]any{"rule": d.Proposal.Rule, "links": len(d.Proposal.Links), "known": d.Proposal.Known}
	}
	if d.Elsewhere != nil {
		out["elsewhere"] = d.Elsewhere.Crawl.ListingURL
	}
	return out
}

// printDiagnosis writes a diagnosis for people.
func printDiagnosis(out *strings.Builder, d survey.Diagnosis, a *app.App) {
	h := d.Health
	fmt.Fprintf(out, "%s  %s: %s%s\n", d.Source.ID, d.Source.Name, h.State, after(" since ", sinceDay(a.Now(), h.Since)))
	fmt.Fprintf(out, "  rhythm %s; last news %s%s\n\n", d.Rhythm, ago(a.Now(), h.LastNew), patience(d))
	printCompared(out, d)
	if d.Good != nil && len(d.Good.Links) > 0 {
		fmt.Fprint(out, "\nTitles at the last good read\n")
		printTitles(out, "  ", d.Good.Links)
	}
	if now := survey.NewestFirst(d.Now.Links); len(now) > 0 {
		fmt.Fprint(out, "\nTitles now\n")
		printTitles(out, "  ", now)
	}
	if len(d.Changed) > 0 {
		fmt.Fprint(out, "\nWhat changed\n")
		for _, line := range d.Changed {
			fmt.Fprintf(out, "  - %s\n", line)
		}
	}
	fmt.Fprintf(out, "\nWhat to do\n  %s\n", strings.Join(advice(d), "\n  "))
	printProposal(out, d)
}

// patience says when the source is called frozen, if nothing comes.
func patience(d survey.Diagnosis) string {
	until := d.Rhythm.Until(d.Health.LastNew)
	if d.Health.LastNew.IsZero() || until.IsZero() || d.Trouble != "" {
		return ""
	}
	return "; frozen if nothing comes before " + until.Format("2 January 2006")
}

// printCompared sets the last good read beside now.
func printCompared(out *strings.Builder, d survey.Diagnosis) {
	var was news.Evidence
	if d.Good != nil {
		was = *d.Good
	}
	var t table
	t.row("", "LAST GOOD READ", "NOW")
	row := func(name string, of func(news.Evidence) string) {
		old, now := "", of(d.Now)
		if d.Good != nil {
			old = of(was)
		}
		if old != "" || now != "" {
			t.row(name, cmp.Or(old, "–"), cmp.Or(now, "–"))
		}
	}
	row("when", func(e news.Evidence) string { return e.At.Format("2006-01-02 15:04 MST") })
	row("way", func(e news.Evidence) string { return string(e.Way) })
	row("address", func(e news.Evidence) string { return e.Page.URL })
	row("leads to", func(e news.Evidence) string {
		if e.Page.FinalURL == e.Page.URL {
			return ""
		}
		return e.Page.FinalURL
	})
	row("status", func(e news.Evidence) string {
		if e.Page.Status == 0 {
			return ""
		}
		return fmt.Sprint(e.Page.Status)
	})
	row("charset", func(e news.Evidence) string {
		if len(e.Page.Body) == 0 {
			return ""
		}
		_, name := charset.Decode(e.Page.Body, e.Page.ContentType, d.Source.Language)
		return fmt.Sprintf("%s, %d bytes", name, len(e.Page.Body))
	})
	row("links", func(e news.Evidence) string { return fmt.Sprint(e.Count) })
	row("newest", func(e news.Evidence) string {
		if newest := newestOf(e.Links); !newest.IsZero() {
			return newest.Format(time.DateOnly)
		}
		return ""
	})
	row("failure", func(e news.Evidence) string { return strings.TrimPrefix(e.Err, "crawl "+d.Source.ID+": ") })
	t.print(out, "  ") //nolint:errcheck // a Builder takes everything
}

// newestOf gives the newest date of links, zero when none is dated.
func newestOf(links []news.Link) time.Time {
	var at time.Time
	for _, l := range links {
		if l.Published.Time.After(at) {
			at = l.Published.Time
		}
	}
	return at
}

// advice says what an operator can do about a source.
func advice(d survey.Diagnosis) []string {
	var out []string
	if d.Elsewhere != nil {
		out = append(out, fmt.Sprintf("There is newer news elsewhere on the site: %s (%d links, newest %s).",
			d.Elsewhere.Crawl.ListingURL, len(d.Elsewhere.Links), d.Elsewhere.Links[0].Published),
			"Make that the source's url, or `tidings source add "+d.Elsewhere.Crawl.ListingURL+"`.")
	}
	switch {
	case d.Trouble == news.StateRedesigned && d.Proposal != nil:
		out = append(out, "Look at the titles the rule below gives. If they are the news, put it into the source.")
	case d.Trouble == news.StateRedesigned:
		out = append(out, "Look at the page in a browser and find the one that lists the news now; `tidings source test URL` tries it.")
	case d.Trouble == news.StateBlocked:
		out = append(out, "The site does not want to be read by programs; tidings obeys and goes round no wall.",
			"Ask its webmaster for leave (the User-Agent names your crawl.contact), or find another publisher of its news.")
	case d.Trouble == news.StateFrozen:
		out = append(out, "Look at the page in a browser: either the town is silent, or its news has moved to another page.")
	case d.Trouble == news.StateUnreachable && strings.Contains(d.Now.Err, "certificate"):
		out = append(out, "Tell the site's webmaster of the certificate. Until it is mended, tls_insecure: true reads the source without",
			"checking it: whoever sits between could then change what you read.")
	case d.Trouble == news.StateUnreachable:
		out = append(out, "Nothing, at first: it is asked again by itself, less and less often, at least twice a day.",
			"If a browser reads the site from the same machine, its address or host name may have changed.")
	case !d.Now.Good:
		out = append(out, "The failure is not the site's: "+d.Now.Err)
	default:
		out = append(out, "Nothing: it can be read.")
	}
	return out
}

// printProposal writes the proposed rule as it goes into a configuration, and what it gives.
func printProposal(out *strings.Builder, d survey.Diagnosis) {
	p := d.Proposal
	if p == nil {
		return
	}
	fmt.Fprintf(out, "\nProposed rule, tried on the page as it is now: %d links, %d of them known\n", len(p.Links), p.Known)
	printTitles(out, "  ", p.Links[:min(5, len(p.Links))])
	proposed := d.Source
	proposed.Way, proposed.Rule = "", &p.Rule
	if proposed.Rule.Body == "" && d.Source.Rule != nil {
		proposed.Rule.Body, proposed.Rule.Remove = d.Source.Rule.Body, d.Source.Rule.Remove
	}
	fmt.Fprint(out, "\n  as YAML, for the configuration or `tidings source import --replace`:\n\n")
	var text strings.Builder
	if err := config.PrintSources(&text, []config.Source{sourced(proposed)}); err != nil {
		fmt.Fprintf(&text, "%v\n", err)
	}
	for line := range strings.Lines(text.String()) {
		fmt.Fprintf(out, "    %s", line)
	}
}
