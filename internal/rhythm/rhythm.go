// Package rhythm learns from a source's own dates on which days it has news, and says when its silence has become too
// long to be believed.
//
// [Learn] counts in the source's own days: the weekdays on which it publishes, without the long closures of its
// country and those of its own previous year. A town hall that publishes from Monday to Friday is not silent over the
// weekend, nor a Chinese one in the week of the Spring Festival, nor a school that was shut last August in this one.
// Between such days it takes the median gap and the longest usual one; silence beyond three times the first, and half
// as long again as the second, is [Rhythm.Frozen].
//
// The package is pure: the time is a parameter, and days are those of the source's zone.
package rhythm

import (
	"slices"
	"time"
)

const (
	// Memory is how far back dates count: a year, and what a closure of last year may be apart from this year's.
	Memory = 400 * 24 * time.Hour
	// enough is how many days with news make a rhythm that is trusted; few is how many make one at all.
	enough, few = 8, 4
	// floor is for how many days, closures not counted, a source is never called frozen; unsure is that of a source
	// whose rhythm is not known well.
	floor, unsure = 10, 21
	// patience times the median gap is the silence that is believed.
	patience = 3
	// recent is how many days back weekdays are learned from: habits change.
	recent = 26 * 7
)

// Rhythm is what was learned of a source. The zero value is one of which nothing is known.
type Rhythm struct {
	Days     int     // with news, that it was learned from
	Weekdays [7]bool // on which news comes, by time.Weekday; all of them while that is not known
	Gap      int     // median gap between days with news, in the source's own days; 0 = not known
	Limit    int     // silence that is still believed, in the source's own days
	PerWeek  float64 // articles in a week of late; 0 = not known

	loc      *time.Location
	closures closures
}

// Learn takes in the dates of a source's articles, in any order. country is ISO 3166-1 alpha-2, may be empty. Dates in
// the future and those older than Memory do not count.
func Learn(times []time.Time, country string, loc *time.Location, now time.Time) Rhythm {
	r := Rhythm{loc: loc, Weekdays: everyDay}
	times = within(times, now)
	days := r.daysOf(times)
	r.Days, r.PerWeek = len(days), perWeek(times)
	r.closures = closuresOf(country, days)
	r.Limit = unsure
	if len(days) < few {
		return r
	}
	if len(days) >= enough {
		r.Weekdays = weekdays(days)
	}
	gaps := r.gaps(days)
	r.Gap = max(1, gaps[len(gaps)/2])
	r.Limit = patience * r.Gap
	if len(days) >= enough {
		r.Limit = max(r.Limit, gaps[len(gaps)*19/20]*3/2)
	}
	return r
}

// Known reports whether there was enough to learn from.
func (r Rhythm) Known() bool { return r.Days >= enough }

// Silent counts the source's own days that have passed since it had news, today included.
func (r Rhythm) Silent(lastNew, now time.Time) int { return r.own(r.day(lastNew), r.day(now)) }

// Frozen reports whether a silence has become longer than the source's rhythm explains.
func (r Rhythm) Frozen(lastNew, now time.Time) bool {
	from, to := r.day(lastNew), r.day(now)
	return r.frozen(r.open(from, to), r.own(from, to))
}

// Until gives the day on which a source without further news is called frozen; zero when that is years away.
func (r Rhythm) Until(lastNew time.Time) time.Time {
	from := r.day(lastNew)
	open, own := 0, 0
	for d := from + 1; d < from+4*366; d++ {
		if r.closures.closed(d) {
			continue
		}
		open++
		if r.Weekdays[weekday(d)] {
			own++
		}
		if r.frozen(open, own) {
			return d.time(r.location())
		}
	}
	return time.Time{}
}

// frozen decides by the days since the last news: those that were no closure, and the source's own among them.
func (r Rhythm) frozen(open, own int) bool {
	if !r.Known() {
		return open > max(unsure, r.Limit)
	}
	return open > floor && own > r.Limit
}

// own counts the source's own days after one day up to another.
func (r Rhythm) own(after, upTo day) (n int) {
	for d := after + 1; d <= upTo; d++ {
		if r.weekdays()[weekday(d)] && !r.closures.closed(d) {
			n++
		}
	}
	return n
}

// open counts the days after one day up to another that are no closure.
func (r Rhythm) open(after, upTo day) (n int) {
	for d := after + 1; d <= upTo; d++ {
		if !r.closures.closed(d) {
			n++
		}
	}
	return n
}

// gaps gives the gaps between days with news in the source's own days, sorted.
func (r Rhythm) gaps(days []day) []int {
	var out []int
	for i, d := range days[1:] {
		out = append(out, max(1, r.own(days[i], d)))
	}
	slices.Sort(out)
	return out
}

func (r Rhythm) location() *time.Location {
	if r.loc == nil {
		return time.UTC
	}
	return r.loc
}

func (r Rhythm) weekdays() [7]bool {
	if r.Weekdays == ([7]bool{}) {
		return everyDay
	}
	return r.Weekdays
}

var everyDay = [7]bool{true, true, true, true, true, true, true}

// weekdays tells on which weekdays a source publishes: those that had news at least a fifth as often as the busiest.
// Where even that one had news only now and then, the weekday is chance.
func weekdays(days []day) [7]bool {
	var counts [7]int
	last := days[len(days)-1]
	for _, d := range days {
		if d > last-recent {
			counts[weekday(d)]++
		}
	}
	most := slices.Max(counts[:])
	if most < few {
		return everyDay
	}
	var out [7]bool
	for i, n := range counts {
		out[i] = 5*n >= most && n > 0
	}
	return out
}

// within gives the times that count, sorted.
func within(times []time.Time, now time.Time) []time.Time {
	var out []time.Time
	for _, t := range times {
		if !t.After(now) && now.Sub(t) <= Memory {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// perWeek gives the rate of the newer four fifths: what is pinned to the top of a listing is older than its
// neighbours by far.
func perWeek(times []time.Time) float64 {
	times = times[len(times)/5:]
	if len(times) < 3 {
		return 0
	}
	span := times[len(times)-1].Sub(times[0])
	return float64(len(times)-1) * float64(7*24*time.Hour) / float64(max(span, 12*time.Hour))
}
