package digest

import (
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
)

func TestNext(t *testing.T) {
	sub := func(f audience.Frequency, zone string, hour, minute int, schedule string) audience.Subscription {
		return audience.Subscription{Frequency: f, Zone: zone, Hour: hour, Minute: minute, Schedule: schedule}
	}
	tests := []struct {
		name        string
		sub         audience.Subscription
		after, want string // RFC 3339
	}{
		{
			"daily later today", sub(audience.Daily, "Asia/Shanghai", 7, 30, ""),
			"2026-11-22T00:00:00+08:00", "2026-11-22T07:30:00+08:00",
		},
		{
			"daily exactly then is tomorrow", sub(audience.Daily, "Asia/Shanghai", 7, 30, ""),
			"2026-11-22T07:30:00+08:00", "2026-11-23T07:30:00+08:00",
		},
		{
			"no frequency is daily", sub("", "", 6, 0, ""),
			"2026-11-22T07:00:00Z", "2026-11-23T06:00:00Z",
		},
		{
			"weekdays over the weekend", sub(audience.Weekdays, "Europe/Dublin", 7, 0, ""),
			"2026-11-20T08:00:00Z", "2026-11-23T07:00:00Z",
		},
		{
			"weekly on Monday", sub(audience.Weekly, "Europe/Dublin", 7, 0, ""),
			"2026-11-20T08:00:00Z", "2026-11-23T07:00:00Z",
		},
		{
			"weekly on a named day", sub(audience.Weekly, "Europe/Dublin", 7, 0, "fri"),
			"2026-11-20T08:00:00Z", "2026-11-27T07:00:00Z",
		},
		{
			"weekly, day from cron", sub(audience.Weekly, "Europe/Dublin", 7, 0, "0 7 * * 7"),
			"2026-11-20T08:00:00Z", "2026-11-22T07:00:00Z",
		},
		{
			"leap day", sub(audience.Custom, "UTC", 0, 0, "0 9 29 2 *"),
			"2026-11-20T08:00:00Z", "2028-02-29T09:00:00Z",
		},
		{
			"custom descriptor", sub(audience.Custom, "Asia/Shanghai", 0, 0, "@daily"),
			"2026-11-22T07:30:00+08:00", "2026-11-23T00:00:00+08:00",
		},
		{
			"immediate", sub(audience.Immediate, "", 0, 0, ""),
			"2026-11-22T07:31:12Z", "2026-11-22T07:45:00Z",
		},

		// New York skips 02:00–03:00 on 8 March 2026 and has 01:00–02:00 twice on 1 November 2026.
		{
			"skipped hour is due at the jump", sub(audience.Daily, "America/New_York", 2, 30, ""),
			"2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00",
		},
		{
			"after the jump is tomorrow", sub(audience.Daily, "America/New_York", 2, 30, ""),
			"2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00",
		},
		{
			"within what the clock shows after it", sub(audience.Daily, "America/New_York", 2, 30, ""),
			"2026-03-08T03:10:00-04:00", "2026-03-09T02:30:00-04:00",
		},
		{
			"doubled hour the first time", sub(audience.Daily, "America/New_York", 1, 30, ""),
			"2026-10-31T12:00:00-04:00", "2026-11-01T01:30:00-04:00",
		},
		{
			"and not the second", sub(audience.Daily, "America/New_York", 1, 30, ""),
			"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00",
		},
		{
			"between the two", sub(audience.Daily, "America/New_York", 1, 30, ""),
			"2026-11-01T01:10:00-05:00", "2026-11-02T01:30:00-05:00",
		},
		{
			"midnight that is skipped", sub(audience.Daily, "Africa/Cairo", 0, 0, ""),
			"2026-04-23T12:00:00+02:00", "2026-04-24T01:00:00+03:00",
		},
		{
			"half an hour's change", sub(audience.Daily, "Australia/Lord_Howe", 2, 15, ""),
			"2026-10-03T12:00:00+10:30", "2026-10-04T02:30:00+11:00",
		},
		{
			"day left out", sub(audience.Daily, "Pacific/Apia", 7, 30, ""),
			"2011-12-29T07:30:00-10:00", "2011-12-31T07:30:00+14:00",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, err := time.Parse(time.RFC3339, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Next(tt.sub, after)
			if err != nil {
				t.Fatal(err)
			}
			want, err := time.Parse(time.RFC3339, tt.want)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestDailyComesOncePerDay walks two years in zones with every kind of change and counts.
func TestDailyComesOncePerDay(t *testing.T) {
	for _, zone := range []string{
		"America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Shanghai", "America/Santiago",
		"Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca", "Pacific/Chatham",
	} {
		loc := inZone(t, zone)
		for _, hour := range []int{0, 1, 2, 3, 23} {
			sub := audience.Subscription{Frequency: audience.Daily, Zone: zone, Hour: hour, Minute: 30}
			at := time.Date(2025, 1, 1, 0, 0, 0, 0, loc)
			end := time.Date(2027, 1, 1, 0, 0, 0, 0, loc)
			seen := map[string]int{}
			for at.Before(end) {
				next, err := Next(sub, at)
				if err != nil {
					t.Fatal(err)
				}
				if !next.After(at) {
					t.Fatalf("%s %d: %s does not follow %s", zone, hour, next, at)
				}
				at = next
				seen[at.In(loc).Format(time.DateOnly)]++
			}
			if len(seen) != 731 { // 730 days and the first of 2027
				t.Errorf("%s at %d:30 came on %d days, want 731", zone, hour, len(seen))
			}
		}
	}
}

func TestNextRefuses(t *testing.T) {
	tests := map[string]audience.Subscription{
		"zone":              {Zone: "Mars/Olympus"},
		"hour":              {Hour: 24},
		"frequency":         {Frequency: "hourly"},
		"cron":              {Frequency: audience.Custom, Schedule: "7 o'clock"},
		"empty cron":        {Frequency: audience.Custom},
		"zone within":       {Frequency: audience.Custom, Schedule: "TZ=UTC 0 7 * * *"},
		"zone without rest": {Frequency: audience.Custom, Schedule: "TZ=0"},
		"interval":          {Frequency: audience.Custom, Schedule: "@every 1h"},
		"never":             {Frequency: audience.Custom, Schedule: "0 7 30 2 *"},
		"weekday":           {Frequency: audience.Weekly, Schedule: "someday"},
	}
	for name, sub := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Next(sub, time.Unix(0, 0)); !fault.Is(err, fault.Invalid) {
				t.Errorf("err = %v, want an invalid one", err)
			}
		})
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, s := range []string{"0 7 * * *", "@weekly", "TZ=0", "*/5 1-3 * * mon", "61 * * * *"} {
		f.Add(s)
	}
	at := time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, expr string) {
		next, err := Next(audience.Subscription{Frequency: audience.Custom, Zone: "Europe/Dublin", Schedule: expr}, at)
		if err == nil && !next.After(at) {
			t.Errorf("%q: %s is not after %s", expr, next, at)
		}
	})
}

