// Package store keeps the values of packages news and audience in SQLite or PostgreSQL. It holds the only SQL of the
// project: one text for both databases; what differs stands in dialect.go and in the two folders of migrations.
//
// Open a [Store], read through its methods, write through [Store.Write]: one function, one transaction, all or
// nothing. Every read method exists on the Store (it then sees what is committed) and on the [Tx] (it then sees the
// transaction's own writes). Inside Write use only the Tx: SQLite has one writer, and a second Write would wait for
// the first forever.
//
// Times are parameters; they are kept in UTC, truncated to microseconds. A thing that is not there is a fault.NotFound,
// a state that forbids the write (a lease another holds, a delivery already sent) a fault.Conflict.
//
// The store decides nothing about news or mail beyond the guards that must hold in the database: one row per URL, one
// edition per subscription and window, one delivery per edition and subscriber, one holder per lease, and the delivery
// states. It makes no text, sends nothing and starts no goroutine.
package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"tidings/internal/fault"
)

// Options are the settings of [Open]; the zero value is usable.
type Options struct {
	Migrate bool             // bring the schema up to date on opening
	Now     func() time.Time // clock of Tx.Now; nil = time.Now
}

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	queries
	write *sql.DB // SQLite: exactly one connection
	read  *sql.DB // PostgreSQL: the same pool as write
	dsn   string
	temp  string // folder to remove on Close
	now   func() time.Time
}

// Open connects to the database dsn names: "sqlite:///data/tidings.db" (absolute), "sqlite://tidings.db" (relative),
// "sqlite::memory:" (a temporary file, removed by Close) or "postgres://…". It refuses a schema newer than this
// program with fault.Conflict; an older one is brought up to date only with Options.Migrate.
func Open(ctx context.Context, dsn string, opt Options) (*Store, error) {
	s, err := connect(dsn)
	if err != nil {
		return nil, fault.Wrap(err, "open database %s", redact(dsn))
	}
	if s.now = opt.Now; s.now == nil {
		s.now = time.Now
	}
	if err := s.prepare(ctx, opt.Migrate); err != nil {
		return nil, errors.Join(fault.Wrap(err, "open database %s", redact(dsn)), s.Close())
	}
	return s, nil
}

// prepare finishes what connect began, once there is something to talk to.
func (s *Store) prepare(ctx context.Context, migrate bool) error {
	if err := s.reach(ctx); err != nil {
		return fault.As(fault.Temporary, err)
	}
	if migrate {
		return s.Migrate(ctx)
	}
	return s.refuseNewer(ctx)
}

// reach connects. Several programs that open a new SQLite file at once refuse each other while its journal is switched
// to WAL, whatever busy_timeout says; that passes.
func (s *Store) reach(ctx context.Context) error {
	pause := writePause
	for try := 1; ; try++ {
		err := errors.Join(s.Ping(ctx), s.read.PingContext(ctx))
		if err == nil || try == 2*writeTries || !busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
			pause = min(2*pause, time.Second)
		}
	}
}

// Close closes the connections.
func (s *Store) Close() error {
	err := s.write.Close()
	if s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	if s.temp != "" {
		err = errors.Join(err, os.RemoveAll(s.temp))
	}
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.write.PingContext(ctx) }

// Dialect gives "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.dialect.name }

// DB gives the pool that writes; with SQLite it has one connection. The job queue works on it.
func (s *Store) DB() *sql.DB { return s.write }

// DSN gives the data source name in the form its driver takes; with PostgreSQL it also opens a pgxpool. It may hold a
// password.
func (s *Store) DSN() string { return s.dsn }

// Backup writes a consistent copy of a SQLite database to the file path, which must not exist yet. It does not stop
// writers. PostgreSQL has its own tools for this.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.dialect.name != sqliteName {
		return fault.New(fault.Invalid, "backup to %s: this database is PostgreSQL, use pg_dump", path)
	}
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "backup to %s: the file exists", path)
	}
	db, err := sql.Open("sqlite", s.dsn) // the readers may not write, and the writer must not wait
	if err != nil {
		return fault.Wrap(err, "backup to %s", path)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", path)
	return fault.Wrap(errors.Join(err, db.Close()), "backup to %s", path)
}
