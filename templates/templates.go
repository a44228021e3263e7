// Package templates holds what readers see: the mail and page templates and the message catalogues, embedded, each
// replaceable by an operator's folder.
//
// [Load] gives a [Set]; a Set renders a named template in a language. Every template is parsed once for each language
// with that language's words bound to the functions t, n, date and so on (see locale_funcs.go), so a template never
// names a language. A language is one file in messages/; English is the fallback for what another file lacks.
//
// The data of mails is defined by package digest, the data of pages by page.go in this package. Nothing here knows a
// clock, a network or a database, and nothing of ours is imported.
package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	texttemplate "text/template"
)

//go:embed mail/*.tmpl web/*.tmpl web/*.css messages/*.yaml
var embedded embed.FS

// Fallback is the language whose words stand in where another language has none.
const Fallback = "en"

// Set is all templates in all languages. It is safe for concurrent use.
type Set struct {
	locales map[string]*Locale
	html    map[string]*htmltemplate.Template // by language; each holds every HTML template by file name
	text    map[string]*texttemplate.Template
	css     []byte
}

// Load reads the embedded templates and lays the files of overrideDir over them: mail/*.tmpl, web/*.tmpl, web/*.css and
// messages/*.yaml, found by the same relative names; a messages file may hold only the keys it changes. An empty
// overrideDir gives the embedded set. Errors name the file and, where the parser knows it, the line.
func Load(overrideDir string) (*Set, error) {
	files := newLayered(overrideDir)
	if err := files.check(); err != nil {
		return nil, err
	}
	locales, err := loadLocales(files)
	if err != nil {
		return nil, err
	}
	css, err := files.read("web/style.css")
	if err != nil {
		return nil, err
	}
	s := &Set{
		locales: locales, css: css,
		html: map[string]*htmltemplate.Template{}, text: map[string]*texttemplate.Template{},
	}
	shared := &towns{}
	for tag, loc := range locales {
		loc.towns = shared
		if err := s.parse(files, tag, loc); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// parse reads every template with the words of one language.
func (s *Set) parse(files layered, tag string, loc *Locale) error {
	html := htmltemplate.New("").Funcs(loc.funcs()).Option("missingkey=error")
	text := texttemplate.New("").Funcs(loc.funcs()).Option("missingkey=error")
	for _, name := range files.names("mail", "web") {
		body, err := files.read(name)
		if err != nil {
			return err
		}
		switch {
		case strings.HasSuffix(name, ".html.tmpl"):
			_, err = html.New(name).Parse(string(body))
		case strings.HasSuffix(name, ".txt.tmpl"):
			_, err = text.New(name).Parse(string(body))
		}
		if err != nil {
			return fmt.Errorf("parse template %s: %w", files.where(name), err)
		}
	}
	s.html[tag], s.text[tag] = html, text
	return nil
}

// Languages gives the languages there are messages for, sorted, the fallback first.
func (s *Set) Languages() []string {
	tags := make([]string, 0, len(s.locales))
	for tag := range s.locales {
		if tag != Fallback {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return append([]string{Fallback}, tags...)
}

// Speaks reports whether there are messages in lang, or in the language it is a kind of.
func (s *Set) Speaks(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return base == Fallback || s.Locale(lang).Tag != Fallback
}

// Locale gives the words of lang: its exact file, else that of its base language ("zh" for "zh-CN"), else English.
func (s *Set) Locale(lang string) *Locale {
	for tag := strings.ToLower(lang); tag != ""; {
		if loc := s.locales[tag]; loc != nil {
			return loc
		}
		cut := strings.LastIndexByte(tag, '-')
		tag = tag[:max(cut, 0)]
	}
	return s.locales[Fallback]
}

// CSS gives the style sheet of the pages.
func (s *Set) CSS() []byte { return s.css }

// MailHTML renders mail/<name>.html.tmpl in lang. Indentation is cut: bytes count in a mail.
func (s *Set) MailHTML(name, lang string, data any) (string, error) {
	var b bytes.Buffer
	file := "mail/" + name + ".html.tmpl"
	if err := s.html[s.Locale(lang).Tag].ExecuteTemplate(&b, file, data); err != nil {
		return "", fmt.Errorf("render %s in %s: %w", file, lang, err)
	}
	return tightLines(b.String(), 0), nil
}

// MailText renders mail/<name>.txt.tmpl in lang: no trailing blanks, never two blank lines in a row.
func (s *Set) MailText(name, lang string, data any) (string, error) {
	var b bytes.Buffer
	file := "mail/" + name + ".txt.tmpl"
	if err := s.text[s.Locale(lang).Tag].ExecuteTemplate(&b, file, data); err != nil {
		return "", fmt.Errorf("render %s in %s: %w", file, lang, err)
	}
	return tightLines(b.String(), 1), nil
}

// Page renders web/<name>.html.tmpl in lang to w. Nothing is written when the template fails.
func (s *Set) Page(w io.Writer, name, lang string, data any) error {
	var b bytes.Buffer
	file := "web/" + name + ".html.tmpl"
	if err := s.html[s.Locale(lang).Tag].ExecuteTemplate(&b, file, data); err != nil {
		return fmt.Errorf("render %s in %s: %w", file, lang, err)
	}
	_, err := b.WriteTo(w)
	return err
}

// tightLines ends every line after its last letter and keeps at most so many blank lines in a row, none at either end.
// Where no blank line is kept, indentation goes too.
func tightLines(s string, blanks int) string {
	var b strings.Builder
	b.Grow(len(s))
	empty := blanks
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if blanks == 0 {
			line = strings.TrimLeft(line, " \t")
		}
		if line != "" {
			empty = 0
		} else if empty++; empty > blanks || b.Len() == 0 {
			continue
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// layered is the embedded files with an operator's folder over them.
type layered struct {
	dir string // "" = none
	top fs.FS
}

func newLayered(dir string) layered {
	if dir == "" {
		return layered{}
	}
	return layered{dir: dir, top: os.DirFS(dir)}
}

// check refuses a folder that is not there and files in it that would never be used: a misspelt name is a mistake.
func (l layered) check() error {
	if l.top == nil {
		return nil
	}
	if _, err := fs.Stat(l.top, "."); err != nil {
		return fmt.Errorf("open template folder %s: %w", l.dir, err)
	}
	var errs []error
	for _, sub := range []string{"mail", "web"} {
		matches, err := fs.Glob(l.top, sub+"/*")
		errs = append(errs, err)
		for _, name := range matches {
			if _, err := fs.Stat(embedded, name); err != nil {
				errs = append(errs, fmt.Errorf("template %s: no template of ours has this name", l.where(name)))
			}
		}
	}
	return errors.Join(errs...)
}

// names gives the embedded template files below the folders, sorted; overrides have the same names.
func (l layered) names(folders ...string) []string {
	var names []string
	for _, folder := range folders {
		matches, err := fs.Glob(embedded, folder+"/*.tmpl")
		if err == nil { // the only error of Glob is a bad pattern
			names = append(names, matches...)
		}
	}
	return names
}

// read reads a file of the operator's folder, ours where it is not there.
func (l layered) read(name string) ([]byte, error) {
	if l.top != nil {
		body, err := fs.ReadFile(l.top, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return body, err
		}
	}
	return embedded.ReadFile(name)
}

// where names the file the words of name come from.
func (l layered) where(name string) string {
	if l.top != nil {
		if _, err := fs.Stat(l.top, name); err == nil {
			return path.Join(l.dir, name)
		}
	}
	return name
}
