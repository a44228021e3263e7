package column

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"tidings/internal/news"
)

// At makes a time ready to be bound: UTC, truncated to what both databases keep, NULL when zero.
func At(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return Instant(t)
}

// Instant is At for a bound that may be the zero time but never NULL.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Time reads a time into t, zero for NULL.
func Time(t *time.Time) sql.Scanner { return (*timeColumn)(t) }

type timeColumn time.Time

// Scan takes what the drivers give: a time, or text where SQLite does not know a column's type.
func (c *timeColumn) Scan(src any) (err error) {
	var t time.Time
	switch v := src.(type) {
	case nil:
	case time.Time:
		t = v.UTC()
	case string:
		if t, err = time.Parse("2006-01-02 15:04:05.999999999-07:00", v); err != nil {
			return err
		}
		t = t.UTC()
	default:
		return fmt.Errorf("a time came as %T", src)
	}
	*c = timeColumn(t)
	return nil
}

// Date binds and reads a date as text that keeps its zone's offset and whether a clock time was given.
func Date(d *news.Date) Value { return dateColumn{d} }

type dateColumn struct{ d *news.Date }

// bareDate is a date without clock time, with the offset of the zone it is meant in: "2023-08-07+08:00".
const bareDate = "2006-01-02Z07:00"

// Value gives the text, "" for an unknown date.
func (c dateColumn) Value() (driver.Value, error) {
	switch {
	case !c.d.Known():
		return "", nil
	case c.d.Clock:
		return c.d.Time.Truncate(time.Microsecond).Format(time.RFC3339Nano), nil
	}
	return c.d.Time.Format(bareDate), nil
}

// Scan reads what Value gave.
func (c dateColumn) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("a date came as %T", src)
	}
	*c.d = news.Date{}
	if s == "" {
		return nil
	}
	t, err := time.Parse(bareDate, s)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
		c.d.Clock = true
	}
	c.d.Time = t
	return err
}
