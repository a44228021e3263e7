package trim

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
)

const prose = "The council met on the river bank, heard the engineers, and asked for a plan before the autumn rains, " +
	"which come early in these parts, and stay long into the year."

// blocks makes paragraphs of lines, each at a place of its own.
func blocks(lines ...string) []layout.Block {
	out := make([]layout.Block, len(lines))
	for i, l := range lines {
		weight, marks := wording.Weigh(l)
		out[i] = layout.Block{Text: l, At: int32(i + 1), Weight: weight, Marks: marks}
	}
	return out
}

// TestBlocks: the title and what stands above it, lines that tell of the article, and what closes it, are no part of it.
func TestBlocks(t *testing.T) {
	in := blocks("Elmford", "Walls of the river mended", "By Ann Reed", "August 7, 2026", "News", prose+" One.", "Two: "+prose,
		"Three: "+prose, "Share this: Twitter Facebook", "Related articles", "Bridges of the river painted")
	var got []string
	for _, b := range Blocks(in, &in[1]) {
		got = append(got, b.Text)
	}
	if d := cmp.Diff([]string{prose + " One.", "Two: " + prose, "Three: " + prose}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestPreliminary: which lines may stand before a text without being part of it.
func TestPreliminary(t *testing.T) {
	title := &blocks("Walls of the river mended")[0]
	for line, want := range map[string]bool{
		"Walls of the River Mended": true, "Published by the town hall": true, "发布时间：2026年8月7日": true, "7/8/2026": true,
		"Local news": true, "The walls are mended.": false, prose: false,
		"Published in 1911, the oldest map of the river walls shows eleven of them, and a twelfth that nobody has found.": false,
	} {
		if got := preliminary(&blocks(line)[0], title); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
	for name, b := range map[string]layout.Block{
		"verbatim": {Text: "By Ann", Kind: layout.Verbatim}, "heading": {Text: "By Ann", Kind: layout.Heading},
		"bold": {Text: "In short", Weight: 7, Bold: true}, "cell": {Text: "Boat", Weight: 4, Kind: layout.TableCell},
	} {
		if preliminary(&b, nil) {
			t.Errorf("%s is taken away", name)
		}
	}
}

// TestRepeatsGo: a paragraph that is said twice is said once.
func TestRepeatsGo(t *testing.T) {
	long := strings.Repeat(prose, 2)
	if got := Blocks(blocks(long, "Another thing, said between.", long), nil); len(got) != 2 {
		t.Errorf("%d blocks", len(got))
	}
}

// TestPointers: lines in the midst of a text that point to other articles go; headings and addresses stay.
func TestPointers(t *testing.T) {
	linked := func(line string, from int) layout.Block {
		b := blocks(line)[0]
		b.Link, b.Links = b.Weight-int32(from), 1
		return b
	}
	const other = "The bridges of Elmford are painted green again"
	tests := []struct {
		name string
		in   []layout.Block
		want int
	}{
		{"one line", []layout.Block{linked("Læs også: "+other, 9)}, 1},
		{"in another script", []layout.Block{linked("Читайте також: "+other, 24)}, 1},
		{"a wide colon", []layout.Block{linked("相关阅读："+other, 15)}, 1},
		{"a line and links", []layout.Block{blocks("Read also")[0], linked(other, 0), linked(other+" today", 0), blocks(prose)[0]}, 3},
		{"a line and text", []layout.Block{blocks("Read also")[0], blocks(prose)[0]}, 0},
		{"a place to go", []layout.Block{linked("Register here: "+other, 13)}, 0},
		{"not linked", []layout.Block{blocks("Read also: what the engineers wrote in spring")[0]}, 0},
	}
	for _, tt := range tests {
		if got := pointers(tt.in); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestTextGoesOn: a paragraph behind a line that points to another article is of the text; what is behind more is not.
func TestTextGoesOn(t *testing.T) {
	link := func(line string) layout.Block {
		b := blocks(line)[0]
		b.Link, b.Links = b.Weight, 1
		return b
	}
	const last = "Nobody knows when the ferry will run again. The mayor, asked twice, spoke of the weather, of the masons " +
		"and of the bridge, and then, when he had put on his coat, of the summer after next. So it goes in Elmford."
	var in []layout.Block
	for i := range 12 {
		in = append(in, blocks(strconv.Itoa(i)+": "+prose)...)
	}
	for name, tt := range map[string]struct {
		links int
		ends  bool
	}{"one link": {1, false}, "two links": {2, false}, "a list": {4, true}} {
		all := append(slices.Clone(in), blocks("Read also")...)
		for i := range tt.links {
			all = append(all, link("The bridges of Elmford are painted green, part "+string(rune('a'+i))))
		}
		out := Blocks(append(all, blocks(last)...), nil)
		if got := out[len(out)-1].Text != last; got != tt.ends {
			t.Errorf("%s: ends %t with %q", name, got, out[len(out)-1].Text)
		}
	}
}
