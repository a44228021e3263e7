package main

import (
	"fmt"
	"io"
	"strings"

	"tidings/templates"
)

// table lines up cells by the columns they take on a terminal, where a Chinese character takes two.
type table struct {
	rows  [][]string
	notes map[int][]string // lines below a row that are none of its cells
}

// row adds a row; cells are joined to one line each.
func (t *table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.Join(strings.Fields(c), " ")
	}
	t.rows = append(t.rows, cells)
}

// note adds a line below the last row.
func (t *table) note(line string) {
	if t.notes == nil {
		t.notes = map[int][]string{}
	}
	at := len(t.rows) - 1
	t.notes[at] = append(t.notes[at], line)
}

// print writes the rows, each behind an indent. The last cell of a row is not padded.
func (t *table) print(w io.Writer, indent string) error {
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
