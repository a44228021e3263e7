package jobs

import (
	"context"
	"testing"

	"tidings/internal/news"
	"tidings/internal/store"
)

// TestSourcesThatAreSilentHoldNoOther: those that could not be reached the last time hang again, more of them than
// sources are crawled at once, and the others are crawled.
func TestSourcesThatAreSilentHoldNoOther(t *testing.T) {
	each(t, func(r *rig) {
		r.source("ash", "elm", "fir", "yew", "oak")
		r.write(func(tx *store.Tx) error {
			for _, id := range []string{"ash", "elm", "fir", "yew"} {
				h := news.Health{SourceID: id, State: news.StateUnreachable, NextAt: r.clock()}
				if err := tx.PutHealth(r.Context(), h); err != nil {
					return err
				}
			}
			return nil
		})
		read, hung := make(chan string, 1), make(chan string, 10)
		j := r.process("one", func(o *Options) { o.Crawls, o.Silent = 2, 2 })
		ctx, release := context.WithCancel(t.Context())
		defer release()
		work := r.chores(make(chan string, 100))
		work.Crawl = func(_ context.Context, source, _ string) error {
			if source == "oak" {
				read <- source
				return nil
			}
			hung <- source
			<-ctx.Done()
			return nil
		}
		r.ok(j.Start(r.Context(), true, work))
		wait(r, hung, "a source that hangs")
		wait(r, hung, "another that hangs")
		wait(r, read, "the source that does not")
		if n := len(hung); n > 0 {
			r.Errorf("%d more of those that hang are crawled than they have workers", n)
		}
	})
}
