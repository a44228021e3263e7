// Package roster reads and writes CSV: readers, one line for each subscription, for `tidings subscriber import` and
// `export`, and suppressed addresses. It knows the columns and the forms of their values; whether an address may be
// mailed is for package reader to say.
//
// The first line names the columns, in any order; unknown ones are refused, so that a misspelt consent_at is not taken
// for no consent. Commas, semicolons and tabs are taken as separators, whichever the first line uses. Cells of several
// values (towns, topics, keywords) have one a line. A cell that a spreadsheet would take for a formula is written with
// an apostrophe before it, and read without.
//
// Suppressed addresses ([ReadSuppressions]) have a file of four columns.
package roster

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/internal/audience"
	"tidings/internal/fault"
)

// column is one column: how its cell is written and read.
type column struct {
	name  string
	write func(audience.Enrolment) string
	read  func(*audience.Enrolment, string) error
}

// columns in the order they are written.
var columns = []column{
	{"address", func(r audience.Enrolment) string { return r.Address }, func(r *audience.Enrolment, s string) error { r.Address = s; return nil }},
	{"status", func(r audience.Enrolment) string { return string(r.Status) }, readStatus},
	{"digest", func(r audience.Enrolment) string { return r.Digest }, func(r *audience.Enrolment, s string) error { r.Digest = s; return nil }},
	{"frequency", func(r audience.Enrolment) string { return string(r.Frequency) },
		func(r *audience.Enrolment, s string) error { r.Frequency = audience.Frequency(s); return nil }},
	{"time", writeTime, readTime},
	{"schedule", func(r audience.Enrolment) string { return r.Schedule }, func(r *audience.Enrolment, s string) error { r.Schedule = s; return nil }},
	{"zone", func(r audience.Enrolment) string { return r.Zone }, func(r *audience.Enrolment, s string) error { r.Zone = s; return nil }},
	{"language", func(r audience.Enrolment) string { return r.Language }, func(r *audience.Enrolment, s string) error { r.Language = s; return nil }},
	{"stories", writeStories, readStories},
	{"pictures", writePictures, readPictures},
	{"towns", func(r audience.Enrolment) string { return strings.Join(r.Filter.Towns, "\n") },
		func(r *audience.Enrolment, s string) error { r.Filter.Towns = lines(s); return nil }},
	{"topics", func(r audience.Enrolment) string { return strings.Join(r.Filter.Topics, "\n") },
		func(r *audience.Enrolment, s string) error { r.Filter.Topics = lines(s); return nil }},
	{"keywords", func(r audience.Enrolment) string { return strings.Join(r.Filter.Keywords, "\n") },
		func(r *audience.Enrolment, s string) error { r.Filter.Keywords = lines(s); return nil }},
	{"consent_at", func(r audience.Enrolment) string { return stamp(r.ConsentAt) },
		func(r *audience.Enrolment, s string) (err error) { r.ConsentAt, err = readStamp(s); return err }},
	{"consent_from", func(r audience.Enrolment) string { return r.ConsentFrom },
		func(r *audience.Enrolment, s string) error { r.ConsentFrom = s; return nil }},
	{"paused_until", func(r audience.Enrolment) string { return stamp(r.PausedUntil) },
		func(r *audience.Enrolment, s string) (err error) { r.PausedUntil, err = readStamp(s); return err }},
	{"ended_at", func(r audience.Enrolment) string { return stamp(r.EndedAt) },
		func(r *audience.Enrolment, s string) (err error) { r.EndedAt, err = readStamp(s); return err }},
	{"ended_by", func(r audience.Enrolment) string { return r.EndedBy },
		func(r *audience.Enrolment, s string) error { r.EndedBy = s; return nil }},
}

// Columns gives the names of the columns in the order they are written.
func Columns() []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return out
}

func readStatus(r *audience.Enrolment, s string) error {
	known := []audience.Status{"", audience.Active, audience.Pending, audience.Unsubscribed, audience.Suppressed}
	if r.Status = audience.Status(s); !slices.Contains(known, r.Status) {
		return fmt.Errorf("%q: want active, pending, unsubscribed or suppressed", s)
	}
	return nil
}

