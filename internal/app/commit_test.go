package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/store"
)

// errQueue stands for a job queue that takes nothing.
var errQueue = errors.New("the queue takes nothing")

// TestAResultIsNotKeptWithoutItsNextJob: a stage whose next job cannot be inserted leaves no trace and is done again.
func TestAResultIsNotKeptWithoutItsNextJob(t *testing.T) {
	r := newRig(t, backfill(50))
	refuse := func(context.Context, *store.Tx) error { return errQueue }
	totals := func() store.Totals {
		t.Helper()
		all, err := r.Store.Totals(r.Context())
		r.ok(err)
		return all
	}

	thenCluster := r.Gather.ThenCluster
	r.Gather.ThenCluster = refuse
	if _, err := r.Gather.Crawl(r.Context(), "fairmeadow", "test"); !errors.Is(err, errQueue) {
		t.Fatalf("crawl: %v", err)
	}
	if n := totals(); n.Pages+n.Articles != 0 {
		t.Errorf("kept %+v", n)
	}
	r.Gather.ThenCluster = thenCluster
	r.pass(time.Hour)
	_, err := r.Gather.Crawl(r.Context(), "fairmeadow", "test")
	r.ok(err)

	thenSummarize := r.App.Tell.ThenSummarize
	r.App.Tell.ThenSummarize = refuse
	if err := r.App.Tell.Cluster(r.Context()); !errors.Is(err, errQueue) {
		t.Fatalf("cluster: %v", err)
	}
	if n := totals(); n.Stories != 0 || n.Articles != 4 {
		t.Errorf("kept %+v", n)
	}
	r.App.Tell.ThenSummarize = thenSummarize
	r.tell()

	s := r.subscribe("ann@reader.test", "fairmeadow")
	thenDeliver := r.App.Send.ThenDeliver
	r.App.Send.ThenDeliver = refuse
	r.pass(time.Hour)
	if err := r.App.Send.Edition(r.Context(), s.ID, s.WindowStart, r.clock()); !errors.Is(err, errQueue) {
		t.Fatalf("edition: %v", err)
	}
	if d := r.delivery(audience.DeliveryPending); len(d.Message) != 0 || d.EditionID == 0 {
		t.Errorf("the mail is kept without its job: %+v", d)
	}
	r.App.Send.ThenDeliver = thenDeliver
	r.none(r.edition(s.ID)) // its window is told; the next job makes the mail
	r.ok(r.App.Send.Editions(r.Context()))
	r.one(r.deliver())
}

// TestRepeatedStagesChangeNothing: a job runs at least once across a crash, so each may run again.
func TestRepeatedStagesChangeNothing(t *testing.T) {
	r := newRig(t, backfill(50))
	r.crawl("fairmeadow", "huaibei")
	s := r.subscribe("ann@reader.test", "all")
	r.pass(time.Hour)
	end := r.clock()
	for range 2 {
		r.ok(r.App.Send.Edition(r.Context(), s.ID, s.WindowStart, end))
	}
	before, err := r.Store.Totals(r.Context())
	r.ok(err)
	r.crawl("fairmeadow", "huaibei")
	r.ok(r.App.Tell.Summarize(r.Context()))
	r.ok(r.App.Send.Edition(r.Context(), s.ID, s.WindowStart, end))
	after, err := r.Store.Totals(r.Context())
	r.ok(err)
	if before != after || after.Editions != 1 || after.Deliveries != 1 {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	r.one(r.deliver())
	r.none(r.deliver())
}
