package engine

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tidings/internal/fault"
	"tidings/internal/store/prepared"
)

// readers is how many connections read a SQLite file; more do not help one machine.
const readers = 4

// connectSQLite opens the file path, creating its folder; ":memory:" stands for a temporary file, because a memory
// database cannot have a writer and readers at once.
func connectSQLite(path string) (*Database, error) {
	db := &Database{dialect: SQLite}
	if path == "" {
		return nil, fault.New(fault.Invalid, "no file named: want sqlite:///folder/file.db")
	}
	if path == ":memory:" {
		dir, err := os.MkdirTemp("", "tidings-")
		if err != nil {
			return nil, err
		}
		db.temp, path = dir, filepath.Join(dir, "tidings.db")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	var err error
	db.dsn = sqliteDSN(path, "immediate", "synchronous(full)")
	if db.write, err = openSQLite(db.dsn); err != nil {
		return nil, err
	}
	if db.read, err = openSQLite(sqliteDSN(path, "deferred", "query_only(1)")); err != nil {
		return nil, err
	}
	db.write.SetMaxOpenConns(1)
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	db.read.SetConnMaxIdleTime(time.Minute) // each keeps two megabytes of pages and its statements
	return db, nil
}

// openSQLite opens a pool of connections that keep their statements prepared.
func openSQLite(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(prepared.Connector{Connector: c}), nil
}

// sqliteDSN gives the driver's name for a file. busy_timeout comes first: the pragmas after it may have to wait.
// The writer syncs each commit: what was said to be committed must outlive even a power cut. Times are written as text
// that sorts and are read back as UTC. Readers get query_only, not mode=ro, which cannot open a WAL file nobody else has
// open.
func sqliteDSN(path, lock, pragma string) string {
	q := url.Values{
		"_pragma":      {"busy_timeout(10000)", "journal_mode(wal)", "foreign_keys(1)", pragma},
		"_txlock":      {lock},
		"_time_format": {"sqlite"},
		"_timezone":    {"UTC"},
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// busy reports whether another process held the SQLite file for longer than busy_timeout.
func busy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
