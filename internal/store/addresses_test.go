package store_test

import (
	"slices"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// beforeAddresses is the schema that told Ann@ from ann@.
const beforeAddresses = 21

// TestAddressesOfAnOlderSchema: after an upgrade readers are found in lower case, one of each, and a suppression of any
// form is one of all, so that it can be lifted and erased.
func TestAddressesOfAnOlderSchema(t *testing.T) {
	fromOlder(t, beforeAddresses, testOlderAddresses)
}

func testOlderAddresses(t *testing.T, s *store.Store) {
	ctx := t.Context()
	for _, address := range []string{"Ann@x.test", "bo@x.test", "Bo@x.test", "CY@x.test", "Cy@x.test"} {
		_, err := s.DB().ExecContext(ctx, `INSERT INTO subscribers (address, status, language, zone, consent_from,
			created_at) VALUES ($1, 'active', 'en', 'UTC', '', $2)`, address, storetest.Start)
		check(t, err)
	}
	soon := storetest.Start.Add(time.Hour)
	for address, expires := range map[string]any{
		"Dee@x.test": nil, "dee@x.test": soon, "EVE@x.test": soon, "Eve@x.test": nil, "fay@x.test": nil, "Gus@x.test": soon,
	} {
		_, err := s.DB().ExecContext(ctx, `INSERT INTO suppressions (address, reason, at, expires)
			VALUES ($1, 'asked', $2, $3)`, address, storetest.Start, expires)
		check(t, err)
	}
	check(t, s.Migrate(ctx))
	people, err := s.Subscribers(ctx, store.SubscriberFilter{})
	check(t, err)
	var got []string
	for _, person := range people {
		got = append(got, person.Address)
	}
	slices.Sort(got)
	if want := []string{"Bo@x.test", "Cy@x.test", "ann@x.test", "bo@x.test", "cy@x.test"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	kept, err := s.Suppressions(ctx, 0)
	check(t, err)
	var barred []string
	for _, x := range kept {
		if barred = append(barred, x.Address); !x.Expires.IsZero() {
			barred[len(barred)-1] += " for an hour"
		}
	}
	slices.Sort(barred)
	want := []string{"dee@x.test", "eve@x.test", "fay@x.test", "gus@x.test for an hour"}
	if !slices.Equal(barred, want) {
		t.Errorf("suppressed are %v, want %v: one of each, for as long as the longest", barred, want)
	}
}
