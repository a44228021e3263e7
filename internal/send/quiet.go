package send

import (
	"time"

	"tidings/internal/audience"
)

// Quiet is when no digest leaves, by the reader's clock. What a reader asked for this moment (a confirmation, a link)
// is not held to it. The zero value is no quiet hours.
type Quiet struct {
	From, To time.Duration // since midnight; From after To spans it
}

// until gives when a delivery that may not leave now may, the zero time when it may now.
func (q Quiet) until(d audience.Delivery, now time.Time) time.Time {
	if q.From == q.To || d.Kind != "edition" {
		return time.Time{}
	}
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := now.In(zone)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second
	within := clock >= q.From && clock < q.To
	if q.From > q.To {
		within = clock >= q.From || clock < q.To
	}
	if !within {
		return time.Time{}
	}
	day := at.Day()
	if clock >= q.To {
		day++
	}
	to := int(q.To / time.Minute)
	return time.Date(at.Year(), at.Month(), day, to/60, to%60, 0, 0, zone)
}
