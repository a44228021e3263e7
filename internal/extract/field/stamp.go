package field

import (
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// dateOptions are the options for reading a date of this page.
func (p *Page) dateOptions() dates.Options {
	return dates.Options{Language: p.lang, Zone: p.loc, Order: p.order}
}

// isoLayouts are the machine-readable forms whose offset is to be kept when the source names no zone.
var isoLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04Z07:00",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05.000Z0700", time.RFC1123Z,
}

// stamp reads a machine-readable date; the zero Date when it is none.
func (p *Page) stamp(v string) news.Date {
	v = strings.TrimSpace(v)
	if len(v) < 6 || len(v) > 80 {
		return news.Date{}
	}
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, v); err == nil {
			return p.placed(t)
		}
	}
	if d, ok := dates.Parse(plainDates(v), p.dateOptions()); ok && plausible(d) {
		return d
	}
	return news.Date{}
}

// placed puts an instant in the source's zone, if it names one; a midnight of no zone stays a date.
func (p *Page) placed(t time.Time) news.Date {
	if p.zoned {
		t = t.In(p.loc)
	}
	d := news.Date{Time: t, Clock: true}
	if !plausible(d) {
		return news.Date{}
	}
	return d
}

// plausible reports whether a page may have been published then.
func plausible(d news.Date) bool {
	y := d.Time.Year()
	return d.Known() && y >= 1994 && y <= 2100
}

// sameDay reports whether both are known and print the same calendar day.
func sameDay(a, b news.Date) bool {
	return a.Known() && b.Known() && a.Time.Format(time.DateOnly) == b.Time.Format(time.DateOnly)
}

// swapped is d with month and day exchanged, for dates in figures may have been read in the wrong order; the zero Date
// where there is none such.
func swapped(d news.Date) news.Date {
	y, m, day := d.Time.Date()
	if day > 12 {
		return news.Date{}
	}
	return news.Date{Time: time.Date(y, time.Month(day), int(m), 0, 0, 0, 0, d.Time.Location())}
}
