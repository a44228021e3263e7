package audience_test

import (
	"testing"

	"tidings/internal/audience"
)

// TestDomain: pace, rests and leases are kept by domain, so that one has one spelling; an address may hold an @ in its
// quoted local part.
func TestDomain(t *testing.T) {
	for recipient, want := range map[string]string{
		"ann@Reader.EXAMPLE": "reader.example", `"a@b"@reader.example`: "reader.example", "nobody": "nobody", "": "",
	} {
		if got := (audience.Delivery{Recipient: recipient}).Domain(); got != want {
			t.Errorf("%s: %q, want %q", recipient, got, want)
		}
	}
}
