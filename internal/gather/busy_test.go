package gather

import (
	"context"
	"testing"
)

func TestIdleWaitsForTheLastCrawl(t *testing.T) {
	r := &Room{}
	r.Idle(t.Context()) // nothing runs
	r.busy.begin()
	r.busy.begin()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	r.Idle(ended) // not waited for
	waited := make(chan struct{})
	go func() {
		r.Idle(t.Context())
		close(waited)
	}()
	r.busy.end()
	select {
	case <-waited:
		t.Error("idle while a crawl runs")
	default:
	}
	r.busy.end()
	<-waited
	r.busy.begin()
	r.busy.end()
	r.Idle(t.Context())
}