func writeTime(r audience.Enrolment) string {
	if !r.Timed {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", r.Hour, r.Minute)
}

func readTime(r *audience.Enrolment, s string) error {
	if s == "" {
		return nil
	}
	at, err := time.Parse("15:04", s)
	if err != nil {
		return fmt.Errorf("%q: write it like 07:30", s)
	}
	r.Hour, r.Minute, r.Timed = at.Hour(), at.Minute(), true
	return nil
}

func writeStories(r audience.Enrolment) string {
	if r.Stories == 0 {
		return ""
	}
	return strconv.Itoa(r.Stories)
}

func readStories(r *audience.Enrolment, s string) (err error) {
	if s == "" {
		return nil
	}
	if r.Stories, err = strconv.Atoi(s); err != nil || r.Stories < 0 || r.Stories > 1000 {
		return fmt.Errorf("%q: want a whole number up to 1000", s)
	}
	return nil
}

func writePictures(r audience.Enrolment) string {
	if !r.Pictures {
		return ""
	}
	return "yes"
}

func readPictures(r *audience.Enrolment, s string) error {
	switch strings.ToLower(s) {
	case "", "no":
	case "yes":
		r.Pictures = true
	default:
		return fmt.Errorf("%q: want yes or no", s)
	}
	return nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func readStamp(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	if s == "" {
		return time.Time{}, nil
	}
	return time.Time{}, fmt.Errorf("%q: write it like 2026-11-22T07:30:00Z or 2026-11-22", s)
}

// lines parts a cell of several values.
func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Write writes rows with their header line.
func Write(w io.Writer, rows []audience.Enrolment) error {
	out := csv.NewWriter(w)
	err := out.Write(Columns())
	for _, r := range rows {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = guard(c.write(r))
		}
		err = errors.Join(err, out.Write(cells))
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// formula is what a spreadsheet takes for the beginning of one.
const formula = "=+-@\t\r"

// guard keeps spreadsheets from running a reader's keywords as formulas.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune(formula+"'", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// unguard takes guard's apostrophe off.
func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formula+"'", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// Read gives every row of a file to each, or what is wrong with it: a row with a mistake has its line and, where it
// could be read, its address. An error of Read itself (no header, an unknown column, not UTF-8) means that nothing was
// read.
func Read(r io.Reader, each func(audience.Enrolment, error)) error {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // a byte order mark; what was peeked at can be discarded
	}
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fault.Wrap(err, "read the first line")
	}
	c := csv.NewReader(in)
	c.Comma, c.FieldsPerRecord, c.TrimLeadingSpace = separator(head), -1, true
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "line 1: the file is empty; the first line names the columns: %s",
			strings.Join(Columns(), ","))
	}
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	order, err := ordered(header)
	if err != nil {
		return err
	}
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			each(audience.Enrolment{Line: wrong.StartLine}, wrong.Err)
			continue
		}
		if err != nil {
			return err
		}
		line, _ := c.FieldPos(0)
		row, err := parse(cells, order)
		row.Line = line
		each(row, err)
	}
}

// separator gives what parts the cells of the first line.
func separator(head []byte) rune {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	for _, sep := range []rune{',', ';', '\t'} {
		if bytes.ContainsRune(first, sep) {
			return sep
		}
	}
	return ','
}

// ordered finds the columns of a header.
func ordered(header []string) ([]column, error) {
	var out []column
	for _, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "line 1: no column is called %q; there are %s", name,
				strings.Join(Columns(), ", "))
		}
		if slices.ContainsFunc(out, func(c column) bool { return c.name == name }) {
			return nil, fault.New(fault.Invalid, "line 1: column %s is there twice", name)
		}
		out = append(out, columns[i])
	}
	if !slices.ContainsFunc(out, func(c column) bool { return c.name == "address" }) {
		return nil, fault.New(fault.Invalid, "line 1: there is no column address")
	}
	return out, nil
}

// parse reads the cells of one line.
func parse(cells []string, order []column) (audience.Enrolment, error) {
	var row audience.Enrolment
	if len(cells) != len(order) {
		return row, fmt.Errorf("%d cells, and the first line has %d", len(cells), len(order))
	}
	var errs []error
	for i, c := range order {
		if !utf8.ValidString(cells[i]) {
			errs = append(errs, fmt.Errorf("%s: not UTF-8; save the file as \"CSV UTF-8\"", c.name))
			continue
		}
		if err := c.read(&row, strings.TrimSpace(unguard(strings.TrimSpace(cells[i])))); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.name, err))
		}
	}
	if row.Address == "" && len(errs) == 0 {
		errs = append(errs, errors.New("address: there is none"))
	}
	return row, errors.Join(errs...)
}
