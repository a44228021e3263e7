package send

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// ended adds a delivery that was tried and ended in a state, and gives its id.
func (r *rig) ended(state audience.DeliveryState) (id int64) {
	r.Helper()
	r.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddDelivery(r.Context(), audience.Delivery{
			Kind: "notice", Recipient: string(state) + "@reader.example", Message: []byte("x"), CreatedAt: r.now, Policy: "hold",
		}, string(state))
		if err != nil {
			return err
		}
		_, err = tx.ClaimDeliveries(r.Context(), store.Claim{Holder: "h", Now: r.now, Until: r.now.Add(time.Minute)})
		return err
	})
	r.ok(r.Store.BeginSending(r.Context(), id, "h", "relay#1", r.now))
	r.write(func(tx *store.Tx) error {
		return tx.FinishDelivery(r.Context(), id, "h", store.Outcome{State: state, At: r.now, NextTry: r.now.AddDate(0, 0, 1)})
	})
	return id
}

// dueNow lists the ids of deliveries that may be tried now, and how often the deliver job was inserted since the last call.
func (r *rig) dueNow(jobs *int) string {
	r.Helper()
	var ids []int64
	r.write(func(tx *store.Tx) error {
		found, err := tx.ClaimDeliveries(r.Context(), store.Claim{Holder: "look", Now: r.now, Until: r.now.Add(time.Minute)})
		ids = nil
		for _, d := range found {
			ids = append(ids, d.ID)
		}
		if err != nil {
			return err
		}
		return tx.ReleaseDeliveries(r.Context(), "look")
	})
	defer func() { *jobs = 0 }()
	return fmt.Sprint(ids, " jobs ", *jobs)
}

func TestRetry(t *testing.T) {
	r := newRig(t, storetest.SQLite(t))
	jobs := 0
	r.ThenDeliver = func(context.Context, *store.Tx) error { jobs++; return nil }
	failed, sent := r.ended(audience.DeliveryFailed), r.ended(audience.DeliverySent)
	unknown, deferred := r.ended(audience.DeliveryUnknown), r.ended(audience.DeliveryDeferred)
	if got := r.dueNow(&jobs); got != "[] jobs 0" {
		t.Fatalf("before: %s", got)
	}
	if err := r.Retry(t.Context(), failed, sent); !fault.Is(err, fault.Conflict) {
		t.Errorf("one that was sent: %v, want fault.Conflict", err)
	}
	if got := r.dueNow(&jobs); got != "[] jobs 0" {
		t.Errorf("after a refusal %s are due, want none: all or none", got)
	}
	r.ok(r.Retry(t.Context(), failed))
	if got, want := r.dueNow(&jobs), fmt.Sprintf("[%d] jobs 1", failed); got != want {
		t.Errorf("after one was named: %s, want %s", got, want)
	}
	n, err := r.RetryAll(t.Context(), store.DeliveryFilter{Bare: true})
	if err != nil || n != 3 {
		t.Errorf("all were %d, %v; want the three that were not sent", n, err)
	}
	// what is of unknown fate is due by being deferred now, though its policy was to hold it
	if got, want := r.dueNow(&jobs), fmt.Sprintf("[%d %d %d] jobs 1", failed, unknown, deferred); got != want {
		t.Errorf("after all were: %s, want %s", got, want)
	}
}

// TestResume: what rests is sent again at once, or, where a scope is mistyped, nothing is changed.
func TestResume(t *testing.T) {
	r := newRig(t, storetest.SQLite(t))
	jobs := 0
	r.ThenDeliver = func(context.Context, *store.Tx) error { jobs++; return nil }
	id := r.ended(audience.DeliveryDeferred)
	r.ok(r.Retry(t.Context(), id))
	scope := store.RestDomain("reader.example")
	r.write(func(tx *store.Tx) error {
		return tx.PutRest(t.Context(), store.Rest{Scope: scope, Since: r.now, Until: r.now.Add(time.Hour)})
	})
	jobs = 0
	if err := r.Resume(t.Context(), scope, "domain:mistyped"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a scope that does not rest: %v, want fault.NotFound", err)
	}
	if got := r.dueNow(&jobs); got != "[] jobs 0" {
		t.Errorf("after a refusal: %s are due, want none", got)
	}
	r.ok(r.Resume(t.Context(), scope))
	if got, want := r.dueNow(&jobs), fmt.Sprintf("[%d] jobs 1", id); got != want {
		t.Errorf("after it was resumed: %s, want %s", got, want)
	}
}
