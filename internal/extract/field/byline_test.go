package field

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/extract/markup"
)

// TestBylineLayers: who is named where several layers name somebody, or something.
func TestBylineLayers(t *testing.T) {
	const paper = `<meta property="og:site_name" content="Elmford Gazette"><title>River walls mended</title>`
	tests := []struct {
		name, page string
		want       []string
	}{
		{"a page of a social network", `<meta property="article:author" content="https://social.example/elmford">` +
			`<h1>River walls</h1>` + body, nil},
		{"the author's own page", `<meta property="article:author" content="https://news.example/people/ann-reed">` +
			`<h1>River walls</h1><a href="/people/ann-reed">Ann Reed</a>` + body, []string{"Ann Reed"}},
		{"a labelled pair of metas", `<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" ` +
			`content="Ann Reed"><meta name="twitter:label2" content="Lesezeit"><meta name="twitter:data2" ` +
			`content="2 Minuten"><h1>River walls</h1>` + body, []string{"Ann Reed"}},
		{"the paper, then a reporter", paper + `<meta name="author" content="Elmford Gazette Online"><h1>River walls` +
			`</h1><p class="byline">By Ann Reed</p>` + body, []string{"Ann Reed"}},
		{"the paper and a reporter", paper + `<meta name="author" content="Ann Reed, Elmford Gazette"><h1>River walls` +
			`</h1>` + body, []string{"Ann Reed", "Elmford Gazette"}},
		{"the paper alone", paper + `<meta name="author" content="Elmford Gazette"><h1>River walls</h1>` +
			`<span class="author">Follow</span>` + body, []string{"Elmford Gazette"}},
		{"the host", `<meta name="author" content="news"><h1>River walls</h1><p class="byline">By Ann Reed</p>` + body,
			[]string{"Ann Reed"}},
		{"the creator", `<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Gazette"},` +
			`"author":{"name":"Gazette"},"creator":["Ann Reed"]}</script><h1>River walls</h1>` + body,
			[]string{"Ann Reed"}},
		{"linked, among other things", `<h1>River walls</h1><div class="byline">By <a href="/staff/ann-reed/">Ann Reed` +
			`</a><span>Senior Editor</span><time>Dec 3, 2024</time></div>` + body, []string{"Ann Reed"}},
		{"a link to an author's page", `<h1>River walls</h1><div><a href="/about/editors/ann-reed/">Ann Reed</a></div>` +
			body, []string{"Ann Reed"}},
		{"of another article", `<h1>River walls</h1><p>By Ann Reed</p>` + body + `<div><h4>Bridge painted</h4>` +
			`<span class="author-name">Tom Field</span></div>`, []string{"Ann Reed"}},
		{"by in the title", `<h1>Walls mended by Hand and Heart</h1>` + body, nil},
		{"labelled", `<h1>River walls</h1><p>Autorin/Autor: Ann Reed</p>` + body, []string{"Ann Reed"}},
		{"cyrillic", `<h1>River walls</h1><p>Автор: Анна Рид</p>` + body, []string{"Анна Рид"}},
		{"reading time", `<h1>River walls</h1><p class="author">Lesedauer: 8 Minuten</p>` + body, nil},
		{"a date", `<h1>River walls</h1><p class="author">January 17, 2024</p>` + body, nil},
	}
	for _, tt := range tests {
		a, why := read(tt.page)
		if d := cmp.Diff(tt.want, a.Byline.Reporters); d != "" {
			t.Errorf("%s: -want +got\n%s\n%v", tt.name, d, why)
		}
	}
}

// TestPeople: what is cut from a name, and what is left of it.
func TestPeople(t *testing.T) {
	p := New(markup.Parse(nil), Known{})
	for in, want := range map[string][]string{
		"Ann Reed (Elmford, river desk)": {"Ann Reed"}, "Gazette Staff": {"Gazette Staff"},
		"Ann Reed Staff Writer": {"Ann Reed"}, "KXR24 Newsroom": {"KXR24 Newsroom"}, "Ann Reed 3 May": {"Ann Reed"},
		"2016 + Follow": nil, "www.news.example": nil, "news.com/annreed": nil, "December": nil,
	} {
		if d := cmp.Diff(want, p.people([]string{in})); d != "" {
			t.Errorf("%s: -want +got\n%s", in, d)
		}
	}
}
