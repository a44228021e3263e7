package llm

import (
	"sync"

	"tidings/internal/fault"
)

// patience is how many calls in a row may fail before the endpoint is left alone for the rest of the run.
const patience = 3

// budget counts what a run may still ask. Its zero value is spent.
type budget struct {
	mu          sync.Mutex
	calls       int // left
	tokens      int // left; the call that uses up the last is still answered
	limitTokens bool
	inARow      int
	limitCalls  bool
}

func (b *budget) renew(calls, tokens int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inARow = 0
	b.limitCalls, b.calls = calls > 0, calls
	b.limitTokens, b.tokens = tokens > 0, tokens
}

// take uses one call up, or says why there is none.
func (b *budget) take() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.inARow >= patience:
		return fault.New(fault.Temporary, "endpoint left alone for this run after %d failures in a row", b.inARow)
	case b.limitCalls && b.calls == 0:
		return fault.New(fault.Temporary, "budget of calls used up for this run")
	case b.limitTokens && b.tokens <= 0:
		return fault.New(fault.Temporary, "budget of tokens used up for this run")
	}
	if b.limitCalls {
		b.calls--
	}
	return nil
}

func (b *budget) spent(tokens int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inARow = 0
	b.tokens -= tokens
}

func (b *budget) failed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inARow++
}
