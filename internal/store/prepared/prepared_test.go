package prepared

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"modernc.org/sqlite"
)

// openKept opens a pool of one connection over a new file with a table of numbers.
func openKept(t *testing.T) (*sql.DB, *keeper) {
	t.Helper()
	c, err := sqlite.NewConnector("file:" + filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(Connector{c})
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec(`CREATE TABLE n (i INTEGER UNIQUE); INSERT INTO n VALUES (1), (2), (3)`); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var kept *keeper
	if err := conn.Raw(func(c any) error { kept = c.(*keeper); return nil }); err != nil {
		t.Fatal(err)
	}
	return db, kept
}

func TestStatementsAreKept(t *testing.T) {
	db, conn := openKept(t)
	const query = `SELECT i FROM n WHERE i > $1 ORDER BY i`
	for _, above := range []int{0, 1, 2} {
		var first int
		if err := db.QueryRow(query, above).Scan(&first); err != nil || first != above+1 {
			t.Errorf("above %d: %d, %v", above, first, err)
		}
	}
	if conn.kept[query] == nil {
		t.Error("not kept")
	}
	if _, err := db.Exec(`INSERT INTO n VALUES (1)`); err == nil {
		t.Error("a number twice")
	}
	if conn.kept[`INSERT INTO n VALUES (1)`] != nil {
		t.Error("a statement that failed is kept")
	}
	if _, err := db.Exec(`ALTER TABLE n ADD COLUMN j TEXT`); err != nil {
		t.Error("with kept statements:", err)
	}
	var n int
	if err := db.QueryRow(query, 2).Scan(&n); err != nil || n != 3 {
		t.Errorf("after the table changed: %d, %v", n, err)
	}
}

func TestAStatementRunsWithinItself(t *testing.T) {
	db, _ := openKept(t)
	tx, err := db.Begin()
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
	db, conn := openKept(t)
	for i := range 2 * keptStatements {
		if _, err := db.ExecContext(context.Background(), fmt.Sprintf(`SELECT %d`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(conn.kept) != keptStatements {
		t.Errorf("%d are kept", len(conn.kept))
	}
}
