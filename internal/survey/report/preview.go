package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/survey"
	"tidings/internal/survey/candidate"
	"tidings/templates"
)

// Preview writes what a source would bring: what was tried and found, what is known of it, the newest titles.
func Preview(w io.Writer, p survey.Preview, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(previewJSON(p))
	}
	var out strings.Builder
	preview(&out, p)
	_, err := io.WriteString(w, out.String())
	return err
}

// Candidate writes a preview with the source that would be saved.
func Candidate(w io.Writer, p survey.Preview, source news.Source, asJSON bool) error {
	if asJSON {
		out := previewJSON(p)
		out["source"] = source
		return json.NewEncoder(w).Encode(out)
	}
	var out strings.Builder
	preview(&out, p)
	fmt.Fprint(&out, "\n  Saved, it would be:\n")
	var t show.Table
	t.Row("id", source.ID, "(--id)")
	t.Row("name", source.Name, "(--name)")
	t.Row("town", cmp.Or(source.Town, "not known, but needed: say --town"), "(--town)")
	t.Row("zone", cmp.Or(source.Zone, "not known, but needed: say --zone"), "(--zone)")
	t.Row("language", cmp.Or(source.Language, "not known"), "(--language)")
	t.Row("url", source.URL, "")
	t.Print(&out, "    ") //nolint:errcheck // a Builder takes everything
	_, err := io.WriteString(w, out.String())
	return err
}

func preview(out *strings.Builder, p survey.Preview) {
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
	facts(out, p)
	if len(p.Links) > 0 {
		fmt.Fprintln(out)
		titles(out, p.Links)
	}
	if len(p.More) > 0 {
		fmt.Fprint(out, "\n  The site also calls these its news; each can be a source of its own:\n")
		var t show.Table
		for _, m := range p.More {
			t.Row(m.Title, m.URL)
		}
		t.Print(out, "    ") //nolint:errcheck // a Builder takes everything
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

// facts writes what is known beside the titles.
func facts(out *strings.Builder, p survey.Preview) {
	if p.Charset != "" {
		fmt.Fprintf(out, "  page   in %s%s\n", p.Charset, show.After(", language ", candidate.Language(p)))
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
		fmt.Fprintf(out, "  read   %s %q, %s, %d characters\n", show.Kind(p.Sample.Kind), templates.Truncate(p.Sample.Title, 60),
			cmp.Or(p.Sample.Published.String(), "undated"), len([]rune(p.Sample.Text)))
	}
	if p.Source.TLSInsecure {
		fmt.Fprint(out, "  WARNING its certificate is not checked (tls_insecure)\n")
	}
}

// previewJSON gives a preview for programs.
func previewJSON(p survey.Preview) map[string]any {
	out := map[string]any{
		"url": p.Source.URL, "way": p.Crawl.Way, "listing": p.Crawl.ListingURL, "links": p.Links, "tries": p.Crawl.Tries,
		"charset": p.Charset, "language": candidate.Language(p), "robots": p.Robots, "per_week": p.Rhythm.PerWeek,
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
