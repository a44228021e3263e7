package jobs

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
)

// TestForgottenJobs: a job on record that nobody works on is forgotten when that was so for long enough, and one that is
// worked on never, however long it takes.
func TestForgottenJobs(t *testing.T) {
	var h hands
	start := time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)
	look := func(after time.Duration, recorded ...int64) []int64 {
		return h.forgotten(recorded, start.Add(after), time.Minute)
	}
	err := h.work(t.Context(), &rivertype.JobRow{ID: 1}, func(context.Context) error {
		for _, tt := range []struct {
			after    time.Duration
			recorded []int64
			want     []int64
		}{
			{0, []int64{1, 2}, nil},                       // 2 may be about to be written down
			{30 * time.Second, []int64{1, 2, 3}, nil},     // not yet
			{time.Minute, []int64{1, 2, 3}, []int64{2}},   // 3 was first seen later
			{90 * time.Second, []int64{1, 3}, []int64{3}}, // 2 was written down after all
			{2 * time.Minute, []int64{1, 2}, nil},         // its number came again: the wait begins anew
			{time.Hour, []int64{1, 2}, []int64{2}},        // 1 is at work still
			{2 * time.Hour, []int64{1}, nil},
		} {
			if got := look(tt.after, tt.recorded...); !slices.Equal(got, tt.want) {
				t.Errorf("after %v, of %v: %v are forgotten, want %v", tt.after, tt.recorded, got, tt.want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := look(3*time.Hour, 1); got != nil {
		t.Errorf("a job that has just ended: %v", got)
	}
	if got := look(3*time.Hour+time.Minute, 1); !slices.Equal(got, []int64{1}) {
		t.Errorf("a job whose end was not written down: %v, want it", got)
	}
}
