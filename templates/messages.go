package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Locale is the words of one language. Placeholders in a message are {0}, {1}, … in any order.
type Locale struct {
	Tag   string // BCP 47, as the messages file is named
	words map[string]message
	tag   language.Tag
	towns *towns // shared by all languages of a Set
}

// message is one text, or its plural forms by CLDR category.
type message map[string]string

// asMessage takes a plain string as the form for every number, a mapping as the forms by category.
func asMessage(v any) (message, error) {
	switch v := v.(type) {
	case string:
		return message{"other": v}, nil
	case map[string]any:
		m := message{}
		for category, form := range v {
			text, ok := form.(string)
			if !ok || !slices.Contains(pluralNames[:], category) {
				return nil, fmt.Errorf("plural form %q is not a text of a known category", category)
			}
			m[category] = text
		}
		if m["other"] == "" {
			return nil, errors.New("plural forms lack \"other\"")
		}
		return m, nil
	}
	return nil, fmt.Errorf("want a text or plural forms, have %T", v)
}

// loadLocales reads every messages file, an operator's keys over ours, English under all.
func loadLocales(files layered) (map[string]*Locale, error) {
	known, err := readMessages(layered{}, "messages/"+Fallback+".yaml", nil)
	if err != nil {
		return nil, err
	}
	base, err := readMessages(files, "messages/"+Fallback+".yaml", known)
	if err != nil {
		return nil, err
	}
	locales := map[string]*Locale{}
	for _, name := range files.messageFiles() {
		words, err := readMessages(files, name, known)
		if err != nil {
			return nil, err
		}
		tag := strings.TrimSuffix(path.Base(name), ".yaml")
		parsed, err := language.Parse(tag)
		if err != nil {
			return nil, fmt.Errorf("messages file %s: name is not a language tag: %w", files.where(name), err)
		}
		turn(words, tag)
		for key, m := range base {
			if words[key] == nil {
				words[key] = m
			}
		}
		locales[strings.ToLower(tag)] = &Locale{Tag: strings.ToLower(tag), words: words, tag: parsed}
	}
	return locales, nil
}

// messageFiles gives the names of all messages files, ours and the operator's.
func (l layered) messageFiles() []string {
	names, _ := fs.Glob(embedded, "messages/*.yaml") // the pattern is right
	if l.top != nil {
		more, _ := fs.Glob(l.top, "messages/*.yaml")
		names = append(names, more...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// readMessages reads one language: the embedded file, then the operator's over it. A key that known does not have is a
// mistake, since no template asks for it; known nil allows every key.
func readMessages(l layered, name string, known map[string]message) (map[string]message, error) {
	words := map[string]message{}
	wheres := []string{name, path.Join(l.dir, name)}
	for i, layer := range []fs.FS{embedded, l.top} {
		if layer == nil {
			continue
		}
		body, err := fs.ReadFile(layer, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		if err := addMessages(words, body, wheres[i], known); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// addMessages reads one file into words.
func addMessages(words map[string]message, body []byte, where string, known map[string]message) error {
	var read map[string]any
	if err := yaml.Unmarshal(body, &read); err != nil {
		return fmt.Errorf("messages file %s: %w", where, err)
	}
	for key, value := range read {
		if known != nil && known[key] == nil {
			return fmt.Errorf("messages file %s:%d: no message is called %q", where, lineOf(body, key), key)
		}
		m, err := asMessage(value)
		if err != nil {
			return fmt.Errorf("messages file %s:%d: %s: %w", where, lineOf(body, key), key, err)
		}
		words[key] = m
	}
	return nil
}

// lineOf finds the line on which a top-level key stands.
func lineOf(body []byte, key string) int {
	for i, line := range strings.Split(string(body), "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && strings.Trim(name, `"'`) == key {
			return i + 1
		}
	}
	return 1
}

// Has reports whether there is a message called key.
func (l *Locale) Has(key string) bool { return l.words[key] != nil }

// T gives the message called key with args set in. An unknown key gives the key itself, so that it is seen.
func (l *Locale) T(key string, args ...any) string {
	m, ok := l.words[key]
	if !ok {
		return key
	}
	return fill(m["other"], args)
}

// N gives the form of the message called key that fits the number n; {0} is n, {1} … are args.
func (l *Locale) N(key string, n int, args ...any) string {
	m, ok := l.words[key]
	if !ok {
		return key
	}
	form := m[pluralNames[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]]
	if form == "" {
		form = m["other"]
	}
	return fill(form, append([]any{l.Number(n)}, args...))
}

// pluralNames are the CLDR categories in the order of the constants of package plural.
var pluralNames = [...]string{"other", "zero", "one", "two", "few", "many"}

// fill puts arguments in the places {0}, {1}, … of a text. They are put in at once, so that an argument that holds such
// a place is not filled itself.
func fill(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", fmt.Sprint(arg))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
