package extract

import "strings"

// render writes blocks as the article's text: paragraphs parted by a blank line, rows of a table and lines of a
// list on lines of their own.
func render(blocks []block) string {
	var b strings.Builder
	for i := range blocks {
		if i > 0 {
			b.WriteString(joint(&blocks[i-1], &blocks[i]))
		}
		if blocks[i].kind == listItem && (i == 0 || joint(&blocks[i-1], &blocks[i]) != " ") {
			b.WriteString("- ")
		}
		b.WriteString(blocks[i].text)
	}
	return b.String()
}

// joint is what parts block b from the block a before it.
func joint(a, b *block) string {
	switch {
	case a.kind == tableCell && b.kind == tableCell && a.row == b.row:
		return " | "
	case a.kind == tableCell && b.kind == tableCell, a.kind == listItem && b.kind == listItem,
		b.soft && a.weight < 120 && b.weight < 120:
		return "\n"
	}
	return "\n\n"
}
