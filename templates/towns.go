package templates

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// towns are the names of towns in other languages than their own: by town, by language tag in lower case.
type towns struct{ names map[string]map[string]string }

// NameTowns makes known what towns are called in other languages, by the town's own name and language tag. Call it
// before anything is rendered.
func (s *Set) NameTowns(names map[string]map[string]string) {
	known := make(map[string]map[string]string, len(names))
	for town, by := range names {
		known[town] = make(map[string]string, len(by))
		for tag, name := range by {
			known[town][strings.ToLower(tag)] = name
		}
	}
	for _, loc := range s.locales {
		loc.towns.names = known
	}
}

// Town gives what a town is called in the language. Where the language has no name for it, readers of Latin script get
// the English name of a town whose own they cannot read; everyone else gets the town's own.
func (l *Locale) Town(own string) string {
	names := l.towns.names[own]
	for tag := l.Tag; tag != ""; {
		if name := names[tag]; name != "" {
			return name
		}
		cut := strings.LastIndexByte(tag, '-')
		tag = tag[:max(cut, 0)]
	}
	if name := names[Fallback]; name != "" && latin(l.tag) && foreignScript(own) {
		return name
	}
	return own
}

// latin reports whether a language is written in Latin script.
func latin(tag language.Tag) bool {
	script, _ := tag.Script()
	return script.String() == "Latn"
}

// foreignScript reports whether a name holds letters that are not Latin.
func foreignScript(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}
