package reader

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/storetest"
)

// TestActive: who left a digest, left altogether or paused is not among those mail is sent to now, be it asked of all or
// of them alone.
func TestActive(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	r.Digests = append(r.Digests, news.Digest{ID: "roads", Zone: "UTC", Language: "en"})
	ctx := t.Context()
	add := func(address, digest string) audience.Subscription {
		t.Helper()
		s, err := r.Add(ctx, Wish{Address: address, DigestID: digest}, "cli")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	add("ann@reader.example", "all")
	ended := add("ann@reader.example", "roads")
	paused := add("bo@reader.example", "all")
	left := r.status(t, "cy@reader.example", audience.Unsubscribed)
	ended.Active = false
	ended.EndedAt, ended.EndedBy = now, audience.ByPage
	gone := audience.Subscription{SubscriberID: left, DigestID: "all", Frequency: audience.Daily, Zone: "UTC", Active: true}
	for _, s := range []audience.Subscription{ended, gone} {
		r.put(t, s)
	}
	if err := r.Pause(ctx, paused.SubscriberID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ address, want string }{
		{"", "[1 all]"}, {"ann@reader.example", "[1 all]"}, {"bo@reader.example", "[]"}, {"cy@reader.example", "[]"},
	} {
		subs, err := r.Active(ctx, tt.address)
		got := []string{}
		for _, s := range subs {
			got = append(got, fmt.Sprintf("%d %s", s.SubscriberID, s.DigestID))
		}
		if err != nil || fmt.Sprint(got) != tt.want {
			t.Errorf("%q: %v, %v; want %s", tt.address, got, err, tt.want)
		}
	}
	now = now.Add(2 * time.Hour)
	if subs, err := r.Active(ctx, "bo@reader.example"); err != nil || len(subs) != 1 {
		t.Errorf("when the pause is over: %v, %v; want the subscription", subs, err)
	}
	if _, err := r.Active(ctx, "nobody@reader.example"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an address nobody has: %v, want fault.NotFound", err)
	}
}
