package send

import (
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// TestLeasesLastWhileMailTravels: what is in hand stays ours for as long as it takes, what was given back does not.
func TestLeasesLastWhileMailTravels(t *testing.T) {
	r := newRig(t, storetest.SQLite(t))
	ctx := t.Context()
	add := func(to string) (id int64) {
		r.write(func(tx *store.Tx) (err error) {
			id, _, err = tx.AddDelivery(ctx, audience.Delivery{
				Kind: "notice", Recipient: to, Message: []byte("x"), CreatedAt: r.now,
			}, to)
			return err
		})
		return id
	}
	claim := func(holder string) {
		r.write(func(tx *store.Tx) error {
			_, err := tx.ClaimDeliveries(ctx, store.Claim{Holder: holder, Now: r.now, Until: r.now.Add(lease)})
			return err
		})
	}
	slow := add("slow@reader.example")
	claim("w/1")
	idle := add("idle@reader.example")
	claim("w/2")
	run := &run{Room: r.Room, held: map[*batch]bool{{holder: "w/1"}: true}}
	for range 3 {
		r.now = r.now.Add(lease - time.Second)
		r.ok(run.prolongAll(ctx))
	}
	r.ok(r.Store.BeginSending(ctx, slow, "w/1", "relay#1", r.now))
	if err := r.Store.BeginSending(ctx, idle, "w/2", "relay#1", r.now); !fault.Is(err, fault.Conflict) {
		t.Errorf("a batch nobody has in hand: %v; want its lease to have run out", err)
	}
}
