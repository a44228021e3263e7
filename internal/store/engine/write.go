package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	writeTries = 5                     // how often Write runs its function at most
	writePause = 20 * time.Millisecond // before the second try; doubled for each further one
)

// Tx is a write transaction. It is valid inside the function given to [Database.Write] only, and for one goroutine.
type Tx struct {
	sql *sql.Tx // SQLite
	pgx pgx.Tx  // PostgreSQL
	now time.Time
}

// SQL gives the transaction to others who write in it, the job queue above all. It is nil with PostgreSQL: see Pgx.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// Pgx gives the transaction in the form PostgreSQL's job queue wants; nil with SQLite. It cannot be committed or
// rolled back by the one who got it.
func (tx *Tx) Pgx() pgx.Tx { return tx.pgx }

// Now is the time at which the transaction began, in UTC.
func (tx *Tx) Now() time.Time { return tx.now }

// Write runs fn in one write transaction, whose SQL goes through conn: committed when fn returns nil, rolled back when
// it returns an error or panics. When the database could not fit it beside another transaction, fn is run again, at
// most writeTries times in all: so fn must only set variables outside it, never add to them.
func (db *Database) Write(ctx context.Context, fn func(tx *Tx, conn Conn) error) error {
	pause := writePause
	for try := 1; ; try++ {
		err := db.writeOnce(ctx, fn)
		if err == nil || try == writeTries || !db.again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// again reports whether a transaction that failed may succeed when run again.
func (db *Database) again(err error) bool {
	if db.dialect == Postgres {
		return collided(err)
	}
	return busy(err)
}

// writeOnce makes one attempt at a transaction.
func (db *Database) writeOnce(ctx context.Context, fn func(*Tx, Conn) error) error {
	if db.dialect == Postgres {
		return db.writePostgres(ctx, fn)
	}
	t, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer t.Rollback() //nolint:errcheck // after Commit there is nothing left to roll back
	if err := fn(&Tx{sql: t, now: db.instant()}, t); err != nil {
		return err
	}
	err = t.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		err = ctx.Err() // the pool rolled it back because of that
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// instant is the time by the clock, as both databases keep it.
func (db *Database) instant() time.Time { return db.now().UTC().Truncate(time.Microsecond) }
