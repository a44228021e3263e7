package layout

import "strings"

// Render writes blocks as the article's text: paragraphs parted by a blank line, rows of a table and lines of a
// list on lines of their own.
func Render(blocks []Block) string {
	var b strings.Builder
	for i := range blocks {
		if i > 0 {
			b.WriteString(joint(&blocks[i-1], &blocks[i]))
		}
		if blocks[i].Kind == Point && (i == 0 || joint(&blocks[i-1], &blocks[i]) != " ") {
			b.WriteString("- ")
		}
		b.WriteString(blocks[i].Text)
	}
	return b.String()
}

// joint is what parts block b from the block a before it.
func joint(a, b *Block) string {
	switch {
	case a.Kind == TableCell && b.Kind == TableCell && a.row == b.row:
		return " | "
	case a.Kind == TableCell && b.Kind == TableCell, a.Kind == Point && b.Kind == Point,
		b.Soft && a.Weight < 120 && b.Weight < 120:
		return "\n"
	}
	return "\n\n"
}
