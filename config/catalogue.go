package config

import (
	"embed"
	"io/fs"
	"path"
	"slices"
)

//go:embed sources/*.yaml
var catalogue embed.FS

// Catalogue gives the municipal sources that ship with tidings, all disabled, ordered by file and place in it.
// An operator enables some by naming their ids under catalogue:, after one look at what they bring.
func Catalogue() ([]Source, error) {
	files, err := fs.Glob(catalogue, "sources/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Source
	for _, file := range files {
		text, err := catalogue.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var in struct {
			Sources []Source `yaml:"sources"`
		}
		d := decoder{file: path.Base(file), lines: map[string]int{}}
		d.decode(text, &in)
		if len(d.problems) > 0 {
			return nil, d.problems
		}
		all = append(all, in.Sources...)
	}
	return all, nil
}

// addCatalogue appends the catalogue's sources named under catalogue:, enabled.
func (c *Config) addCatalogue() Problems {
	if len(c.Catalogue) == 0 {
		return nil
	}
	all, err := Catalogue()
	if err != nil {
		return Problems{{File: "catalogue", Text: err.Error()}}
	}
	var ps Problems
	for _, id := range c.Catalogue {
		i := slices.IndexFunc(all, func(s Source) bool { return s.ID == id })
		if i < 0 {
			ps = append(ps, Problem{File: c.file, Line: c.lines["catalogue"], Path: "catalogue",
				Text: "no source " + id + " in the catalogue; `tidings source catalogue` shows it"})
			continue
		}
		s := all[i]
		s.Enabled = true
		c.Sources = append(c.Sources, s)
	}
	return ps
}
