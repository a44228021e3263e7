package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// scanner is a row to read: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// all reads every row of a query.
func all[T any](ctx context.Context, q queries, read func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.ex.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has it
	var out []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// one reads the only row of a query; what names the thing in the fault.NotFound when there is none.
func one[T any](
	ctx context.Context, q queries, what string, read func(scanner) (T, error), query string, args ...any,
) (T, error) {
	v, err := read(q.ex.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.New(fault.NotFound, "no %s", what)
	}
	return v, fault.Wrap(err, "read %s", what)
}

// change runs a statement that must change a row; there being none is a fault.NotFound.
func (q queries) change(ctx context.Context, what, query string, args ...any) error {
	n, err := q.exec(ctx, query, args...)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "no %s", what)
	}
	return fault.Wrap(err, "change %s", what)
}

// exec runs a statement and gives the number of rows it changed.
func (q queries) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := q.ex.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// scanID, scanText and scanBool read rows of one column.
func scanID(r scanner) (id int64, err error) { err = r.Scan(&id); return id, err }

func scanText(r scanner) (s string, err error) { err = r.Scan(&s); return s, err }

func scanTime(r scanner) (t time.Time, err error) { err = r.Scan(stamp(&t)); return t, err }

func scanBool(r scanner) (b bool, err error) { err = r.Scan(&b); return b, err }

// at makes a time ready to be bound: UTC, truncated to what both databases keep, NULL when zero.
func at(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return instant(t)
}

// instant is at for a bound that may be the zero time but never NULL.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// stamp reads a time, zero for NULL.
func stamp(t *time.Time) sql.Scanner { return (*timeColumn)(t) }

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

// ref makes the id of another row ready to be bound: NULL for 0.
func ref(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// optional binds a text: NULL for "".
func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// jsonColumn binds and reads a value kept as JSON; v is a pointer.
type jsonColumn struct{ v any }

// Value gives the JSON text.
func (c jsonColumn) Value() (driver.Value, error) {
	b, err := json.Marshal(c.v)
	return string(b), err
}

// Scan reads JSON text.
func (c jsonColumn) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), c.v)
	case []byte:
		return json.Unmarshal(v, c.v)
	}
	return fmt.Errorf("JSON came as %T", src)
}

// dateColumn binds and reads a news.Date as text that keeps its zone's offset and whether a clock time was given.
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

// in appends values to args and gives the list "($3, $4)" that stands for them. An empty one matches nothing.
func in[T any](args *[]any, values []T) string {
	if len(values) == 0 {
		return "(NULL)"
	}
	var b strings.Builder
	b.WriteByte('(')
	for i, v := range values {
		*args = append(*args, v)
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(len(*args)))
	}
	return b.String() + ")"
}

// limit makes n ready for LIMIT: everything for 0 and less.
func limit(n int) int {
	if n <= 0 {
		return math.MaxInt32
	}
	return n
}
