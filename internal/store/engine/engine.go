// Package engine is the database below the store, SQLite or PostgreSQL, as if they were one. It knows no table.
//
// [Open] connects and looks after the schema, whose steps it is given. What is committed is read through [Reader];
// whoever writes does so in [Database.Write], and nowhere else: one function, one transaction, all or nothing. A
// transaction can be lent to the job queue ([Tx.SQL], [Tx.Pgx]), so that a result and the job it calls for are
// committed together.
//
// Both databases keep these promises: one text of SQL serves them ($1, RETURNING, ON CONFLICT); write transactions that
// got in each other's way are run again; what was committed outlives a power cut. They keep a time as it was bound, when
// that was in UTC and truncated to microseconds: binding it so is up to the caller, as is locking rows that must stay as
// they were read (PostgreSQL has many writers) and never calling Write within a Write (SQLite has one).
package engine

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"tidings/internal/fault"
)

// The dialects.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Conn runs SQL: a pool, or a transaction.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Options are the settings of [Open].
type Options struct {
	Schema  fs.FS            // a folder for each dialect, with goose's files of the same numbers in both
	Migrate bool             // bring the schema up to date on opening
	Now     func() time.Time // clock of Tx.Now; nil = time.Now
}

// Database is an open database. It is safe for use by many goroutines.
type Database struct {
	dialect string
	write   *sql.DB // SQLite: exactly one connection
	read    *sql.DB // PostgreSQL: the same pool as write
	dsn     string
	temp    string // folder to remove on Close
	schema  fs.FS
	now     func() time.Time
}

// Open connects to the database dsn names: "sqlite:///data/tidings.db" (absolute), "sqlite://tidings.db" (relative),
// "sqlite::memory:" (a temporary file, removed by Close) or "postgres://…". It refuses a schema newer than the one it
// was given with fault.Conflict; an older one is brought up to date only with Options.Migrate.
func Open(ctx context.Context, dsn string, opt Options) (*Database, error) {
	db, err := connect(dsn)
	if err != nil {
		return nil, fault.Wrap(err, "open database %s", redact(dsn))
	}
	db.schema = opt.Schema
	if db.now = opt.Now; db.now == nil {
		db.now = time.Now
	}
	if err := db.prepare(ctx, opt.Migrate); err != nil {
		return nil, errors.Join(fault.Wrap(err, "open database %s", redact(dsn)), db.Close())
	}
	return db, nil
}

// connect opens the pools for dsn; nothing is sent yet.
func connect(dsn string) (*Database, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "sqlite", "sqlite3":
		return connectSQLite(strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		return connectPostgres(dsn)
	}
	return nil, fault.New(fault.Invalid, "unknown kind of database: want sqlite:// or postgres://")
}

// prepare finishes what connect began, once there is something to talk to.
func (db *Database) prepare(ctx context.Context, migrate bool) error {
	if err := db.reach(ctx); err != nil {
		return fault.As(fault.Temporary, err)
	}
	if migrate {
		return db.Migrate(ctx)
	}
	return db.refuseNewer(ctx)
}

// reach connects. Several programs that open a new SQLite file at once refuse each other while its journal is switched
// to WAL, whatever busy_timeout says; that passes.
func (db *Database) reach(ctx context.Context) error {
	pause := writePause
	for try := 1; ; try++ {
		err := errors.Join(db.Ping(ctx), db.read.PingContext(ctx))
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
func (db *Database) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	if db.temp != "" {
		err = errors.Join(err, os.RemoveAll(db.temp))
	}
	return err
}

// Ping reports whether the database answers.
func (db *Database) Ping(ctx context.Context) error { return db.write.PingContext(ctx) }

// Dialect gives "sqlite" or "postgres".
func (db *Database) Dialect() string { return db.dialect }

// DB gives the pool that writes; with SQLite it has one connection. The job queue works on it.
func (db *Database) DB() *sql.DB { return db.write }

// DSN gives the data source name in the form its driver takes; with PostgreSQL it also opens a pgxpool. It may hold a
// password.
func (db *Database) DSN() string { return db.dsn }

// Reader gives what is committed; SQLite's refuses to write. It is no method, so that what embeds a Database does not
// offer it.
func Reader(db *Database) Conn { return db.read }

// Backup writes a consistent copy of a SQLite database to the file path, which must not exist yet. It does not stop
// writers. PostgreSQL has its own tools for this.
func (db *Database) Backup(ctx context.Context, path string) error {
	if db.dialect != SQLite {
		return fault.New(fault.Invalid, "backup to %s: this database is PostgreSQL, use pg_dump", path)
	}
	// It holds readers' addresses and the key of their links, so it is its owner's only, and was so before it was filled.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fault.New(fault.Conflict, "backup to %s: the file exists", path)
	}
	if err != nil {
		return fault.Wrap(err, "backup to %s", path)
	}
	if err := file.Close(); err != nil {
		return fault.Wrap(err, "backup to %s", path)
	}
	own, err := sql.Open("sqlite", db.dsn) // the readers may not write, and the writer must not wait
	if err != nil {
		return fault.Wrap(err, "backup to %s", path)
	}
	if _, err = own.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		err = errors.Join(err, os.Remove(path)) // half a backup is none
	}
	return fault.Wrap(errors.Join(err, own.Close()), "backup to %s", path)
}

// redact gives a data source name as it may be shown: without its password, and not at all where we cannot tell which
// part of it that is.
func redact(dsn string) string {
	if strings.HasPrefix(dsn, SQLite) {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" {
		return "(name not shown)"
	}
	u.RawQuery = ""
	return u.Redacted()
}
