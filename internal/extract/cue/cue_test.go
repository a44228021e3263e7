package cue

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]Set{
		"site-nav": Nav, "relatedPosts": Related, "no-sidebar": 0, "with-comments": 0, "shadow": 0, "socialShare": Share,
		"sidebar-layout": 0, "postmeta": Meta,
	} {
		if got := nameCues(name); got != want {
			t.Errorf("%s: %x, want %x", name, got, want)
		}
	}
}

func TestOf(t *testing.T) {
	for tag, want := range map[string]Set{
		`<nav>`: Nav, `<div id="zoom">`: Body | Text, `<div class="TRS_Editor">`: Text, `<ucapcontent>`: Text,
		`<p style="display: none">`: Hidden, `<p style="visibility:hidden">`: 0, `<div role="dialog">`: Sign,
		`<div class="sr-only">`: Hidden, `<div class="field--label-hidden">`: 0, `<div itemprop="articleBody">`: Body | Text,
		`<div class="ck-widget">`: Weak, `<div class="teaser">`: Related, `<div class="teaser" itemprop="description">`: 0,
	} {
		doc, err := html.ParseFragment(strings.NewReader(tag), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(doc[0].LastChild.FirstChild); got != want {
			t.Errorf("%s: %x, want %x", tag, got, want)
		}
	}
}
