package reader

import (
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/templates"
)

func TestAWishTakesTheDigestsOwnWhereItIsSilent(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := &Room{Send: words(t), Now: func() time.Time { return now }, Digests: []news.Digest{
		{ID: "plain", Zone: "Asia/Shanghai", Language: "zh"},
		{ID: "timed", Zone: "UTC", Language: "en", Schedule: "0 6 * * 1-5"},
		{ID: "weekly", Zone: "UTC", Language: "en", Schedule: "15 18 * * 5"},
		{ID: "twice", Zone: "UTC", Language: "en", Schedule: "0 6 * * 1,4"},
	}}
	for _, c := range []struct {
		name string
		wish Wish
		want audience.Subscription
	}{
		{"nothing chosen", Wish{DigestID: "plain"},
			audience.Subscription{Frequency: audience.Daily, Hour: 7, Minute: 30, Zone: "Asia/Shanghai", Language: "zh"}},
		{"the digest's schedule", Wish{DigestID: "timed"},
			audience.Subscription{Frequency: audience.Weekdays, Hour: 6, Zone: "UTC", Language: "en"}},
		{"a schedule with two days", Wish{DigestID: "twice"},
			audience.Subscription{Frequency: audience.Custom, Schedule: "0 6 * * 1,4", Zone: "UTC", Language: "en"}},
		{"a weekly digest", Wish{DigestID: "weekly"}, audience.Subscription{
			Frequency: audience.Weekly, Schedule: "fri", Hour: 18, Minute: 15, Zone: "UTC", Language: "en"}},
		{"a weekly digest at another hour", Wish{DigestID: "weekly", Hour: 8, Timed: true}, audience.Subscription{
			Frequency: audience.Weekly, Schedule: "fri", Hour: 8, Zone: "UTC", Language: "en"}},
		{"an hour", Wish{DigestID: "plain", Hour: 0, Minute: 15, Timed: true},
			audience.Subscription{Frequency: audience.Daily, Minute: 15, Zone: "Asia/Shanghai", Language: "zh"}},
		{"everything", Wish{
			DigestID: "timed", Frequency: audience.Weekly, Hour: 18, Timed: true, Zone: "Europe/Dublin", Language: "zh"},
			audience.Subscription{Frequency: audience.Weekly, Hour: 18, Zone: "Europe/Dublin", Language: "zh"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := r.Subscription(c.wish)
			if err != nil || got.Frequency != c.want.Frequency || got.Hour != c.want.Hour || got.Minute != c.want.Minute ||
				got.Schedule != c.want.Schedule || got.Zone != c.want.Zone || got.Language != c.want.Language || got.Active {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	for _, wrong := range []Wish{
		{DigestID: "plain", Zone: "Mars/Base"}, {DigestID: "plain", Language: "tlh"},
		{DigestID: "plain", Filter: audience.Filter{Keywords: []string{"bridge", "/(/"}}},
		{DigestID: "plain", Hour: 24, Timed: true},
		{DigestID: "plain", Frequency: "hourly"}, {DigestID: "plain", Frequency: audience.Custom, Schedule: "@every 1s"},
	} {
		if _, err := r.Subscription(wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if _, err := r.Subscription(Wish{DigestID: "none"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

// words gives a room to send from that knows no more than our words.
func words(t *testing.T) *send.Room {
	t.Helper()
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return &send.Room{Templates: set}
}

func TestAChangeLeavesADueEditionDue(t *testing.T) {
	ctx, now := t.Context(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := &Room{Store: storetest.SQLite(t), Send: words(t), Now: func() time.Time { return now }, Digests: []news.Digest{
		{ID: "plain", Zone: "UTC", Language: "en"},
	}}
	s, err := r.Add(ctx, Wish{DigestID: "plain", Address: "wren@reader.example"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 3, 2, 18, 45, 0, 0, time.UTC)
	for _, due := range []time.Time{now.Add(-time.Second), now.Add(time.Hour)} {
		if err := r.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetNextEdition(ctx, s.ID, due) }); err != nil {
			t.Fatal(err)
		}
		if err := r.Change(ctx, s.SubscriberID, s.ID, Wish{Hour: 18, Minute: 45, Timed: true}); err != nil {
			t.Fatal(err)
		}
		want := evening
		if due.Before(now) {
			want = due
		}
		if got, err := r.Store.Subscription(ctx, s.ID); err != nil || !got.NextAt.Equal(want) || got.Hour != 18 {
			t.Errorf("due %v: the next edition comes %v, want %v (%v)", due, got.NextAt, want, err)
		}
	}
}
