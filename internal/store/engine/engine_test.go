package engine_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"tidings/internal/fault"
	"tidings/internal/store/engine"
	"tidings/internal/store/storetest"
)

// schema gives a schema of so many steps, the same for both dialects: it is no matter of the engine what stands in it.
func schema(steps int) fs.FS {
	out := fstest.MapFS{}
	for i, text := range []string{
		`CREATE TABLE trees (name TEXT PRIMARY KEY, planted TIMESTAMP)`, `ALTER TABLE trees ADD COLUMN height BIGINT`,
	}[:steps] {
		file := &fstest.MapFile{Data: []byte("-- +goose Up\n" + text + ";\n")}
		for _, dialect := range []string{engine.SQLite, engine.Postgres} {
			out[dialect+"/"+[]string{"00001_trees.sql", "00002_height.sql"}[i]] = file
		}
	}
	return out
}

// each runs a test with the names of two new databases, one of either dialect.
func each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run(engine.SQLite, func(t *testing.T) { test(t, "sqlite://"+filepath.Join(t.TempDir(), "a.db")) })
	t.Run(engine.Postgres, func(t *testing.T) { test(t, storetest.PostgresDSN(t)) })
}

// open opens a database and closes it when the test ends.
func open(t *testing.T, dsn string, opt engine.Options) *engine.Database {
	t.Helper()
	db, err := engine.Open(t.Context(), dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestASchemaGrows(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		open(t, dsn, engine.Options{Schema: schema(1), Migrate: true})
		behind := open(t, dsn, engine.Options{Schema: schema(2)})
		for _, pending := range []bool{true, false} {
			steps, err := behind.Status(t.Context())
			if err != nil || len(steps) != 2 || steps[0].AppliedAt.IsZero() || steps[1].AppliedAt.IsZero() != pending {
				t.Errorf("status: %+v, %v", steps, err)
			}
			if err := behind.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := engine.Open(t.Context(), dsn, engine.Options{Schema: schema(1)}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a program older than its database: %v", err)
		}
	})
}

// TestWriteIsAllOrNothing: what a function wrote before it failed is gone; until it ends, nobody else sees what it
// wrote.
func TestWriteIsAllOrNothing(t *testing.T) {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 123456789, time.FixedZone("", 2*60*60))
	each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		opt := engine.Options{Schema: schema(2), Migrate: true, Now: func() time.Time { return noon }}
		db := open(t, dsn, opt)
		undo := errors.New("undo")
		for _, want := range []error{undo, nil} {
			err := db.Write(ctx, func(tx *engine.Tx, conn engine.Conn) error {
				_, err := conn.ExecContext(ctx, `INSERT INTO trees (name, planted) VALUES ($1, $2)`, "oak", tx.Now())
				if n := trees(t, engine.Reader(db)); err == nil && n != 0 {
					t.Errorf("others see %d trees before the commit", n)
				}
				return errors.Join(err, want)
			})
			if !errors.Is(err, want) {
				t.Fatalf("Write: %v, want %v", err, want)
			}
		}
		if n := trees(t, engine.Reader(db)); n != 1 {
			t.Errorf("%d trees", n)
		}
		var planted time.Time
		row := engine.Reader(db).QueryRowContext(ctx, `SELECT planted FROM trees`)
		if err := row.Scan(&planted); err != nil || !planted.Equal(noon.Truncate(time.Microsecond)) {
			t.Errorf("planted %v, %v", planted, err)
		}
	})
}

func trees(t *testing.T, conn engine.Conn) (n int) {
	t.Helper()
	if err := conn.QueryRowContext(t.Context(), `SELECT count(*) FROM trees`).Scan(&n); err != nil {
		t.Error(err)
	}
	return n
}

func TestACancelledWriteLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, engine.Options{Schema: schema(1), Migrate: true})
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(_ *engine.Tx, conn engine.Conn) error {
			_, err := conn.ExecContext(ctx, `INSERT INTO trees (name) VALUES ('oak')`)
			cancel()
			return err
		})
		if err == nil || trees(t, engine.Reader(db)) != 0 {
			t.Errorf("it was kept, %v", err)
		}
	})
}

// TestTheReaderOfAFileOnlyReads: in SQLite a write beside the one writer would fail where another is under way.
func TestTheReaderOfAFileOnlyReads(t *testing.T) {
	db := open(t, "sqlite::memory:", engine.Options{Schema: schema(1), Migrate: true})
	if _, err := engine.Reader(db).ExecContext(t.Context(), `DELETE FROM trees`); err == nil {
		t.Error("it writes")
	}
}
