package gather

import (
	"context"
	"sync"
)

// busy counts the crawls that run in this process.
type busy struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when the last of them ends
}

func (b *busy) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n++; b.n == 1 {
		b.idle = make(chan struct{})
	}
}

func (b *busy) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n--; b.n == 0 {
		close(b.idle)
	}
}

// Idle waits until no crawl runs in this process, or ctx ends.
func (r *Room) Idle(ctx context.Context) {
	r.busy.mu.Lock()
	n, idle := r.busy.n, r.busy.idle
	r.busy.mu.Unlock()
	if n == 0 {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}
