package sheet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"tidings/internal/extract/pdf"
)

// line makes a line of the text's size that reaches the margin where full.
func line(page int, top float64, text string, full bool) pdf.Line {
	right := 300.0
	if full {
		right = 500
	}
	return pdf.Line{Page: page, Top: top, Left: 80, Right: right, Size: 10, Text: text}
}

// written gives the tree's markup.
func written(t *testing.T, s Sheet) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, s.Tree("en")); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestOf: lines become paragraphs, points and rows; a hyphen at a line's end parts a word.
func TestOf(t *testing.T) {
	s := Of(pdf.Document{Read: 1, Lines: []pdf.Line{
		{Page: 1, Top: 40, Left: 80, Right: 400, Size: 18, Text: "Notice of repairs"},
		line(1, 80, "The council met on the river bank and heard the engi-", true),
		line(1, 95, "neers before the rains.", false),
		line(1, 140, "• walls", false), line(1, 155, "• bridges", false),
		line(1, 190, "East | 420", false), line(1, 205, "West | 310", false),
		line(1, 240, "Work begins in spring with the oldest of the walls that", true),
		line(1, 255, "stand on the east bank.", false),
	}})
	want := `<html lang="en"><body><article><h1>Notice of repairs</h1>` +
		`<p>The council met on the river bank and heard the engineers before the rains.</p>` +
		`<ul><li>walls</li><li>bridges</li></ul><table><tbody><tr><td>East</td><td>420</td></tr>` +
		`<tr><td>West</td><td>310</td></tr></tbody></table>` +
		`<p>Work begins in spring with the oldest of the walls that stand on the east bank.</p></article></body></html>`
	if d := cmp.Diff(want, written(t, s)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got := s.TitleLike(""); got != "Notice of repairs" {
		t.Errorf("title %q", got)
	}
}

// TestRunningLinesGo: page numbers, and what stands at the edge of most pages.
func TestRunningLinesGo(t *testing.T) {
	var lines []pdf.Line
	for n := 1; n <= 4; n++ {
		lines = append(lines, line(n, 20, "Town of Elmford", false))
		for k := range 4 {
			text := fmt.Sprintf("Matter %c of sheet %c is told here.", 'A'+k, 'A'+n)
			lines = append(lines, line(n, 80+40*float64(k), text, false))
		}
		lines = append(lines, line(n, 700, fmt.Sprintf("- %d -", n), false))
	}
	got := written(t, Of(pdf.Document{Read: 4, Lines: lines}))
	if strings.Contains(got, "Elmford") || strings.Contains(got, "- 2 -") || strings.Count(got, "is told here.") != 16 {
		t.Error(got)
	}
}

// TestTitleLike: a letterhead yields to what it heads, and a stated title decides between large lines.
func TestTitleLike(t *testing.T) {
	head := []pdf.Line{
		{Page: 1, Top: 40, Left: 80, Right: 400, Size: 30, Text: "Elmford Gazette"},
		{Page: 1, Top: 120, Left: 80, Right: 400, Size: 18, Text: "Notice of repairs"},
		{Page: 1, Top: 180, Left: 80, Right: 400, Size: 14, Text: "On the walls of the river"},
	}
	for i := range 12 {
		head = append(head, line(1, 240+15*float64(i), "The council met on the river bank and heard the engineers,", true))
	}
	s := Of(pdf.Document{Read: 1, Lines: head})
	for stated, want := range map[string]string{
		"": "Notice of repairs", "On the walls of the river": "On the walls of the river", "Another": "Notice of repairs",
	} {
		if got := s.TitleLike(stated); got != want {
			t.Errorf("like %q: %q, want %q", stated, got, want)
		}
	}
}
