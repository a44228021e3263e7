package config

import (
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// ParseSources reads sources written as in the configuration: under the key sources, or as a bare sequence. What can
// be read is given even when the Problems, each with its line in the file, are not empty; they hold for the whole file.
func ParseSources(file string, text []byte) ([]Source, Problems) {
	c := &Config{file: file, lines: map[string]int{}}
	d := decoder{file: file, lines: c.lines}
	doc, err := parse(text)
	if err != nil {
		d.syntax(err)
		return nil, d.problems
	}
	var in struct {
		Sources []Source `yaml:"sources"`
	}
	for _, part := range doc.Docs {
		if part.Body == nil {
			continue
		}
		if part.Body.Type() == ast.SequenceType {
			d.node(part.Body, reflect.ValueOf(&in.Sources).Elem(), "sources")
			continue
		}
		d.node(part.Body, reflect.ValueOf(&in).Elem(), "")
	}
	c.Sources = in.Sources
	k := &checker{c: c}
	k.sources()
	all := append(d.problems, k.problems...)
	slices.SortStableFunc(all, func(a, b Problem) int { return a.Line - b.Line })
	return in.Sources, all
}

// CheckSource gives what is wrong with one source that comes from no file; what names where it comes from.
func CheckSource(what string, s Source) Problems {
	k := &checker{c: &Config{file: what, lines: map[string]int{}, Sources: []Source{s}}}
	k.sources()
	return k.problems
}

// Line gives the line in the file on which a source begins, 0 when it is in none.
func (c *Config) Line(sourceID string) int {
	for i, s := range c.Sources {
		if s.ID == sourceID {
			return c.lines[fmt.Sprintf("sources[%d]", i)]
		}
	}
	return 0
}

// PrintSources writes sources so that ParseSources, or a configuration, reads them.
func PrintSources(w io.Writer, sources []Source) error {
	return yaml.NewEncoder(w, yaml.Indent(2), yaml.IndentSequence(true)).Encode(map[string][]Source{"sources": sources})
}
