package token

import (
	"testing"
	"time"

	"tidings/internal/fault"
)

var now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func TestTokenIsForOnePurposeAndTime(t *testing.T) {
	old, ring := Keyring{[]byte("old")}, Keyring{[]byte("new"), []byte("old")}
	forever, brief := old.Sign(Unsubscribe, 42, time.Time{}), ring.Sign(Confirm, 7, now.Add(time.Hour))
	for name, c := range map[string]struct {
		purpose Purpose
		text    string
		at      time.Time
		id      int64
		kind    fault.Kind
		fails   bool
	}{
		"rotated key":   {Unsubscribe, forever, now, 42, 0, false},
		"years later":   {Unsubscribe, forever, now.AddDate(9, 0, 0), 42, 0, false},
		"in time":       {Confirm, brief, now, 7, 0, false},
		"expired":       {Confirm, brief, now.Add(time.Hour), 7, fault.Gone, true},
		"other purpose": {Preferences, forever, now, 0, fault.Denied, true},
		"tampered":      {Unsubscribe, "A" + forever[1:], now, 0, fault.Denied, true},
		"cut":           {Unsubscribe, forever[:10], now, 0, fault.Denied, true},
		"empty":         {Unsubscribe, "", now, 0, fault.Denied, true},
	} {
		id, err := ring.Verify(c.purpose, c.text, c.at)
		if id != c.id || (err != nil) != c.fails || (c.fails && fault.KindOf(err) != c.kind) {
			t.Errorf("%s: got %d, %v", name, id, err)
		}
	}
	if _, err := (Keyring{[]byte("other")}).Verify(Unsubscribe, forever, now); err == nil {
		t.Error("a foreign key is accepted")
	}
}

func FuzzVerify(f *testing.F) {
	ring := Keyring{[]byte("key")}
	f.Add(ring.Sign(Confirm, 1, now))
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := ring.Verify(Edition, text, now); err == nil {
			t.Errorf("forged %q names %d", text, id)
		}
	})
}
