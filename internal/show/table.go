// Package show puts values before people at a terminal, and before programs as JSON: tables, times in words,
// deliveries, crawls, what DNS and relays said. It takes values and a writer, and knows no command line, clock or
// database; what it prints is read by scripts, so a change of it is a change users see.
package show

import (
	"fmt"
	"io"
	"strings"

	"tidings/templates"
)

// Table lines up cells by the columns they take on a terminal, where a Chinese character takes two.
type Table struct {
	rows  [][]string
	notes map[int][]string // lines below a row that are none of its cells
}

// Row adds a row; cells are joined to one line each.
func (t *Table) Row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.Join(strings.Fields(c), " ")
	}
	t.rows = append(t.rows, cells)
}

// Note adds a line below the last row.
func (t *Table) Note(line string) {
	if t.notes == nil {
		t.notes = map[int][]string{}
	}
	at := len(t.rows) - 1
	t.notes[at] = append(t.notes[at], line)
}

// Print writes the rows, each behind an indent. The last cell of a row is not padded.
func (t *Table) Print(w io.Writer, indent string) error {
	var widths []int
	for _, cells := range t.rows {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if i < len(cells)-1 {
				widths[i] = max(widths[i], templates.Width(c))
			}
		}
	}
	var out strings.Builder
	for n, cells := range t.rows {
		var line strings.Builder
		for i, c := range cells {
			line.WriteString(c)
			if i < len(cells)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-templates.Width(c)+2))
			}
		}
		fmt.Fprintf(&out, "%s%s\n", indent, strings.TrimRight(line.String(), " "))
		for _, note := range t.notes[n] {
			fmt.Fprintf(&out, "%s  %s\n", indent, note)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}
