package reader

import (
	"context"
	"fmt"
	"strings"

	"tidings/internal/audience"
)

// Intake takes the rows of one file, as Import does, one after the other. It is made by [Room.Intake] and has ended
// with End.
type Intake struct {
	room    *Room
	opt     ImportOptions
	refuse  func(row audience.Enrolment, why error)
	lines   map[string]int // the first by reader and digest
	waiting []intakeRow    // for a batch to be full, in the order of the file
	taken   map[Imported]int
	refused int
}

// intakeRow is a row, or what is wrong with it.
type intakeRow struct {
	audience.Enrolment
	err error
}

// Intake begins to take the rows of a file. refuse is told of each row that is not taken, in the order of the file.
func (r *Room) Intake(opt ImportOptions, refuse func(row audience.Enrolment, why error)) *Intake {
	return &Intake{room: r, opt: opt, refuse: refuse, lines: map[string]int{}, taken: map[Imported]int{}}
}

// Row takes the next row, or refuses it for the reason its reading gave. A second row of one reader and digest is
// refused: which of them the reader wanted is not ours to say.
func (i *Intake) Row(ctx context.Context, row audience.Enrolment, err error) {
	key := strings.ToLower(row.Address) + " " + row.Digest
	if first := i.lines[key]; err == nil && first != 0 {
		err = fmt.Errorf("the same reader and digest as on line %d", first)
	}
	if err == nil {
		i.lines[key] = row.Line
	}
	if i.waiting = append(i.waiting, intakeRow{row, err}); len(i.waiting) == importBatch {
		i.flush(ctx)
	}
}

// End takes the rows that still wait, and gives how many became what and how many were refused. Its error is ctx's:
// rows that were not taken before it ended are neither.
func (i *Intake) End(ctx context.Context) (taken map[Imported]int, refused int, err error) {
	i.flush(ctx)
	return i.taken, i.refused, ctx.Err()
}

// flush takes the rows that wait.
func (i *Intake) flush(ctx context.Context) {
	var rows []audience.Enrolment
	for _, w := range i.waiting {
		if w.err == nil {
			rows = append(rows, w.Enrolment)
		}
	}
	results := i.room.Import(ctx, rows, i.opt)
	if ctx.Err() != nil {
		return
	}
	for _, w := range i.waiting {
		if w.err == nil {
			result := results[0]
			results = results[1:]
			if w.err = result.Err; w.err == nil {
				i.taken[result.Imported]++
				continue
			}
		}
		i.refused++
		i.refuse(w.Enrolment, w.err)
	}
	i.waiting = i.waiting[:0]
}
