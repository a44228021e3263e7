// Package column says how a value stands in a column, in SQLite and PostgreSQL alike: what to bind for it, and what to
// scan it into. It knows no table, and needs no database.
//
// A time is UTC, truncated to microseconds, which is what both databases keep; the zero time is NULL ([At], [Time]). A
// date as a publisher printed it is text, with the offset of its zone and with a clock time only where one was given
// ([Date]). What is asked for as a whole only is JSON ([JSON]). Bodies and messages are packed ([Packer]). The id of
// another row is NULL where there is none ([Ref]).
package column

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// Value is bound to write a column, and scanned into to read it.
type Value interface {
	driver.Valuer
	sql.Scanner
}

// Ref makes the id of another row ready to be bound: NULL for 0.
func Ref(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// Optional binds a text: NULL for "".
func Optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// JSON binds and reads a value kept as JSON; v is a pointer to it.
func JSON(v any) Value { return jsonColumn{v} }

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
