package send

import (
	"testing"
	"time"

	"tidings/internal/news"
)

// TestASourceThatFlickersIsNoStream lets a source fail every other hour for three days, and counts the notices.
func TestASourceThatFlickersIsNoStream(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := &Room{Now: func() time.Time { return now }}
	h := news.Health{State: news.StateFine, ListingURL: "https://oak.example/", NotifiedURL: "https://oak.example/"}
	notices := 0
	for hour := range 72 {
		h.State, h.Since = news.StateFine, now
		if hour%2 == 0 {
			h.State = news.StateBlocked
		}
		if r.changed(h) {
			notices++
			h = noted(h, now)
		}
		now = now.Add(time.Hour)
	}
	if notices != 6 { // a day has one of trouble and one of recovery
		t.Errorf("%d notices in three days", notices)
	}
}

func TestTroubleThatComesBackToStayIsTold(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := &Room{Now: func() time.Time { return now }}
	h := news.Health{State: news.StateBlocked, Since: now, Notified: news.StateFine, NotifiedAt: now.Add(-time.Hour)}
	for hour := range 9 {
		if got := r.changed(h); got != (hour >= 6) {
			t.Errorf("after %d hours: told is %t", hour, got)
		}
		now = now.Add(time.Hour)
	}
}

func TestAnotherWayInIsTold(t *testing.T) {
	r := &Room{Now: time.Now}
	h := news.Health{
		State: news.StateQuiet, Way: news.WayDated, ListingURL: "https://oak.example/news/", Links: 20,
		NotifiedWay: news.WayFeed, NotifiedURL: "https://oak.example/feed",
	}
	if !r.changed(h) {
		t.Fatal("the operator is not told")
	}
	c := change(h, []news.Source{{ID: "", Name: "Oak"}})
	if c.Before != "feed: https://oak.example/feed" || c.Now != "dated: https://oak.example/news/ (20)" || c.Name != "Oak" {
		t.Errorf("%+v", c)
	}
	if r.changed(noted(h, time.Now())) {
		t.Error("the operator is told twice")
	}
	h.State = news.StateBlocked
	if h = noted(h, time.Now()); h.NotifiedURL != "https://oak.example/feed" {
		t.Error("a notice of trouble does not tell of the way")
	}
}
