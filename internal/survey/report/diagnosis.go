package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"tidings/internal/charset"
	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/sourcefile"
	"tidings/internal/survey"
)

// Diagnosis writes what became of a source: the last good read beside now, what changed, what to do.
func Diagnosis(w io.Writer, d survey.Diagnosis, now time.Time, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(diagnosisJSON(d))
	}
	var out strings.Builder
	diagnosis(&out, d, now)
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

// diagnosis writes a diagnosis for people: how it was and is, the titles of both, what changed and what to do.
func diagnosis(out *strings.Builder, d survey.Diagnosis, now time.Time) {
	h := d.Health
	fmt.Fprintf(out, "%s  %s: %s%s\n", d.Source.ID, d.Source.Name, h.State, show.After(" since ", show.Since(now, h.Since)))
	fmt.Fprintf(out, "  rhythm %s; last news %s%s\n\n", d.Rhythm, show.Ago(now, h.LastNew), patience(d))
	compared(out, d)
	if d.Good != nil && len(d.Good.Links) > 0 {
		fmt.Fprint(out, "\nTitles at the last good read\n")
		titles(out, d.Good.Links)
	}
	if links := survey.NewestFirst(d.Now.Links); len(links) > 0 {
		fmt.Fprint(out, "\nTitles now\n")
		titles(out, links)
	}
	if len(d.Changed) > 0 {
		fmt.Fprint(out, "\nWhat changed\n")
		for _, line := range d.Changed {
			fmt.Fprintf(out, "  - %s\n", line)
		}
	}
	fmt.Fprintf(out, "\nWhat to do\n  %s\n", strings.Join(d.Advice(), "\n  "))
	proposal(out, d)
}

// patience says when the source is called frozen, if nothing comes.
func patience(d survey.Diagnosis) string {
	until := d.Rhythm.Until(d.Health.LastNew)
	if d.Health.LastNew.IsZero() || until.IsZero() || d.Trouble != "" {
		return ""
	}
	return "; frozen if nothing comes before " + until.Format("2 January 2006")
}

// compared sets the last good read beside now.
func compared(out *strings.Builder, d survey.Diagnosis) {
	var t show.Table
	t.Row("", "LAST GOOD READ", "NOW")
	row := func(name string, of func(news.Evidence) string) {
		was, is := "", of(d.Now)
		if d.Good != nil {
			was = of(*d.Good)
		}
		if was != "" || is != "" {
			t.Row(name, cmp.Or(was, "–"), cmp.Or(is, "–"))
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
		if newest := news.Newest(e.Links); !newest.IsZero() {
			return newest.Format(time.DateOnly)
		}
		return ""
	})
	row("failure", func(e news.Evidence) string { return strings.TrimPrefix(e.Err, "crawl "+d.Source.ID+": ") })
	t.Print(out, "  ") //nolint:errcheck // a Builder takes everything
}

// proposal writes the proposed rule as it goes into a configuration, and what it gives.
func proposal(out *strings.Builder, d survey.Diagnosis) {
	p := d.Proposal
	if p == nil {
		return
	}
	fmt.Fprintf(out, "\nProposed rule, tried on the page as it is now: %d links, %d of them known\n", len(p.Links), p.Known)
	titles(out, p.Links[:min(5, len(p.Links))])
	proposed := d.Source
	proposed.Way, proposed.Rule = "", &p.Rule
	if proposed.Rule.Body == "" && d.Source.Rule != nil {
		proposed.Rule.Body, proposed.Rule.Remove = d.Source.Rule.Body, d.Source.Rule.Remove
	}
	fmt.Fprint(out, "\n  as YAML, for the configuration or `tidings source import --replace`:\n\n")
	var text strings.Builder
	if err := sourcefile.Write(&text, sourcefile.YAML, []news.Source{proposed}); err != nil {
		fmt.Fprintf(&text, "%v\n", err)
	}
	for line := range strings.Lines(text.String()) {
		fmt.Fprintf(out, "    %s", line)
	}
}
