package rhythm

import (
	"slices"
	"time"
)

// day is a civil day, counted from 1 January 1970.
type day int

const hoursADay = 24 * time.Hour

// day gives the day an instant falls on in the source's zone.
func (r Rhythm) day(t time.Time) day {
	y, m, d := t.In(r.location()).Date()
	return date(y, m, d)
}

// date gives a calendar date's day.
func date(year int, month time.Month, dayOfMonth int) day {
	return day(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Unix() / int64(hoursADay/time.Second))
}

// time gives the day's beginning in loc.
func (d day) time(loc *time.Location) time.Time {
	y, m, n := d.utc().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, loc)
}

func (d day) utc() time.Time { return time.Unix(int64(d)*int64(hoursADay/time.Second), 0).UTC() }

func weekday(d day) time.Weekday { return d.utc().Weekday() }

// daysOf gives the distinct days of sorted times, sorted.
func (r Rhythm) daysOf(times []time.Time) []day {
	var out []day
	for _, t := range times {
		out = append(out, r.day(t))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
