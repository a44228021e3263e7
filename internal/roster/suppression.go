package roster

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
)

// suppressionColumns head the file of suppressed addresses.
var suppressionColumns = []string{"address", "reason", "since", "until"}

// WriteSuppressions writes suppressed addresses as CSV; an empty until is for good.
func WriteSuppressions(w io.Writer, found []audience.Suppression) error {
	rows := [][]string{suppressionColumns}
	for _, x := range found {
		rows = append(rows, []string{x.Address, x.Reason, stamp(x.At), stamp(x.Expires)})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// ReadSuppressions reads suppressed addresses as WriteSuppressions writes them; of the columns only address is needed,
// and what has no date is suppressed from now on. Lines that are wrong are left out and named, "LINE: what is wrong".
func ReadSuppressions(in io.Reader, now time.Time) (found []audience.Suppression, wrong []string, err error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("no header line such as %q: %w", strings.Join(suppressionColumns, ","), err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	if _, ok := at["address"]; !ok {
		return nil, nil, fmt.Errorf("1: no column \"address\" in %q", strings.Join(head, ","))
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return found, wrong, nil
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok { // of such a line no field has a place
			wrong = append(wrong, fmt.Sprintf("%d: %v", broken.Line, broken.Err))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		x, err := readSuppression(row, at, now)
		if err != nil {
			line, _ := r.FieldPos(0) // the column is of no interest
			wrong = append(wrong, fmt.Sprintf("%d: %v", line, err))
			continue
		}
		found = append(found, x)
	}
}

// readSuppression reads a row by the places its columns have; those that are absent say nothing.
func readSuppression(row []string, at map[string]int, now time.Time) (x audience.Suppression, err error) {
	field := func(name string) string {
		if i, ok := at[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	if x.Address, err = mail.ReaderAddress(field("address")); err != nil {
		return x, err
	}
	x.Reason, x.At = field("reason"), now
	if x.Reason == "" {
		x.Reason = "imported"
	}
	for name, into := range map[string]*time.Time{"since": &x.At, "until": &x.Expires} {
		if text := field(name); text != "" {
			if *into, err = time.Parse(time.RFC3339, text); err != nil {
				return x, fmt.Errorf("%s %q is not a time such as 2026-11-23T07:30:00Z", name, text)
			}
		}
	}
	return x, nil
}
