// Package store keeps the values of packages news and audience in SQLite or PostgreSQL. It holds the only SQL of the
// project: one text for both databases; what differs stands in dialect.go and in the two folders of migrations. Package
// engine is what it stands on: connections, transactions and the order of migrations, without a word of our tables.
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
//
// A noun has a file: its columns, how a row is read, its methods. What happens to a noun has one of its own where it is
// a matter by itself: claim.go and attempt.go are the life of a delivery, edition_plan.go is how editions come to be,
// tidy.go how things go. store.go and tx.go say how a store is opened and written to, query.go how a statement is run
// and its rows are read, package column how a value stands in a column.
package store

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"tidings/internal/store/column"
	"tidings/internal/store/engine"
)

// migrations holds one folder per dialect with the same numbers in both.
//
//go:embed migrations
var migrations embed.FS

// Options are the settings of [Open]; the zero value is usable.
type Options struct {
	Migrate bool             // bring the schema up to date on opening
	Now     func() time.Time // clock of Tx.Now; nil = time.Now
}

// Store is an open database with our tables. It is safe for use by many goroutines. Close, Ping, Dialect, DSN, DB,
// Backup, Migrate and Status are the engine's.
type Store struct {
	*engine.Database
	queries
}

// Open connects to the database dsn names: "sqlite:///data/tidings.db" (absolute), "sqlite://tidings.db" (relative),
// "sqlite::memory:" (a temporary file, removed by Close) or "postgres://…". It refuses a schema newer than this
// program with fault.Conflict; an older one is brought up to date only with Options.Migrate.
func Open(ctx context.Context, dsn string, opt Options) (*Store, error) {
	zip, err := column.NewPacker()
	if err != nil {
		return nil, err
	}
	schema, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	db, err := engine.Open(ctx, dsn, engine.Options{Schema: schema, Migrate: opt.Migrate, Now: opt.Now})
	if err != nil {
		return nil, err
	}
	return &Store{db, queries{ex: engine.Reader(db), dialect: dialectOf(db.Dialect()), zip: zip}}, nil
}
