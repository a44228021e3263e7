package layout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/markup"
)

const (
	menu  = `<ul class="menu"><li><a href="/a">Town hall</a><li><a href="/b">Harbour</a><li><a href="/c">Parks</a></ul>`
	prose = `<p>The council met on the river bank, heard the engineers, and asked for a plan before the autumn rains, which ` +
		`come early in these parts, and stay long into the year.</p>`
)

// of lays out a page of invented parts.
func of(page string) *Tree { return Of(markup.Parse([]byte(page)), nil) }

// kinds gives each block as its kind and text.
func kinds(blocks []Block) []string {
	names := map[Kind]string{
		Paragraph: "p", Heading: "h", Point: "-", TableCell: "|", Verbatim: "pre", caption: "caption", quotation: ">",
	}
	var out []string
	for _, b := range blocks {
		out = append(out, names[b.Kind]+" "+b.Text)
	}
	return out
}

// TestBlocks: what a run of text is, is said by the innermost element that says anything.
func TestBlocks(t *testing.T) {
	_, blocks := of(`<h2>Walls <em>of</em> the river</h2><div><p>One<br>two</p></div><ul><li><p>point</p></ul>` +
		`<table><tr><td><b>cell</b><td>next</table><blockquote><p>said</p></blockquote><pre>a  b</pre>` +
		`<founder-title>Named</founder-title>`).Choose()
	want := []string{
		"h Walls of the river", "p One", "p two", "- point", "| cell", "| next", "> said", "pre a  b", "h Named",
	}
	if d := cmp.Diff(want, kinds(blocks)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if !blocks[2].Soft || blocks[1].Soft || !blocks[4].Bold || blocks[0].Level != 2 {
		t.Errorf("soft, bold or level: %+v", blocks)
	}
}

// TestChoose: the container is the deepest element that holds nearly all of the prose; menus are furniture.
func TestChoose(t *testing.T) {
	tree := of(`<body>` + menu + `<div id="frame"><h1>Walls</h1><div id="words">` + strings.Repeat(prose, 3) +
		`</div></div><div class="footer">Imprint, and more</div>`)
	c, blocks := tree.Choose()
	if id := tree.Nodes[c.Node].Attr("id"); id != "words" || len(c.Kept(blocks)) != 3 {
		t.Errorf("container %q with %d blocks", id, len(c.Kept(blocks)))
	}
	if blocks[0].Cut == 0 || blocks[len(blocks)-1].Cut&cue.Foot == 0 {
		t.Errorf("furniture stays: %+v", blocks)
	}
}

// TestNamesAreMistrusted: where names would leave nothing of a page, it is read without them.
func TestNamesAreMistrusted(t *testing.T) {
	tree := of(`<div class="sidebar"><div class="related">` + strings.Repeat(prose, 4) + `</div></div>`)
	c, blocks := tree.Choose()
	if got := Weight(c.Kept(blocks)); got < 400 {
		t.Errorf("%d bytes are left", got)
	}
}

// TestNamedContainers: a container that is given is taken, pruned or whole.
func TestNamedContainers(t *testing.T) {
	page := `<div id="words"><p>Short, and to the point.</p>` + menu + `</div>` + strings.Repeat(prose, 4)
	tree := of(page)
	at := int32(0)
	for i := range tree.Nodes {
		if !tree.Nodes[i].IsText && tree.Nodes[i].Attr("id") == "words" {
			at = int32(i)
		}
	}
	for name, read := range map[string]func(int32) (Container, []Block){"prune": tree.Prune, "whole": tree.Whole} {
		c, blocks := read(at)
		if got := Render(c.Kept(blocks)); !strings.HasPrefix(got, "Short, and to the point.") || strings.Contains(got, "council") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestCutRepeated: lines that repeat go at the ends, and in the midst where they are no sentences.
func TestCutRepeated(t *testing.T) {
	c, blocks := of(`<div><p>Say it, again.</p>` + prose + `<p>Say it, again.</p><p>Label</p>` + prose + `<p>Say it, again.</p></div>`).
		Choose()
	c.CutRepeated(blocks, func(line string) bool { return line == "Say it, again." || line == "Label" })
	var got []bool
	for i := range blocks {
		got = append(got, blocks[i].Cut == cue.Repeated)
	}
	if d := cmp.Diff([]bool{true, false, false, true, false, true}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestRender: rows, points and lines stand on lines of their own, paragraphs apart.
func TestRender(t *testing.T) {
	_, blocks := of(`<p>Prices</p><table><tr><td>Boat<td>4<tr><td>Bus<td>2</table><ul><li>one<li>two</ul><p>a<br>b</p>`).Choose()
	want := "Prices\n\nBoat | 4\nBus | 2\n\n- one\n- two\n\na\nb"
	if d := cmp.Diff(want, Render(blocks)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestCaptions: what stands under an image is its caption, by name or by build; what has more to say is not.
func TestCaptions(t *testing.T) {
	const line = "The walls at the mill, seen from the old bridge in the rain, before the work begins there."
	const image = `<img src="/w.jpg">`
	for page, want := range map[string]bool{
		`<div class="caption"><p>` + line + `</p></div>`:                           true,
		`<div class="caption"><p>` + line + `</p><p>` + line + `</p></div>`:        false,
		`<div>` + image + `<p>` + line + `</p></div>`:                              true,
		`<div><a href="/w.jpg">` + image + `</a><span>` + line + `</span></div>`:   true,
		`<div><p>` + line + `</p>` + image + `</div>`:                              false,
		`<div>` + image + `<h3>At the mill</h3><p>` + line + `</p></div>`:          false,
		`<div>` + image + `<p>` + strings.Repeat(line+" ", 4) + `</p></div>`:       false,
		`<p>` + image + line + `</p>`:                                              false,
		`<div>` + image + `</div><p>` + line + `</p>`:                              false,
		`<div class="content">` + image + `<p>` + line + `</p>` + prose + `</div>`: false,
	} {
		c, blocks := of(`<div id="words">` + prose + prose + page + prose + `</div>`).Choose()
		for _, b := range blocks[c.First:c.Last] {
			if got := b.Cut&cue.Caption != 0; strings.HasPrefix(b.Text, line) && got != want {
				t.Errorf("%s: caption %t", page, got)
			}
		}
	}
}

// TestWordsOfSentences: words of a sentence stay whatever their element is called; a line of such elements goes.
func TestWordsOfSentences(t *testing.T) {
	_, blocks := of(`<div>` + prose + `<p>The masons of <a class="auto-tag" href="/elmford">Elmford</a>, who work at night, ` +
		`have begun at the <span class="author">mill</span>, and they go on at the tannery.</p>` +
		`<p>By <span class="author">Ann Reed</span></p>` + prose + `</div>`).Choose()
	var got []string
	for _, b := range blocks {
		if b.Cut == 0 && b.Weight < 100 {
			got = append(got, b.Text)
		}
	}
	want := []string{
		"The masons of Elmford, who work at night, have begun at the mill, and they go on at the tannery.", "By",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestFiguresUnderText: a long table made of divisions does not cost the text over it its container.
func TestFiguresUnderText(t *testing.T) {
	rows := strings.Repeat(`<div><div>Mill quarter</div><div>12 <b>walls</b></div></div>`, 200)
	tree := of(`<body>` + menu + `<div id="words">` + strings.Repeat(prose, 4) + rows + `</div>`)
	c, blocks := tree.Choose()
	if id := tree.Nodes[c.Node].Attr("id"); id != "words" || !strings.HasPrefix(blocks[c.First].Text, "The council") {
		t.Errorf("container %q begins with %q", id, blocks[c.First].Text)
	}
}

// TestTextInPieces: a text that is set in pieces of one name is read whole; pieces with titles are other articles.
func TestTextInPieces(t *testing.T) {
	piece := func(n int) string { return `<div><div class="story-text">` + strings.Repeat(prose, n) + `</div></div>` }
	for between, want := range map[string]int{
		`<div class="ad">Boats of Elmford, the best</div>`: 12,
		`<div><h2>Bridges painted green</h2></div>`:        10,
	} {
		c, blocks := of(`<body>` + menu + `<main>` + piece(2) + between + piece(10) + `</main>`).Choose()
		if got := len(c.Kept(blocks)); got != want {
			t.Errorf("%s: %d paragraphs, want %d", between, got, want)
		}
	}
}
