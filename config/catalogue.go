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

// addCatalogue appends the catalogue's sources named under catalogue:, enabled. One takes the place of the example's
// source of that name; beside one of the operator's own it is a mistake.
func (c *Config) addCatalogue() Problems {
	if len(c.Catalogue) == 0 {
		return nil
	}
	all, err := Catalogue()
	if err != nil {
		return Problems{{File: "catalogue", Text: err.Error()}}
	}
	var ps Problems
	bad := func(text string) {
		ps = append(ps, Problem{File: c.file, Line: c.lines["catalogue"], Path: "catalogue", Text: text})
	}
	for n, id := range c.Catalogue {
		i := slices.IndexFunc(all, func(s Source) bool { return s.ID == id })
		own := slices.IndexFunc(c.Sources, func(s Source) bool { return s.ID == id })
		switch {
		case i < 0:
			bad("no source " + id + " in the catalogue; `tidings source catalogue` shows it")
		case slices.Contains(c.Catalogue[:n], id):
			bad(id + " is named twice")
		case own < 0:
			c.Sources = append(c.Sources, enabled(all[i]))
		case c.lines["sources"] == 0:
			town := c.Sources[own].Town // the example's digests ask for it by this name
			c.Sources[own] = enabled(all[i])
			c.Sources[own].Town = town
		default:
			bad(id + " is given under sources too; leave it out here, or there")
		}
	}
	return ps
}

func enabled(s Source) Source {
	s.Enabled = true
	return s
}
