package token

import (
	"slices"
	"strings"
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

func TestSeveral(t *testing.T) {
	k := Keyring{[]byte("key")}
	for _, expires := range []time.Time{{}, now.Add(time.Minute)} {
		text := k.Sign(Undo, 7, expires, 8, -9)
		ids, err := k.VerifyAll(Undo, text, now)
		if err != nil || !slices.Equal(ids, []int64{7, 8, -9}) {
			t.Errorf("until %v: %v, %v", expires, ids, err)
		}
		if id, err := k.Verify(Undo, text, now); id != 7 || err != nil {
			t.Errorf("until %v: %d, %v", expires, id, err)
		}
	}
	ids, err := k.VerifyAll(Confirm, k.Sign(Confirm, 1, now, 2), now)
	if !fault.Is(err, fault.Gone) || !slices.Equal(ids, []int64{1, 2}) {
		t.Errorf("expired: %v, %v", ids, err)
	}
	many := make([]int64, 500)
	if ids, err := k.VerifyAll(Undo, k.Sign(Undo, 1, now.Add(time.Minute), many...), now); err != nil || len(ids) != maxIDs {
		t.Errorf("%d ids, %v", len(ids), err)
	}
}

func FuzzVerify(f *testing.F) {
	k := Keyring{[]byte("key")}
	good := k.Sign(Undo, 7, time.Time{}, 8)
	f.Add(good)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		ids, err := k.VerifyAll(Undo, text, now)
		if err == nil && (len(ids) == 0 || strings.NewReplacer("\r", "", "\n", "").Replace(text) != good) {
			t.Errorf("%q is accepted as %v", text, ids)
		}
	})
}
