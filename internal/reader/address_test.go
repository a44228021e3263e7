package reader

import (
	"testing"

	"tidings/internal/audience"
	"tidings/internal/store/storetest"
)

// TestByAddress: a reader is found in whatever letters; of two whom an older version told apart each is.
func TestByAddress(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	ann, older := r.status(t, "ann@reader.example", audience.Active), r.status(t, "Ann@reader.example", audience.Active)
	bo := r.status(t, "bo@reader.example", audience.Active)
	for address, want := range map[string]int64{
		"ann@reader.example": ann, "Ann@Reader.example": older, "ANN@reader.example": ann, "Bo@reader.example": bo,
	} {
		if got, _, err := r.ByAddress(t.Context(), address); err != nil || got.ID != want {
			t.Errorf("%s is %d, %v; want %d", address, got.ID, err, want)
		}
	}
}

// TestCapitalsOfAnOlderVersion: who kept their capitals and wants no mail gets none in small letters either, and both are
// exported so.
func TestCapitalsOfAnOlderVersion(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	r.status(t, "ann@reader.example", audience.Active)
	if err := r.Block(t.Context(), r.status(t, "Ann@reader.example", audience.Active)); err != nil {
		t.Fatal(err)
	}
	if barred, err := r.Store.Suppressed(t.Context(), "ann@reader.example", now); err != nil || !barred {
		t.Errorf("ann@ may be mailed: %v", err)
	}
	rows, err := r.Export(t.Context())
	if err != nil || len(rows) != 2 {
		t.Fatalf("%+v, %v; want both", rows, err)
	}
	for _, row := range rows {
		if row.Status != audience.Suppressed {
			t.Errorf("%s is exported as %s", row.Address, row.Status)
		}
	}
}
