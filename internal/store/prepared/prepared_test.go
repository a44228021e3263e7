package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

// openKept opens a pool of one connection over a new file with a table of numbers.
func openKept(t *testing.T) (*Store, *preparedConn) {
	t.Helper()
	s, err := connectSQLite(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.write.Exec(`CREATE TABLE n (i INTEGER UNIQUE); INSERT INTO n VALUES (1), (2), (3)`); err != nil {
		t.Fatal(err)
	}
	conn, err := s.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var kept *preparedConn
	if err := conn.Raw(func(c any) error { kept = c.(*preparedConn); return nil }); err != nil {
		t.Fatal(err)
	}
	return s, kept
}

func TestStatementsAreKept(t *testing.T) {
	s, conn := openKept(t)
	const query = `SELECT i FROM n WHERE i > $1 ORDER BY i`
	for _, above := range []int{0, 1, 2} {
		var first int
		if err := s.write.QueryRow(query, above).Scan(&first); err != nil || first != above+1 {
			t.Errorf("above %d: %d, %v", above, first, err)
		}
	}
	if conn.kept[query] == nil {
		t.Error("not kept")
	}
	if _, err := s.write.Exec(`INSERT INTO n VALUES (1)`); err == nil {
		t.Error("a number twice")
	}
	if conn.kept[`INSERT INTO n VALUES (1)`] != nil {
		t.Error("a statement that failed is kept")
	}
	if _, err := s.write.Exec(`ALTER TABLE n ADD COLUMN j TEXT`); err != nil {
		t.Error("with kept statements:", err)
	}
	var n int
	if err := s.write.QueryRow(query, 2).Scan(&n); err != nil || n != 3 {
		t.Errorf("after the table changed: %d, %v", n, err)
	}
}

func TestAStatementRunsWithinItself(t *testing.T) {
	s, _ := openKept(t)
	tx, err := s.write.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	const query = `SELECT i FROM n ORDER BY i`
	var got string
	outer, err := tx.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	for outer.Next() {
		var i, first int
		if err := outer.Scan(&i); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRow(query).Scan(&first); err != nil {
			t.Fatal(err)
		}
		got += fmt.Sprint(i, first, ";")
	}
	if err := outer.Close(); err != nil || got != "1 1;2 1;3 1;" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestOnlySoManyStatementsAreKept(t *testing.T) {
	s, conn := openKept(t)
	for i := range 2 * keptStatements {
		if _, err := s.write.ExecContext(context.Background(), fmt.Sprintf(`SELECT %d`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(conn.kept) != keptStatements {
		t.Errorf("%d are kept", len(conn.kept))
	}
}
