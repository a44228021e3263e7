package send

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
)

// zones are thirty places whose clocks go differently: halves and quarters of hours, every kind of summer time, the
// first and the last to see a day.
var zones = []string{
	"Pacific/Kiritimati", "Pacific/Chatham", "Pacific/Auckland", "Australia/Lord_Howe", "Australia/Sydney",
	"Australia/Adelaide", "Asia/Tokyo", "Asia/Shanghai", "Australia/Eucla", "Asia/Yangon", "Asia/Dhaka", "Asia/Kathmandu",
	"Asia/Kolkata", "Asia/Karachi", "Asia/Kabul", "Asia/Tehran", "Africa/Nairobi", "Africa/Cairo", "Europe/Berlin",
	"Africa/Casablanca", "Europe/Dublin", "Atlantic/Azores", "America/St_Johns", "America/Sao_Paulo", "America/Santiago",
	"America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Marquesas", "Pacific/Niue",
}

var yearTowns = []string{"alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ivy", "juniper"}

// yearly are a thousand subscriptions over all zones, hours, towns and frequencies.
func yearly() []audience.Subscription {
	weekly := audience.Subscription{Frequency: audience.Weekly, Schedule: "thu"}
	twice := audience.Subscription{Frequency: audience.Custom, Schedule: "0 6 1,15 * *"}
	monthly := audience.Subscription{Frequency: audience.Custom, Schedule: "30 2 29 * *"} // February has one this year
	frequencies := []audience.Subscription{
		{Frequency: audience.Daily}, weekly, twice, monthly, weekly, {Frequency: audience.Weekdays}, weekly, twice, monthly,
		twice,
	}
	out := make([]audience.Subscription, 1000)
	for i := range out {
		s := frequencies[i%len(frequencies)]
		s.Zone, s.Hour, s.Minute = zones[i/len(frequencies)%len(zones)], i/7%24, i/3%4*15
		s.Filter.Towns = []string{yearTowns[i/11%len(yearTowns)]}
		out[i] = s
	}
	return out
}

// TestAYear lives through a year with a look every three hours. Every story of a reader's town must be told exactly once, in the
// edition whose window it came in, and the windows must leave no gap.
func TestAYear(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes some seconds")
	}
	r := on(t)
	r.sources(yearTowns...)
	subs := yearly()
	ids := r.subscribe(subs...)
	joined, towns := map[int64]time.Time{}, map[int64]string{}
	end := newYear.AddDate(0, 0, yearDays)
	for n := 0; r.now.Before(end); n++ {
		if n%4 == 0 {
			town := yearTowns[n/4%len(yearTowns)]
			r.now = r.now.Add(17 * time.Minute)
			id := r.publish(town, fmt.Sprintf("Report %d", n), "The council has met.")
			joined[id], towns[id] = r.now, town
		}
		r.now = newYear.Add(time.Duration(n+1) * 3 * time.Hour)
		r.ok(r.Plan(r.Context()))
	}
	told := r.ledger()
	for i, id := range ids {
		sub := r.subscription(id)
		if next, err := digest.Next(subs[i], sub.WindowStart); err != nil || !next.Equal(sub.NextAt) {
			t.Fatalf("subscription %d is due at %s, want %s (%v)", id, sub.NextAt, next, err)
		}
		for story, at := range joined {
			want := 0
			if towns[story] == subs[i].Filter.Towns[0] && at.Before(sub.WindowStart) {
				want = 1
			}
			got := told[[2]int64{id, story}]
			if len(got) != want {
				t.Fatalf("subscription %d was told story %d %d times, want %d", id, story, len(got), want)
			}
			if want == 1 && (at.Before(got[0][0]) || !at.Before(got[0][1])) {
				t.Fatalf("subscription %d was told story %d of %s in the window %v", id, story, at, got[0])
			}
		}
	}
	t.Logf("%d stories, %d tellings", len(joined), len(told))
	r.contiguous(ids)
}

// ledger gives the windows in which each subscription was told each story.
func (r *rig) ledger() map[[2]int64][][2]time.Time {
	r.Helper()
	rows, err := r.Store.DB().QueryContext(r.Context(), `SELECT e.subscription_id, t.story_id, e.window_start, e.window_end
		FROM told t JOIN editions e ON e.id = t.edition_id`)
	r.ok(err)
	defer rows.Close() //nolint:errcheck // Err has it
	out := map[[2]int64][][2]time.Time{}
	for rows.Next() {
		var key [2]int64
		var w [2]time.Time
		r.ok(rows.Scan(&key[0], &key[1], &w[0], &w[1]))
		out[key] = append(out[key], w)
	}
	r.ok(rows.Err())
	return out
}

// contiguous fails unless each window begins where the one before ended.
func (r *rig) contiguous(ids []int64) {
	r.Helper()
	rows, err := r.Store.DB().QueryContext(r.Context(), `SELECT subscription_id, window_start, window_end FROM editions
		ORDER BY subscription_id, id`)
	r.ok(err)
	defer rows.Close() //nolint:errcheck // Err has it
	last, n := map[int64]time.Time{}, 0
	for ; rows.Next(); n++ {
		var id int64
		var start, end time.Time
		r.ok(rows.Scan(&id, &start, &end))
		if before, ok := last[id]; ok && !start.Equal(before) || !ok && !start.Equal(newYear) || !end.After(start) {
			r.Fatalf("subscription %d: window [%s, %s) after %s", id, start, end, before)
		}
		last[id] = end
	}
	r.ok(rows.Err())
	for _, id := range ids {
		if !r.subscription(id).WindowStart.Equal(last[id]) && !last[id].IsZero() {
			r.Fatalf("subscription %d goes on from %s, not from %s", id, r.subscription(id).WindowStart, last[id])
		}
	}
	r.Logf("%d editions", n)
}
