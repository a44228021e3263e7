package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tidings/internal/fault"
	"tidings/internal/search"
	"tidings/internal/store/fulltext"
	"tidings/internal/store/prepared"
)

const (
	sqliteName   = "sqlite"
	postgresName = "postgres"

	readers  = 4  // connections that read a SQLite file; more do not help one machine
	sessions = 16 // connections to PostgreSQL, whose own default limit is 100 for all its clients
)

// dialect is the whole difference between the two databases, apart from how to connect and to migrate.
type dialect struct {
	name       string
	goose      goose.Dialect
	skipLocked string           // ends a SELECT whose rows the transaction is about to take
	share      string           // ends a SELECT whose rows are to stay as they are until the transaction ends
	retry      func(error) bool // the transaction may succeed when run again

	numbers     string // the table of one column value that a JSON list of numbers makes, which is $1
	hasJobs     string // whether the job queue's table is there
	lastAttempt string // picks jobs last attempted by worker $1, and by no more than $2 in all

	words    string                    // parameter $2 as an indexed document
	document func([]string) string     // the value for it
	match    string                    // the index has parameter ?
	query    func(search.Query) string // the value for it
}

// sqliteDialect needs no row locks: its write transactions exclude each other from their first statement.
func sqliteDialect() dialect {
	return dialect{
		name: sqliteName, goose: goose.DialectSQLite3, retry: busy, numbers: `json_each($1)`,
		hasJobs:     `SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'river_job'`,
		lastAttempt: `json_extract(attempted_by, '$[#-1]') = $1 AND json_array_length(attempted_by) <= $2`,

		words: `$2`, document: fulltext.FTS5Document, match: `story_search MATCH ?`, query: fulltext.FTS5Query,
	}
}

func postgresDialect() dialect {
	return dialect{
		name: postgresName, goose: goose.DialectPostgres, skipLocked: " FOR UPDATE SKIP LOCKED", share: " FOR SHARE",
		retry:       collided,
		numbers:     `(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST(CAST($1 AS TEXT) AS JSON)))`,
		hasJobs:     `SELECT to_regclass('river_job') IS NOT NULL`,
		lastAttempt: `attempted_by[cardinality(attempted_by)] = $1 AND cardinality(attempted_by) <= $2`,

		words: `CAST(CAST($2 AS TEXT) AS TSVECTOR)`, document: fulltext.TSDocument,
		match: `story_search.words @@ CAST(CAST(? AS TEXT) AS TSQUERY)`, query: fulltext.TSQuery,
	}
}

// busy reports whether another process held the SQLite file for longer than busy_timeout.
func busy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// collided reports a PostgreSQL transaction that lost against another: serialization_failure or deadlock_detected.
func collided(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// connect opens the pools for dsn; nothing is sent yet.
func connect(dsn string) (*Store, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "sqlite", "sqlite3":
		return connectSQLite(strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		return connectPostgres(dsn)
	}
	return nil, fault.New(fault.Invalid, "unknown kind of database: want sqlite:// or postgres://")
}

// connectSQLite opens the file path, creating its folder; ":memory:" stands for a temporary file, because a memory
// database cannot have a writer and readers at once.
func connectSQLite(path string) (*Store, error) {
	s := &Store{}
	if path == "" {
		return nil, fault.New(fault.Invalid, "no file named: want sqlite:///folder/file.db")
	}
	if path == ":memory:" {
		dir, err := os.MkdirTemp("", "tidings-")
		if err != nil {
			return nil, err
		}
		s.temp, path = dir, filepath.Join(dir, "tidings.db")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	var err error
	s.dsn = sqliteDSN(path, "immediate", "synchronous(full)")
	if s.write, err = openSQLite(s.dsn); err != nil {
		return nil, err
	}
	if s.read, err = openSQLite(sqliteDSN(path, "deferred", "query_only(1)")); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1)
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s.with(sqliteDialect())
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
// The writer syncs each commit: BeginSending must outlive even a power cut. Times are written as text that sorts and
// are read back as UTC. Readers get query_only, not mode=ro, which cannot open a WAL file nobody else has open.
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

func connectPostgres(dsn string) (*Store, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	db := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(uncompiled))
	db.SetMaxOpenConns(sessions)
	db.SetMaxIdleConns(sessions / 2)
	s := &Store{write: db, read: db, dsn: dsn}
	return s.with(postgresDialect())
}

// uncompiled keeps the server from compiling our queries (jit), unless its operator asked for that in the name of the
// database. They take milliseconds; but where a table grew since it was last analysed the server takes them for long
// ones, and compiling takes a tenth of a second each.
func uncompiled(ctx context.Context, c *pgx.Conn) error {
	asked := c.Config().RuntimeParams
	if asked["jit"] != "" || strings.Contains(asked["options"], "jit") {
		return nil
	}
	_, err := c.Exec(ctx, "SET jit = off")
	return err
}

// with completes the store's own reader.
func (s *Store) with(d dialect) (*Store, error) {
	zip, err := newCodec()
	if err != nil {
		return nil, err
	}
	s.queries = queries{ex: s.read, dialect: d, zip: zip}
	return s, nil
}

// redact gives a data source name as it may be shown: without its password, and not at all where we cannot tell which
// part of it that is.
func redact(dsn string) string {
	if strings.HasPrefix(dsn, sqliteName) {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" {
		return "(name not shown)"
	}
	u.RawQuery = ""
	return u.Redacted()
}
