package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestRead(t *testing.T) {
	tests := []struct {
		name, script string
		want         Data
	}{
		{"article", `{"@type":"NewsArticle","headline":"Walls &amp; ` +
			`bridges","datePublished":"2023-05-06","author":"Ann Reed"}`,
			Data{Headline: "Walls & bridges", Published: "2023-05-06", Authors: []string{"Ann Reed"}, Kind: "NewsArticle"}},
		{"graph", `{"@graph":[{"@id":"#p","@type":"Person","name":"Ann Reed"},{"@id":"#i","url":"https://news.example/i.jpg"},
			{"@type":["Article","Thing"],"headline":"Walls","author":[{"@id":"#p"},{"name":"Tom Field"}],"image":{"@id":"#i"}}]}`,
			Data{Headline: "Walls", Authors: []string{"Ann Reed", "Tom Field"}, Image: "https://news.example/i.jpg", Kind: "Article"}},
		{"article over page", `[{"@type":"WebPage","datePublished":"2001-01-01"},{"@type":"https://schema.org/BlogPosting","datePublished":"2023-05-06"}]`,
			Data{Published: "2023-05-06", Kind: "https://schema.org/BlogPosting"}},
		{"page alone", `{"@type":"WebPage","name":"no ` +
			`headline","datePublished":"2023-05-06"}`, Data{Published: "2023-05-06", Kind: "WebPage"}},
		{"wrapped", "<!--\n{\"@type\":\"Article\",\"headline\":\"Two\nlines\",}\n-->", Data{Headline: "Two lines", Kind: "Article"}},
		{"salvaged", `{"@type":"Article" "headline":"A wall", ` +
			`"dateModified":"2023-05-07"`, Data{Headline: "A wall", Modified: "2023-05-07"}},
		{"other", `{"@type":"Organization","name":"Town"}`, Data{}},
		{"empty", ``, Data{}},
	}
	for _, tt := range tests {
		var got Data
		got.Read(tt.script)
		got.Settle()
		if d := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(Data{})); d != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, d)
		}
	}
}

// FuzzRead: no script makes Read panic.
func FuzzRead(f *testing.F) {
	f.Add(`{"@type":"Article","author":{"@id":"#x"},"@graph":[[{"@id":"#x"}]]}`)
	f.Add(`//<![CDATA[ {"a":1,} //]]>`)
	f.Fuzz(func(_ *testing.T, script string) {
		var d Data
		d.Read(script)
		d.Settle()
	})
}
