package rhythm

import (
	"slices"
	"time"
)

// Single days off need no calendar: the least silence that is noticed is longer than a week. What matters are
// closures of a week and more, few enough for a table. (The calendar libraries there are do not know China's or
// Korea's.)

// span is a run of days, both ends included.
type span struct{ from, to day }

func (s span) has(d day) bool { return s.from <= d && d <= s.to }

// closures are the days on which nothing is expected of a source.
type closures struct {
	country string // whose customary closures it keeps; "" when it publishes through them
	own     []span // one year after a long silence of its own
}

// closuresOf finds a source's closures by its country and its days with news.
func closuresOf(country string, days []day) closures {
	c := closures{country: country, own: repeated(days)}
	published, passed := 0, 0
	for i, d := range days {
		if c.customary(d) {
			published++
		}
		if i == 0 {
			continue
		}
		for e := days[i-1] + 1; e <= d; e++ {
			if c.customary(e) {
				passed++
			}
		}
	}
	if passed >= 5 && 3*published >= passed { // it has been seen to work through them
		c.country = ""
	}
	return c
}

// closed reports whether nothing is expected on a day.
func (c closures) closed(d day) bool {
	return c.customary(d) || slices.ContainsFunc(c.own, func(s span) bool { return s.has(d) })
}

const (
	year   = 365
	slack  = 3 // days by which a closure may shift from one year to the next
	closed = 6 // days without news that make a closure, at the least
)

// repeated gives the spans in which a source that was silent a year ago, for longer than is usual with it, may be so
// again.
func repeated(days []day) []span {
	if len(days) < enough {
		return nil
	}
	var gaps []int
	for i, d := range days[1:] {
		gaps = append(gaps, int(d-days[i]))
	}
	sorted := slices.Sorted(slices.Values(gaps))
	long := max(closed, patience*sorted[len(sorted)/2])
	var out []span
	for i, gap := range gaps {
		if gap > long {
			out = append(out, span{days[i] + 1 + year - slack, days[i+1] - 1 + year + slack})
		}
	}
	return out
}

// customary reports whether public life rests on a day in the country, for a week or so.
func (c closures) customary(d day) bool {
	own, ok := customs[c.country]
	if !ok && c.country != "" {
		own = newYear
	}
	return slices.ContainsFunc(own, func(c custom) bool { return c.covers(d) })
}

// custom is a stretch of each year on which public life rests: from one date to another, or around a feast that moves.
type custom struct {
	from, to      string // MM-DD, both included; "" for a feast
	feasts        map[int]day
	before, after day // days, of the feast
}

// covers reports whether a day lies in the custom of its year.
func (c custom) covers(d day) bool {
	at := d.utc()
	if c.feasts == nil {
		date := at.Format("01-02")
		return c.from <= date && date <= c.to
	}
	feast, ok := c.feasts[at.Year()]
	return ok && feast-c.before <= d && d <= feast+c.after
}

// newYear is the custom of countries that the table does not name.
var newYear = []custom{{from: "12-24", to: "12-31"}, {from: "01-01", to: "01-02"}}

// Customs that several countries share.
var (
	epiphany = []custom{{from: "12-24", to: "12-31"}, {from: "01-01", to: "01-06"}}
	orthodox = []custom{{from: "12-31", to: "12-31"}, {from: "01-01", to: "01-08"}}
	lunar    = []custom{{feasts: springFestivals, before: 2, after: 5}}
)

// customs are the public holidays of a week or so, by country.
var customs = map[string][]custom{
	"CN": {{feasts: springFestivals, before: 1, after: 8}, {from: "10-01", to: "10-08"}},
	"TW": lunar, "HK": lunar, "MO": lunar, "SG": lunar, "VN": lunar,
	"KR": {{feasts: springFestivals, before: 2, after: 2}, {feasts: midAutumns, before: 2, after: 2}},
	"JP": {
		{from: "12-29", to: "12-31"}, {from: "01-01", to: "01-03"}, {from: "04-29", to: "05-06"}, {from: "08-12", to: "08-16"},
	},
	"ES": epiphany, "IT": epiphany, "AT": epiphany, "PL": epiphany,
	"RU": orthodox, "UA": orthodox, "BY": orthodox,
}

// springFestivals are the first days of the lunisolar year, and midAutumns the 15th days of its eighth month, by the
// Gregorian-lunar conversion tables of the Hong Kong Observatory. Beyond them, a source's own previous year tells.
var (
	springFestivals = feasts(2024, "02-10 01-29 02-17 02-06 01-26 02-13 02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 02-12")
	midAutumns      = feasts(2024, "09-17 10-06 09-25 09-15 10-03 09-22 09-12 10-01 09-19 09-08 09-27 09-16 10-04 09-24 09-13 10-02 09-21")
)

// feasts reads one MM-DD for each year from first on.
func feasts(first int, text string) map[int]day {
	out := map[int]day{}
	for i := 0; i+5 <= len(text); i += 6 {
		at, err := time.Parse("01-02", text[i:i+5])
		if err == nil { // the test holds that each is a date
			out[first+len(out)] = date(first+len(out), at.Month(), at.Day())
		}
	}
	return out
}