func TestScheduleWords(t *testing.T) {
	set := mustSet(t)
	sub := audience.Subscription{Hour: 7, Minute: 5, Zone: "Asia/Shanghai"}
	tests := []struct {
		lang, schedule string
		frequency      audience.Frequency
		want           string
	}{
		{"en", "", audience.Daily, "daily at 07:05 (Asia/Shanghai)"},
		{"en", "thu", audience.Weekly, "every Thursday at 07:05 (Asia/Shanghai)"},
		{"en", "", audience.Weekdays, "Monday to Friday at 07:05 (Asia/Shanghai)"},
		{"en", "", audience.Immediate, "as soon as something urgent happens"},
		{"en", "1 2 3 4 5", audience.Custom, "on your own schedule"},
		{"en", "0 8 * * 1,4", audience.Custom, "on your own schedule"},
		{"en", "30 7 * * *", audience.Custom, "daily at 07:30 (Asia/Shanghai)"},
		{"en", "0 18 * * 1-5", audience.Custom, "Monday to Friday at 18:00 (Asia/Shanghai)"},
		{"en", "15 9 * * 0", audience.Custom, "every Sunday at 09:15 (Asia/Shanghai)"},
		{"zh", "thu", audience.Weekly, "每周一次（星期四 07:05 (Asia/Shanghai)）"},
	}
	for _, tt := range tests {
		sub.Frequency, sub.Schedule = tt.frequency, tt.schedule
		if got := Schedule(set.Locale(tt.lang), sub); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	zones := []string{"Asia/Shanghai", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe"}
	at := time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)
	p := NewPlanner()
	for i := range b.N {
		sub := audience.Subscription{Frequency: audience.Daily, Zone: zones[i%len(zones)], Hour: i % 24}
		if _, err := p.Next(sub, at); err != nil {
			b.Fatal(err)
		}
	}
}
