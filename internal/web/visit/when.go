package visit

import (
	"time"

	"tidings/internal/news"
)

// DigestZone gives the zone of a digest's days.
func DigestZone(d news.Digest) *time.Location {
	if zone, err := time.LoadLocation(d.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// Zone gives the zone public pages tell times in: that of the public digest in the page's language, else of the first.
func (v *Visit) Zone() *time.Location {
	public := v.Public()
	if d, ok := v.Likely(public); ok && d.Zone != "" {
		return DigestZone(d)
	}
	return time.UTC
}

// Moment writes an instant on public pages.
func (v *Visit) Moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.Loc.T("at_time", v.Date(at), v.Loc.Clock(at.In(v.Zone())))
}

// Date writes the day of an instant on public pages; the year where it is not this one.
func (v *Visit) Date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(v.Zone())
	if at.Year() == v.Now().In(v.Zone()).Year() {
		return v.Loc.ShortDate(at)
	}
	return v.Loc.Date(at)
}
