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
