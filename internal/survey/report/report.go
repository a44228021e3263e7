// Package report prints what package survey finds, for people as text and for programs as JSON: how sources are, what
// one would bring, what became of one.
package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/store"
	"tidings/internal/survey"
)

// known is what is known of a source as JSON.
type known struct {
	Source news.Source  `json:"source"`
	Origin store.Origin `json:"origin"`
	Health news.Health  `json:"health"`
	Rhythm string       `json:"rhythm"`
}

// Sources writes a line for each source.
func Sources(w io.Writer, sources []survey.Known, now time.Time, asJSON bool) error {
	if asJSON {
		for _, k := range sources {
			line := known{Source: k.Source, Origin: k.Origin, Health: k.Health, Rhythm: k.Rhythm.String()}
			if err := json.NewEncoder(w).Encode(line); err != nil {
				return err
			}
		}
		return nil
	}
	if len(sources) == 0 {
		_, err := fmt.Fprintln(w, "no source yet; `tidings source add URL` adds one")
		return err
	}
	var t show.Table
	t.Row("ID", "STATE", "SINCE", "LAST NEWS", "RHYTHM", "NEXT CRAWL", "WAY", "NAME")
	for _, k := range sources {
		h := k.Health
		state, next := string(h.State), show.Ago(now, h.NextAt)
		if !k.Source.Enabled {
			state, next = "disabled", "–"
		}
		t.Row(k.Source.ID, state, cmp.Or(show.Since(now, h.Since), "–"), show.Ago(now, h.LastNew), k.Rhythm.String(), next,
			cmp.Or(string(h.Way), "–"), k.Source.Name)
		if h.Err != "" && k.Source.Enabled {
			t.Note(h.Err)
		}
		if k.Source.TLSInsecure {
			t.Note("its certificate is not checked (tls_insecure)")
		}
	}
	return t.Print(w, "")
}

// shownLinks is how many titles a person sees of a listing.
const shownLinks = 10

// titles writes the newest titles with their dates.
func titles(out *strings.Builder, links []news.Link) {
	var t show.Table
	for _, l := range links[:min(shownLinks, len(links))] {
		day := "undated"
		if l.Published.Known() {
			day = l.Published.Time.Format(time.DateOnly)
		}
		t.Row(day, cmp.Or(l.Title, "(no title)"))
	}
	t.Print(out, "  ") //nolint:errcheck // a Builder takes everything
}
