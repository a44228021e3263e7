package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/column"
)

// scanner is a row to read: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// each hands every row of a query to take; take's first error ends it and is given back.
func (q queries) each(ctx context.Context, take func(scanner) error, query string, args ...any) error {
	rows, err := q.ex.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has it
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// all reads every row of a query.
func all[T any](ctx context.Context, q queries, read func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := q.each(ctx, func(r scanner) error {
		v, err := read(r)
		out = append(out, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// first reads the first row of a query; the zero value where it has none.
func first[T any](ctx context.Context, q queries, read func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := read(q.ex.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, nil
	}
	return v, err
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

// scanID and its like read rows of one column.
func scanID(r scanner) (id int64, err error) { err = r.Scan(&id); return id, err }

func scanText(r scanner) (s string, err error) { err = r.Scan(&s); return s, err }

func scanTime(r scanner) (t time.Time, err error) { err = r.Scan(column.Time(&t)); return t, err }

func scanBool(r scanner) (b bool, err error) { err = r.Scan(&b); return b, err }

// batch is how many values one IN list gets at most: longer ones are asked for in parts, as each value is a parameter,
// and both databases limit their number.
const batch = 500

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

// rows gives the VALUES of an INSERT of n rows of so many columns: "($1,$2),($3,$4)".
func rows(n, columns int) string {
	var b strings.Builder
	for i := range n * columns {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%columns == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}

// limit makes n ready for LIMIT: everything for 0 and less.
func limit(n int) int {
	if n <= 0 {
		return math.MaxInt32
	}
	return n
}
