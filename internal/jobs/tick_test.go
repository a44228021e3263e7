package jobs

import (
	"context"
	"testing"
	"time"
)

// gallery wants pictures, or does not.
type gallery struct{ wanted bool }

func (g *gallery) Wanted(context.Context) (bool, error) { return g.wanted, nil }
func (g *gallery) Fetch(context.Context) error          { return nil }

// TestTickReadsTheMailboxNowAndThen: not with every tick, by one process at a time, and not at all where there is none.
func TestTickReadsTheMailboxNowAndThen(t *testing.T) {
	each(t, func(r *rig) {
		one, two := r.process("one"), r.process("two")
		r.ok(one.tick(r.Context()))
		r.jobs(map[string]int{"returns": 0})
		one.reads, two.reads = true, true
		for _, j := range []*Jobs{one, two} {
			r.ok(j.tick(r.Context()))
		}
		r.jobs(map[string]int{"returns": 1})
		r.finish("returns")
		r.pass(readEvery - time.Second)
		r.ok(two.tick(r.Context()))
		r.jobs(map[string]int{"returns": 1})
		r.pass(time.Second)
		r.ok(two.tick(r.Context()))
		r.jobs(map[string]int{"returns": 2})
	})
}

// TestTickFetchesPicturesThatAreWanted, and only those.
func TestTickFetchesPicturesThatAreWanted(t *testing.T) {
	each(t, func(r *rig) {
		j, g := r.process("one"), &gallery{}
		j.shows = g
		r.ok(j.tick(r.Context()))
		r.jobs(map[string]int{"pictures": 0})
		g.wanted = true
		r.ok(j.tick(r.Context()))
		r.ok(j.tick(r.Context()))
		r.jobs(map[string]int{"pictures": 1})
	})
}

// finish marks the jobs of a kind as done.
func (r *rig) finish(kind string) {
	r.Helper()
	query := `UPDATE river_job SET state = 'completed', finalized_at = CURRENT_TIMESTAMP, unique_key = NULL WHERE kind = $1`
	_, err := r.s.DB().ExecContext(r.Context(), query, kind)
	r.ok(err)
}
