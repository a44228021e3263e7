package rhythm

import (
	"testing"
	"time"
)

var now = at(2026, time.November, 23)

func at(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 0, 0, 0, time.UTC) }

// every gives a date for each day from one to another that is wanted.
func every(from, to time.Time, wanted func(time.Time) bool) (out []time.Time) {
	for t := from; !t.After(to); t = t.AddDate(0, 0, 1) {
		if wanted(t) {
			out = append(out, t)
		}
	}
	return out
}

func workday(t time.Time) bool { return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday }

func TestLearnsWeekdaysAndGap(t *testing.T) {
	for _, c := range []struct {
		name   string
		wanted func(time.Time) bool
		words  string
		gap    int
		silent int // days after which it is called frozen
	}{
		{"town hall", workday, "about 5 a week, Mon–Fri", 1, 11},
		{"daily paper", func(time.Time) bool { return true }, "about 7 a week", 1, 11},
		{"weekly, Thursdays", func(t time.Time) bool { return t.Weekday() == time.Thursday }, "about one a week, Thu", 1, 28},
		{"every tenth day", func(t time.Time) bool { return t.YearDay()%10 == 0 }, "about 3 a month", 10, 31},
		{"the first of each month", func(t time.Time) bool { return t.Day() == 1 }, "about one a month", 30, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			last := at(2026, time.October, 29) // a Thursday
			times := every(at(2026, time.January, 5), last, c.wanted)
			newest := times[len(times)-1]
			r := Learn(times, "", time.UTC, now)
			if got := r.String(); got != c.words {
				t.Errorf("%q, want %q", got, c.words)
			}
			if r.Gap < c.gap-1 || r.Gap > c.gap+1 {
				t.Errorf("gap %d, want %d", r.Gap, c.gap)
			}
			until := r.Until(newest)
			if days := int(until.Sub(newest.Truncate(24*time.Hour)) / (24 * time.Hour)); c.silent > 0 && days != c.silent {
				t.Errorf("frozen after %d days, want %d", days, c.silent)
			}
			if r.Frozen(newest, until.Add(-time.Minute)) || !r.Frozen(newest, until) {
				t.Errorf("Until says %s, Frozen does not", until)
			}
		})
	}
}

func TestLittleIsKnownAtFirst(t *testing.T) {
	var none Rhythm
	if none.String() != "not known yet" || none.Frozen(now.AddDate(0, 0, -21), now) || !none.Frozen(now.AddDate(0, 0, -22), now) {
		t.Errorf("%q, %t", none, none.Frozen(now.AddDate(0, 0, -22), now))
	}
	four := Learn(every(at(2026, time.September, 1), at(2026, time.October, 30), func(t time.Time) bool {
		return t.Day() == 1 || t.Day() == 15
	}), "", time.UTC, now)
	if four.Known() || four.Gap != 14 && four.Gap != 16 {
		t.Fatalf("%+v", four)
	}
	if four.Frozen(now.AddDate(0, 0, -40), now) || !four.Frozen(now.AddDate(0, 0, -50), now) {
		t.Error("four days with news, a fortnight apart, bear a silence of three times that and no more")
	}
}

func TestSilenceIsCountedInTheSourcesOwnDays(t *testing.T) {
	r := Learn(every(at(2026, time.March, 2), at(2026, time.November, 13), workday), "", time.UTC, now)
	if got := r.Silent(at(2026, time.November, 13), now); got != 6 { // Monday to Friday, and the Monday after
		t.Errorf("%d own days, want 6", got)
	}
}

func TestClosuresOfTheCountry(t *testing.T) {
	// closed from 16 to 25 February 2026, as by custom; the last news is on the 13th, a Friday
	for _, c := range []struct {
		country string
		frozen  bool
	}{{"CN", false}, {"", true}} {
		r := Learn(every(at(2025, time.October, 12), at(2026, time.February, 13), workday), c.country, time.UTC,
			at(2026, time.February, 25))
		if got := r.Frozen(at(2026, time.February, 13), at(2026, time.February, 25)); got != c.frozen {
			t.Errorf("country %q: frozen is %t", c.country, got)
		}
	}
	cn := closures{country: "CN"}
	for _, c := range []struct {
		day    day
		closed bool
	}{
		{date(2027, time.February, 5), true}, {date(2027, time.February, 14), true}, {date(2027, time.February, 15), false},
		{date(2026, time.October, 1), true}, {date(2026, time.October, 9), false}, {date(2060, time.February, 5), false},
	} {
		if cn.closed(c.day) != c.closed {
			t.Errorf("%s: closed is %t", c.day.utc().Format(time.DateOnly), !c.closed)
		}
	}
	jp := closures{country: "JP"}
	if !jp.closed(date(2026, time.May, 4)) || jp.closed(date(2026, time.May, 8)) || !jp.closed(date(2026, time.January, 2)) {
		t.Error("Golden Week and New Year")
	}
}

func TestASourceThatWorksThroughAClosureIsHeldToIt(t *testing.T) {
	all := func(time.Time) bool { return true }
	r := Learn(every(at(2025, time.January, 1), at(2026, time.February, 14), all), "CN", time.UTC, at(2026, time.February, 25))
	if !r.Frozen(at(2026, time.February, 14), at(2026, time.February, 25)) {
		t.Error("it published every day of last year's Spring Festival; this year's excuses no silence")
	}
}

func TestAClosureOfItsOwnComesAgain(t *testing.T) {
	shut := func(t time.Time) bool { // from 1 to 24 August
		return workday(t) && !(t.Month() == time.August && t.Day() <= 24)
	}
	times := every(at(2025, time.July, 1), at(2026, time.July, 31), shut)
	r := Learn(times, "", time.UTC, at(2026, time.August, 24))
	if r.Frozen(at(2026, time.July, 31), at(2026, time.August, 24)) {
		t.Error("it was shut last August too")
	}
	if !r.Frozen(at(2026, time.July, 31), at(2026, time.September, 12)) {
		t.Error("August excuses no silence in September")
	}
}

func TestRateIgnoresWhatIsPinned(t *testing.T) {
	times := append(every(at(2026, time.November, 14), now, func(time.Time) bool { return true }),
		at(2026, time.January, 2), at(2026, time.February, 2))
	if r := Learn(times, "", time.UTC, now); r.PerWeek < 6.5 || r.PerWeek > 7.5 {
		t.Errorf("%.1f a week", r.PerWeek)
	}
}

func TestWeekdayNames(t *testing.T) {
	for want, on := range map[string][7]bool{
		"": everyDay, "Mon–Sat": {false, true, true, true, true, true, true}, "Tue, Thu": {2: true, 4: true},
		"Sat, Sun": {0: true, 6: true}, "Mon, Wed–Fri": {1: true, 3: true, 4: true, 5: true},
	} {
		if got := weekdayNames(on); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFeastsAreDates(t *testing.T) {
	for _, table := range []map[int]day{springFestivals, midAutumns} {
		if len(table) != 17 {
			t.Errorf("%d feasts", len(table))
		}
		for y, d := range table {
			if d.utc().Year() != y {
				t.Errorf("%d: %s", y, d.utc())
			}
		}
	}
}
