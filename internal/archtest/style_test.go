package archtest

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	all, _ := load(t)
	for dir, p := range all {
		docs := 0
		for _, file := range p.files {
			if file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != "" {
				docs++
			}
		}
		if docs != 1 {
			t.Errorf("%s has %d package comments, want one", dir, docs)
		}
	}
}

// TestTheClockIsReadAtTheTop: everywhere else time is a parameter. The store's clock has a default, the servers for
// tests and for the demo stamp what arrives.
func TestTheClockIsReadAtTheTop(t *testing.T) {
	all, set := load(t)
	for _, p := range all {
		if p.command() || p.under("internal/app", "internal/store", "internal/mailtest") {
			continue
		}
		for _, at := range p.calls(set, "time", "Now", "Since", "Until") {
			t.Errorf("%s: only the composition root and the command read the clock", at)
		}
	}
}

func TestNothingEndsTheProcessButTheCommand(t *testing.T) {
	all, set := load(t)
	for _, p := range all {
		if !p.command() {
			ends := append(p.calls(set, "os", "Exit"), p.calls(set, "log", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf")...)
			for _, at := range ends {
				t.Errorf("%s ends the process; return an error", at)
			}
		}
		for _, file := range p.files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					if n.Name.Name == "init" && n.Recv == nil {
						t.Errorf("%s: no init functions", set.Position(n.Pos()))
					}
				case *ast.CallExpr:
					if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "panic" && f.Obj == nil {
						t.Errorf("%s: no panics; return an error", set.Position(n.Pos()))
					}
				}
				return true
			})
		}
	}
}

// banned are the words that stand for what has another name here.
var banned = []string{"post", "item", "entry", "campaign", "newsletter", "list", "blacklist", "user", "task", "scrape"}

// foreign are exported names that speak of a foreign format or of its protocol, which keep their own words.
var foreign = []string{
	"UserAgent", // HTTP's header
	"List",      // news.Rule, config.Rule: the selector of a listing's container
	"Item",      // … and of one row in it
	"ListID",    // RFC 2919
	"ListName",  // RFC 2919: the phrase before it
}

func TestExportedNamesUseOurWords(t *testing.T) {
	all, set := load(t)
	for _, p := range all {
		for _, file := range p.files {
			for _, name := range exported(file) {
				if slices.Contains(foreign, name.Name) {
					continue
				}
				for _, word := range words(name.Name) {
					if slices.Contains(banned, strings.TrimSuffix(word, "s")) || slices.Contains(banned, word) {
						t.Errorf("%s: %s uses the word %q, which has another name here", set.Position(name.Pos()), name.Name, word)
					}
				}
			}
		}
	}
}

// exported gives the names a file exports: types, functions, methods, constants, variables, fields.
func exported(file *ast.File) []*ast.Ident {
	var out []*ast.Ident
	add := func(names ...*ast.Ident) {
		for _, n := range names {
			if n.IsExported() {
				out = append(out, n)
			}
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			add(d.Name)
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.TypeSpec:
					add(n.Name)
				case *ast.ValueSpec:
					add(n.Names...)
				case *ast.Field:
					add(n.Names...)
				}
				return true
			})
		}
	}
	return out
}

// words splits a name at its capitals: "HTTPUserAgent" is http, user, agent.
func words(name string) []string {
	var out []string
	var word []rune
	runes := []rune(name)
	for i, r := range runes {
		starts := unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) ||
			i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if starts || r == '_' {
			out, word = append(out, strings.ToLower(string(word))), nil
		}
		word = append(word, r)
	}
	return append(out, strings.ToLower(string(word)))
}

func TestWordsOfAName(t *testing.T) {
	for name, want := range map[string]string{
		"ListingURL": "listing url", "HTTPUserAgent": "http user agent", "Postal": "postal",
		"subscriberList": "subscriber list",
	} {
		if got := strings.Join(words(name), " "); got != want {
			t.Errorf("words of %s: %q, want %q", name, got, want)
		}
	}
}
