package send

import (
	"testing"
	"time"

	"tidings/internal/audience"
)

func TestQuietHours(t *testing.T) {
	night := Quiet{From: 22 * time.Hour, To: 7 * time.Hour}
	noon := Quiet{From: 12 * time.Hour, To: 13*time.Hour + 30*time.Minute}
	at := func(s string) time.Time {
		t.Helper()
		v, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		quiet           Quiet
		kind, zone, now string // now in UTC
		want            string // in UTC; "" = it may go
	}{
		{night, "edition", "UTC", "2026-03-02 21:59", ""},
		{night, "edition", "UTC", "2026-03-02 22:00", "2026-03-03 07:00"},
		{night, "edition", "UTC", "2026-03-03 06:59", "2026-03-03 07:00"},
		{night, "edition", "UTC", "2026-03-03 07:00", ""},
		{night, "edition", "Asia/Shanghai", "2026-03-02 15:00", "2026-03-02 23:00"},
		{night, "edition", "Asia/Shanghai", "2026-03-02 23:00", ""},
		{night, "edition", "Europe/Berlin", "2026-03-28 23:00", "2026-03-29 05:00"}, // the night summer time begins
		{night, "edition", "no such zone", "2026-03-02 23:00", "2026-03-03 07:00"},
		{night, "confirm", "UTC", "2026-03-02 23:00", ""},
		{night, "notice", "UTC", "2026-03-02 23:00", ""},
		{noon, "edition", "UTC", "2026-03-02 12:30", "2026-03-02 13:30"},
		{noon, "edition", "UTC", "2026-03-02 13:30", ""},
		{Quiet{}, "edition", "UTC", "2026-03-02 00:00", ""},
	} {
		want := time.Time{}
		if c.want != "" {
			want = at(c.want)
		}
		if got := c.quiet.until(audience.Delivery{Kind: c.kind, Zone: c.zone}, at(c.now)); !got.Equal(want) {
			t.Errorf("%s at %s in %s waits until %s, want %s", c.kind, c.now, c.zone, got.UTC(), want)
		}
	}
}
