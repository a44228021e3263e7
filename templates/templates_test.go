package templates

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func load(t testing.TB, dir string) *Set {
	t.Helper()
	set, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestEveryPageRendersInEveryLanguage(t *testing.T) {
	set := load(t, "")
	if err := set.Check(); err != nil {
		t.Fatal(err)
	}
	pages := SamplePages(set, "en")
	files, err := filepath.Glob("web/*.html.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html.tmpl")
		if name != "layout" && len(pages[name]) == 0 {
			t.Errorf("no sample for page %s", name)
		}
	}
}

// unfit is what must not stand in a page: a raw key, a template's remains, a script or an inline style.
var unfit = regexp.MustCompile(`\b(?:page|form|state|source)_[a-z_]+\b|<no value>|%!|\{\{|<script|style="|\{\d\}`)

func TestPagesAreWellFormed(t *testing.T) {
	set := load(t, "")
	for _, lang := range set.Languages() {
		for name, pages := range SamplePages(set, lang) {
			for i, page := range pages {
				t.Run(fmt.Sprintf("%s/%s/%d", lang, name, i), func(t *testing.T) {
					var b bytes.Buffer
					if err := set.Page(&b, name, lang, page); err != nil {
						t.Fatal(err)
					}
					html := b.String()
					if m := unfit.FindString(html); m != "" {
						t.Errorf("page holds %q", m)
					}
					if !strings.Contains(html, `<html lang="`+lang+`"`) || strings.Count(html, "<h1>") != 1 {
						t.Error("want the language on <html> and one h1")
					}
				})
			}
		}
	}
}

func TestAllLanguagesHaveAllMessages(t *testing.T) {
	files := newLayered("")
	base, err := readMessages(files, "messages/en.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.messageFiles() {
		words, err := readMessages(files, file, base)
		if err != nil {
			t.Fatal(err)
		}
		for key, m := range base {
			if words[key] == nil {
				t.Errorf("%s lacks %s", file, key)
				continue
			}
			if want, got := placeholders(m), placeholders(words[key]); want != got {
				t.Errorf("%s: %s has the places %s, want %s", file, key, got, want)
			}
		}
	}
}

var place = regexp.MustCompile(`\{\d\}`)

func placeholders(m message) string {
	var found []string
	for _, form := range m {
		found = append(found, place.FindAllString(form, -1)...)
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "")
}

// asked finds the messages that templates ask for by name.
var asked = regexp.MustCompile(`\b[tn] "([a-z_]+)"`)

func TestTemplatesAskOnlyForMessagesThereAre(t *testing.T) {
	loc := load(t, "").Locale("en")
	files := newLayered("")
	for _, name := range files.names("mail", "web") {
		body, err := files.read(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(body), -1) {
			if !loc.Has(m[1]) {
				t.Errorf("%s asks for %s", name, m[1])
			}
		}
	}
}

func writeFile(t *testing.T, dir, name, body string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLoadOverrides(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "messages/en.yaml", "page_subscribe_button: \"Join\"\n")
	writeFile(t, dir, "messages/pl.yaml", "stories: {one: \"{0} temat\", few: \"{0} tematy\", other: \"{0} tematów\"}\n")
	writeFile(t, dir, "web/error.html.tmpl", "{{.Code}} {{t \"page_error_home\"}}")
	set := load(t, dir)
	if got := set.Locale("en-GB").T("page_subscribe_button"); got != "Join" {
		t.Errorf("overridden message = %q", got)
	}
	if got := set.Locale("pl").N("stories", 3); got != "3 tematy" {
		t.Errorf("plural of a new language = %q", got)
	}
	if got := set.Locale("pl").T("unsubscribe"); got != set.Locale("en").T("unsubscribe") {
		t.Errorf("missing message = %q, want the English one", got)
	}
	var b bytes.Buffer
	if err := set.Page(&b, "error", "en", PageError{Code: 404}); err != nil || b.String() != "404 Go to the first page" {
		t.Errorf("overridden page = %q, %v", b.String(), err)
	}
}

func TestLoadNamesFileAndLine(t *testing.T) {
	tests := map[string]struct{ file, body, want string }{
		"syntax":         {"mail/edition.txt.tmpl", "a\n{{if}}\n", "mail/edition.txt.tmpl:2"},
		"unknown func":   {"web/error.html.tmpl", "\n\n{{shout .}}", "web/error.html.tmpl:3"},
		"unknown file":   {"mail/editon.txt.tmpl", "x", "editon.txt.tmpl"},
		"unknown key":    {"messages/en.yaml", "date: \"{d}\"\nsubjekt: \"x\"\n", "en.yaml:2"},
		"bad yaml":       {"messages/zh.yaml", "date: [\n", "zh.yaml"},
		"plural forms":   {"messages/zh.yaml", "stories: {one: x}\n", "other"},
		"not a language": {"messages/klingonese-.yaml", "date: x\n", "language tag"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, dir, tt.file, tt.body)
			_, err := Load(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v, want one that names %s", err, tt.want)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there was taken")
	}
}

func TestCheckFindsWrongField(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "web/inbox.html.tmpl", "\n{{.Letters}}")
	err := load(t, dir).Check()
	if err == nil || !strings.Contains(err.Error(), "web/inbox.html.tmpl:2") {
		t.Errorf("err = %v, want file and line", err)
	}
}

func TestWords(t *testing.T) {
	set := load(t, "")
	at := time.Date(2026, 11, 22, 7, 5, 0, 0, time.UTC)
	tests := []struct{ got, want string }{
		{set.Locale("en").FullDate(at), "Sunday, 22 November 2026"},
		{set.Locale("en").ShortDate(at), "22 Nov"},
		{set.Locale("zh-CN").FullDate(at), "2026年11月22日 星期日"},
		{set.Locale("zh").ShortDate(at), "11月22日"},
		{set.Locale("zh").Clock(at), "07:05"},
		{set.Locale("en").Number(1234567), "1,234,567"},
		{set.Locale("en").Number(-42), "-42"},
		{set.Locale("en").N("stories", 1), "1 story"},
		{set.Locale("en").N("stories", 1204), "1,204 stories"},
		{set.Locale("en").Join([]string{"a", "b", "c"}), "a, b and c"},
		{set.Locale("zh").Join([]string{"甲", "乙", "丙"}), "甲、乙和丙"},
		{set.Locale("zh").Topic("Council"), "议会"},
		{set.Locale("zh").Topic("cycling"), "cycling"},
		{set.Locale("tlh").T("nothing like it"), "nothing like it"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
