package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tidings/internal/fault"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.SQLite(t) })
}

func TestPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.Postgres(t) })
}

func TestOpenRefuses(t *testing.T) {
	for dsn, kind := range map[string]fault.Kind{
		"":                                      fault.Invalid,
		"host=127.0.0.1 password=secret":        fault.Invalid,
		"postgres:///x?password=secret&port=x":  fault.Invalid,
		"mysql://db/tidings":                    fault.Invalid,
		"sqlite://":                             fault.Invalid,
		"postgres://x:secret@127.0.0.1:1/x":     fault.Temporary,
		"postgres://x:secret@127.0.0.1:99999/x": fault.Invalid,
	} {
		_, err := store.Open(t.Context(), dsn, store.Options{})
		if !fault.Is(err, kind) {
			t.Errorf("Open(%q): %v, want kind %q", dsn, err, kind)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

// TestPostgresCompilesNothing: the server compiles our short queries only where its operator asked for that.
func TestPostgresCompilesNothing(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	for ask, want := range map[string]string{"": "off", "&jit=on": "on", "&options=-c%20jit%3Don": "on"} {
		s, err := store.Open(t.Context(), dsn+ask, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var jit string
		if err := s.DB().QueryRowContext(t.Context(), "SHOW jit").Scan(&jit); err != nil || jit != want {
			t.Errorf("asked for %q, jit is %q (%v), want %q", ask, jit, err, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenMakesFolders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder", "50% of?#", "tidings.db")
	s, err := store.Open(t.Context(), "sqlite://"+path, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if s.Dialect() != "sqlite" {
		t.Errorf("dialect %q", s.Dialect())
	}
}

func TestOpenMemoryLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := store.Open(t.Context(), "sqlite::memory:", store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestUnmigrated(t *testing.T) {
	dsn := "sqlite://" + filepath.Join(t.TempDir(), "tidings.db")
	s, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	steps, err := s.Status(t.Context())
	if err != nil || len(steps) == 0 || !steps[0].AppliedAt.IsZero() {
		t.Fatalf("Status: %+v, %v", steps, err)
	}
	if _, err := s.Totals(t.Context()); err == nil {
		t.Error("read from a database without tables")
	}
}

// TestMigrateTogether starts several programs at once on an empty database.
func TestMigrateTogether(t *testing.T) {
	for _, c := range []struct {
		name string
		dsn  func(t *testing.T) string
	}{
		{"sqlite", func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "tidings.db") }},
		{"postgres", func(t *testing.T) string { return storetest.PostgresDSN(t) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dsn, done := c.dsn(t), make(chan error)
			for range 4 {
				go func() {
					s, err := store.Open(context.WithoutCancel(t.Context()), dsn, store.Options{Migrate: true})
					if err == nil {
						err = s.Close()
					}
					done <- err
				}()
			}
			for range 4 {
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestBackup(t *testing.T) {
	s := storetest.SQLite(t)
	ctx := t.Context()
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.PutMeta(ctx, "k", "v") }); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the copy: %v, %v", info.Mode(), err)
	}
	if err := s.Backup(ctx, path); !fault.Is(err, fault.Conflict) {
		t.Errorf("over an existing file: %v", err)
	}
	c, err := store.Open(ctx, "sqlite://"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if v, err := c.Meta(ctx, "k"); v != "v" || err != nil {
		t.Errorf("in the copy: %q, %v", v, err)
	}
}

// TestTwoPrograms has two programs write to one file at once: neither may be told that it is busy.
func TestTwoPrograms(t *testing.T) {
	ctx, dsn := t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "tidings.db")
	done := make(chan error)
	for i := range 2 {
		s, err := store.Open(ctx, dsn, store.Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		go func() {
			var err error
			for n := 0; n < 50 && err == nil; n++ {
				err = s.Write(ctx, func(tx *store.Tx) error {
					if _, err := tx.Meta(ctx, "k"); err != nil {
						return err
					}
					return tx.PutMeta(ctx, "k", fmt.Sprint(i, n))
				})
			}
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestWriteTriesAgain(t *testing.T) {
	s := storetest.Postgres(t)
	ctx := t.Context()
	for _, c := range []struct {
		code             string
		failures, expect int
		kept             string
	}{
		{"40001", 2, 3, "v"}, // serialization_failure, twice
		{"40P01", 9, 5, ""},  // deadlock_detected, without end
		{"23505", 9, 1, ""},  // unique_violation: again would be the same
	} {
		runs := 0
		err := s.Write(ctx, func(tx *store.Tx) error {
			if runs++; runs <= c.failures {
				return &pgconn.PgError{Code: c.code}
			}
			return tx.PutMeta(ctx, c.code, "v")
		})
		if v, _ := s.Meta(ctx, c.code); runs != c.expect || v != c.kept || (err == nil) != (c.kept != "") {
			t.Errorf("%s: %d runs, value %q, error %v", c.code, runs, v, err)
		}
	}
}

// TestSharedTransaction has another library write into our transaction, the way the job queue does: its rows and ours
// are kept together or not at all, and it cannot end the transaction.
func TestSharedTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if _, err := s.DB().ExecContext(ctx, `CREATE TABLE queue (kind TEXT NOT NULL)`); err != nil {
			t.Fatal(err)
		}
		undo := errors.New("undo")
		for i, want := range []error{nil, undo} {
			err := s.Write(ctx, func(tx *store.Tx) error {
				if err := tx.PutMeta(ctx, fmt.Sprint("ours ", i), "v"); err != nil {
					return err
				}
				if err := enqueue(ctx, tx, "theirs"); err != nil {
					return err
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Fatalf("Write: %v, want %v", err, want)
			}
		}
		var jobs int
		if err := s.DB().QueryRowContext(ctx, `SELECT count(*) FROM queue`).Scan(&jobs); err != nil || jobs != 1 {
			t.Errorf("%d jobs are kept, want 1 (%v)", jobs, err)
		}
		for i, want := range []string{"v", ""} {
			if v, err := s.Meta(ctx, fmt.Sprint("ours ", i)); v != want || err != nil {
				t.Errorf("our row %d: %q, want %q (%v)", i, v, want, err)
			}
		}
	})
}

// enqueue writes as the job queue's driver does: with a pgx.Tx in a savepoint of its own, or with a *sql.Tx.
func enqueue(ctx context.Context, tx *store.Tx, kind string) error {
	if tx.SQL() != nil {
		_, err := tx.SQL().ExecContext(ctx, `INSERT INTO queue (kind) VALUES ($1)`, kind)
		return err
	}
	if tx.Pgx().Commit(ctx) == nil || tx.Pgx().Rollback(ctx) == nil {
		return errors.New("a borrower could end the transaction")
	}
	lost := pgx.BeginFunc(ctx, tx.Pgx(), func(inner pgx.Tx) error {
		if _, err := inner.Exec(ctx, `INSERT INTO queue (kind) VALUES ('in a savepoint that fails')`); err != nil {
			return err
		}
		_, err := inner.Exec(ctx, `no SQL`)
		return err
	})
	if lost == nil {
		return errors.New("a wrong statement was taken")
	}
	return pgx.BeginFunc(ctx, tx.Pgx(), func(inner pgx.Tx) error {
		_, err := inner.Exec(ctx, `INSERT INTO queue (kind) VALUES ($1)`, kind)
		return err
	})
}

// alone is what stands in a migration of one database only.
var alone = regexp.MustCompile(`(?s)-- \{.*?-- \}\n`)

// TestSchemasAreTwins holds the two folders of migrations together: apart from the names of types, SQLite's WITHOUT
// ROWID, the first comment and what is marked as of one database alone, they are the same text.
func TestSchemasAreTwins(t *testing.T) {
	same := strings.NewReplacer("INTEGER PRIMARY KEY AUTOINCREMENT",
		"BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", " TIMESTAMP", " TIMESTAMPTZ", " BLOB", " BYTEA", ") WITHOUT ROWID;", ");")
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		_, ours, _ := strings.Cut(read(t, f), "-- +goose Up")
		_, twin, _ := strings.Cut(read(t, filepath.Join("migrations/postgres", filepath.Base(f))), "-- +goose Up")
		ours, twin = alone.ReplaceAllString(ours, ""), alone.ReplaceAllString(twin, "")
		if diff := cmp.Diff(strings.Split(same.Replace(ours), "\n"), strings.Split(twin, "\n")); diff != "" {
			t.Errorf("%s and its twin differ:\n%s", f, diff)
		}
	}
}

// TestIndexed asks SQLite how it would find what is asked for again and again: by an index, not by reading all rows.
func TestIndexed(t *testing.T) {
	s := storetest.SQLite(t)
	for query, index := range map[string]string{
		`SELECT d.id FROM deliveries d WHERE d.state IN ('pending', 'deferred', 'unknown') AND (d.state <> 'unknown'
			OR d.policy = 'resend') AND d.message IS NOT NULL AND d.next_try <= $1 ORDER BY d.next_try, d.id`: "deliveries_due",
		`SELECT id FROM deliveries WHERE state = 'sending' AND lease_until <= $1`: "deliveries_sending",
		`SELECT s.id FROM stories s WHERE s.merged_into IS NULL AND (s.summarized IS NULL OR s.summarized <> s.changed)
			ORDER BY s.changed, s.id`: "stories_to_summarize",
		`SELECT a.id FROM articles a WHERE a.to_cluster ORDER BY a.at, a.id`: "articles_to_cluster",
		`SELECT DISTINCT m.story_id FROM story_members m CROSS JOIN articles a WHERE a.id = m.article_id
			AND m.joined_at >= $1 AND m.joined_at < $1 AND a.source_id IN ('oak')`: "story_members_joined",
	} {
		var plan string
		var n int
		row := s.DB().QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+query, "2026")
		if err := row.Scan(&n, &n, &n, &plan); err != nil || !strings.Contains(plan, index) {
			t.Errorf("%s (%v) for %s", plan, err, query)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
