package role_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tidings/internal/discover/role"
)

// element gives the first element of a name in a page.
func element(t *testing.T, page, name string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			return n
		}
	}
	t.Fatalf("no %s in %s", name, page)
	return nil
}

func TestSurrounds(t *testing.T) {
	tests := map[string]struct {
		page, name string
		want       bool
	}{
		"a menu":                      {`<nav><a href="/">a</a></nav>`, "nav", true},
		"a menu by its role":          {`<div role="navigation"></div>`, "div", true},
		"the head of a page":          {`<body><header><h1>Town</h1></header>`, "header", true},
		"the head of an article":      {`<article><header><h2>a</h2></header></article>`, "header", false},
		"a row that names columns":    {`<table><tr><th>a</th><th>b</th></tr></table>`, "tr", true},
		"a row with one head of it":   {`<table><tr><th>a</th><td>b</td></tr></table>`, "tr", false},
		"a row with one cell, a head": {`<table><tr><th>May 2024</th></tr></table>`, "tr", false},
	}
	for name, tt := range tests {
		if got := role.Surrounds(element(t, tt.page, tt.name)); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestFurniture(t *testing.T) {
	for class, want := range map[string]bool{
		"footer_links": true, "main-menu": true, "breadcrumb": true, "lang nav": true, "football": false, "menuhin": false, "news": false,
	} {
		if got := role.Furniture(element(t, `<div class="`+class+`"></div>`, "div")); got != want {
			t.Errorf("%q: %v", class, got)
		}
	}
}

func TestTitleHeads(t *testing.T) {
	const one = `<div><header><h2><a href="/1">a</a></h2></header></div>`
	if got := len(role.TitleHeads(element(t, strings.Repeat(one, 3)+`<header><nav></nav><h1><a href="/">Town</a></h1></header>`, "html"))); got != 3 {
		t.Errorf("%d headers", got)
	}
	if got := len(role.TitleHeads(element(t, one, "html"))); got != 0 {
		t.Errorf("%d headers of one", got)
	}
}

func TestHeadOf(t *testing.T) {
	if got := role.HeadOf(element(t, `<table><tr><th>Subject</th></tr><tr><td>a</td></tr></table>`, "td")); got != "Subject" {
		t.Errorf("%q", got)
	}
	if got := role.HeadOf(element(t, `<p>a<td>b</td></p>`, "p")); got != "" {
		t.Errorf("%q outside a table", got)
	}
}
