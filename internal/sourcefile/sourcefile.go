// Package sourcefile reads and writes sources as files: YAML as in a configuration, OPML as feed readers exchange it.
// Both carry everything, so that what [Write] wrote comes back the same from [Read].
package sourcefile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"tidings/config"
	"tidings/internal/fault"
	"tidings/internal/guess"
	"tidings/internal/news"
	"tidings/internal/opml"
	"tidings/internal/setup"
)

// The formats of a file.
const (
	YAML = "yaml"
	OPML = "opml"
)

// opmlSpace is the namespace of what OPML has no attribute for.
const (
	opmlSpace  = "urn:tidings:source"
	opmlPrefix = "tidings"
)

// Defaults are for the sources of an OPML file that do not say.
type Defaults struct {
	Town     string // "" = their folder, else as their address says
	Zone     string // "" = as their address says
	Language string
}

// Write writes sources in one of the two formats.
func Write(w io.Writer, format string, sources []news.Source) error {
	if format == YAML {
		out := make([]config.Source, len(sources))
		for i, s := range sources {
			out[i] = setup.Written(s)
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

// Read gives the sources of a file; what is wrong with any of them is fault.Invalid and names every mistake with its
// line.
func Read(name string, text []byte, d Defaults) ([]news.Source, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))), []byte("<")) {
		found, problems := config.ParseSources(name, text)
		if len(problems) > 0 {
			return nil, fault.As(fault.Invalid, problems)
		}
		out := make([]news.Source, len(found))
		for i, s := range found {
			out[i] = setup.Source(s, "")
		}
		return out, nil
	}
	found, err := opml.Parse(text, opmlSpace)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s: %w", name, err)
	}
	var out []news.Source
	var problems config.Problems
	seen := map[string]int{}
	for _, o := range found {
		s, err := d.fromOutline(o, seen)
		if err != nil {
			problems = append(problems, config.Problem{File: name, Line: o.Line, Text: err.Error()})
			continue
		}
		for _, p := range config.CheckSource(name, setup.Written(s)) {
			p.Line, p.Path = o.Line, strings.TrimPrefix(p.Path, "sources[0].")
			problems = append(problems, p)
		}
		out = append(out, s)
	}
	if len(problems) > 0 {
		return nil, fault.As(fault.Invalid, problems)
	}
	return out, nil
}

// fromOutline makes a source of an outline: the one we wrote, or one guessed as `source add` does.
func (d Defaults) fromOutline(o opml.Outline, seen map[string]int) (news.Source, error) {
	var s news.Source
	if whole := o.Extra["source"]; whole != "" {
		if err := json.Unmarshal([]byte(whole), &s); err != nil {
			return s, fmt.Errorf("%s:source is not what export wrote: %w", opmlPrefix, err)
		}
		return s, nil
	}
	address := cmp.Or(o.Feed, o.Page)
	g := guess.Of(cmp.Or(o.Page, o.Feed))
	id := cmp.Or(g.ID, guess.ID(o.Title), "source")
	folder := ""
	if len(o.Category) > 0 {
		folder = o.Category[len(o.Category)-1]
	}
	s = news.Source{
		ID: id, Name: o.Title, Town: cmp.Or(d.Town, folder, g.Town), Country: g.Country, URL: address,
		Zone: cmp.Or(d.Zone, g.Zone), Language: cmp.Or(o.Language, d.Language), Enabled: true,
	}
	if o.Feed != "" {
		s.Way = news.WayFeed
	}
	if seen[id]++; seen[id] > 1 {
		s.ID = fmt.Sprintf("%s-%d", id, seen[id])
	}
	if s.Zone == "" {
		return s, fmt.Errorf("%s: the address does not tell the time zone; say --zone", address)
	}
	return s, nil
}
