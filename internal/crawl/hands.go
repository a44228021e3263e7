package crawl

import (
	"context"
	"sync"
	"time"
)

// hands counts the pages of all runs that have arrived and are not kept yet. When the sinks are slower than the hosts
// these would grow with the number of runs; what is in hand takes memory, and is lost when the process is killed.
type hands struct {
	most int

	mu   sync.Mutex
	full int
	free chan struct{} // closed when a page was kept, while somebody may be waiting
}

// newHands lets pages be asked for while fewer than most are in hand. Those on their way then may still come.
func newHands(most int) *hands { return &hands{most: most, free: make(chan struct{})} }

// wait waits until a page may be asked for, or ctx ends.
func (h *hands) wait(ctx context.Context) error {
	for {
		h.mu.Lock()
		full, free := h.full >= h.most, h.free
		h.mu.Unlock()
		if !full {
			return ctx.Err()
		}
		select {
		case <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// take counts an answer that has come.
func (h *hands) take() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.full++
}

// drop ends what take began: the answer was kept, or is not worth it.
func (h *hands) drop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.full--; h.full < h.most {
		close(h.free)
		h.free = make(chan struct{})
	}
}

// outlive gives a context that ends d after ctx does: for what is in hand and only wants to be kept.
func outlive(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		late, end := context.WithTimeout(out, d)
		defer end()
		<-late.Done()
		cancel()
	})
	return out, func() { forget(); cancel() }
}
