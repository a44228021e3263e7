package reader

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tidings/internal/audience"
	"tidings/internal/store/storetest"
)

// newIntake begins to take a file into an empty store. What is refused is added to said, a line each.
func newIntake(t *testing.T, said *[]string) *Intake {
	t.Helper()
	now := storetest.Start
	return newRoom(t, &now).Intake(ImportOptions{}, func(row audience.Enrolment, why error) {
		*said = append(*said, fmt.Sprintf("%d: %v", row.Line, why))
	})
}

// enrolled is a row of a reader who has agreed.
func enrolled(line int, address string) audience.Enrolment {
	return audience.Enrolment{
		Line: line, Address: address, Digest: "all", ConsentAt: storetest.Start.AddDate(-1, 0, 0), ConsentFrom: "paper form",
	}
}

// TestIntakeNamesLines: refusals come in the order of the file, whatever stage refused a row, and one reader and digest
// are taken once, whatever the letters of the address.
func TestIntakeNamesLines(t *testing.T) {
	var said []string
	i := newIntake(t, &said)
	silent := enrolled(3, "bo@reader.example")
	silent.ConsentFrom = ""
	i.Row(t.Context(), enrolled(2, "ann@reader.example"), nil)
	i.Row(t.Context(), silent, nil)
	i.Row(t.Context(), audience.Enrolment{Line: 4, Address: "cy"}, errors.New("unknown status"))
	i.Row(t.Context(), enrolled(5, "Ann@Reader.example"), nil)
	i.Row(t.Context(), enrolled(6, "di@reader.example"), nil)
	taken, refused, err := i.End(t.Context())
	if err != nil || refused != 3 || taken[ImportAdded] != 2 || len(taken) != 1 {
		t.Errorf("taken %v, refused %d, %v; want 2 added and 3 refused", taken, refused, err)
	}
	want := []string{"3: no consent", "4: unknown status", "5: the same reader and digest as on line 2"}
	if !slices.EqualFunc(said, want, strings.HasPrefix) {
		t.Errorf("refused:\n%s\nwant lines that begin:\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}

// TestIntakeTakesLongFiles: no row is lost or taken twice where one batch ends and the next begins.
func TestIntakeTakesLongFiles(t *testing.T) {
	var said []string
	i := newIntake(t, &said)
	for n := range importBatch + 1 {
		i.Row(t.Context(), enrolled(n+2, fmt.Sprintf("r%d@reader.example", n)), nil)
	}
	taken, refused, err := i.End(t.Context())
	if err != nil || refused != 0 || len(taken) != 1 || taken[ImportAdded] != importBatch+1 {
		t.Errorf("taken %v, refused %d (%v), %v", taken, refused, said, err)
	}
}

// TestIntakeStops: rows that could not be asked about any more are not called refused.
func TestIntakeStops(t *testing.T) {
	var said []string
	i := newIntake(t, &said)
	ctx, cancel := context.WithCancel(t.Context())
	i.Row(ctx, enrolled(2, "ann@reader.example"), nil)
	cancel()
	taken, refused, err := i.End(ctx)
	if !errors.Is(err, context.Canceled) || refused != 0 || len(taken) != 0 || len(said) != 0 {
		t.Errorf("taken %v, refused %d (%v), %v; want nothing but that it was cancelled", taken, refused, said, err)
	}
}
