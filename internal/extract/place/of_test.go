package place

import (
	"testing"

	"tidings/internal/extract/layout"
	"tidings/internal/extract/markup"
)

// TestOfAndIn: the places of an element lead back to it, the nearest name first; names with figures are passed over.
func TestOfAndIn(t *testing.T) {
	tree := layout.Of(markup.Parse([]byte(`<body><div class="page wide"><div id="n42"><p>one</p><p class="lead">two</p></div>`+
		`</div><p class="foot">three</p>`)), nil)
	at := int32(-1)
	for i := range tree.Nodes {
		if !tree.Nodes[i].IsText && tree.Nodes[i].Attr("class") == "lead" {
			at = int32(i)
		}
	}
	var got []string
	for _, p := range Of(tree, at) {
		got = append(got, p.String())
		if back, ok := p.In(tree); !ok || back != at {
			t.Errorf("%s leads to %d, %t", p, back, ok)
		}
	}
	want := []string{
		"p.lead", "div.page.wide > div:nth-of-type(1) > p:nth-of-type(2)",
		"body > div:nth-of-type(1) > div:nth-of-type(1) > p:nth-of-type(2)",
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%q", got)
	}
	for _, p := range []Place{{Tag: "p"}, {Tag: "ul"}, {Tag: "body", Path: []Step{{Tag: "p", Nth: 7}}}} {
		if _, ok := p.In(tree); ok {
			t.Errorf("%s is found", p)
		}
	}
}
