package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Misspelt names variables of the environment that set no key, but nearly. Others may be anybody's: container platforms
// set TIDINGS_SERVICE_HOST and the like by themselves.
func Misspelt(environ []string) Problems {
	known := variables("TIDINGS", reflect.TypeFor[Config]())
	var ps Problems
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "TIDINGS_") || slices.Contains(known, name) {
			continue
		}
		for _, k := range known {
			if distance(name, k) <= 2 {
				ps = append(ps, Problem{File: name, Text: fmt.Sprintf("sets no key; did you mean %s?", k)})
				break
			}
		}
	}
	slices.SortFunc(ps, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
	return ps
}

// variables lists the variables that set the keys of a struct.
func variables(prefix string, t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key == "" {
			continue
		}
		name, of := prefix+"_"+strings.ToUpper(key), t.Field(i).Type
		if of.Kind() == reflect.Struct {
			out = append(out, variables(name, of)...)
			continue
		}
		out = append(out, name)
		if of == reflect.TypeFor[Secret]() {
			out = append(out, name+"_FILE")
		}
	}
	return out
}
