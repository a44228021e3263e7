package store

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

// executor is what *sql.DB, *sql.Tx and *sql.Conn have in common.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// queries holds the read methods, which Store and Tx share.
type queries struct {
	ex      executor
	dialect dialect
	zip     *codec
}

// Tx is a write transaction. It is valid inside the function given to [Store.Write] only, and for one goroutine.
type Tx struct {
	queries
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

// Write runs fn in one write transaction: committed when fn returns nil, rolled back when it returns an error or
// panics. When the database could not fit it beside another transaction, fn is run again, at most writeTries times in
// all: so fn must only set variables outside it, never add to them.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	pause := writePause
	for try := 1; ; try++ {
		err := s.writeOnce(ctx, fn)
		if err == nil || try == writeTries || !s.dialect.retry(err) {
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

func (s *Store) writeOnce(ctx context.Context, fn func(tx *Tx) error) error {
	if s.dialect.name == postgresName {
		return s.writePostgres(ctx, fn)
	}
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer t.Rollback() //nolint:errcheck // after Commit there is nothing left to roll back
	if err := fn(s.tx(t, t, nil)); err != nil {
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

// tx makes the value Write hands to its function.
func (s *Store) tx(ex executor, t *sql.Tx, p pgx.Tx) *Tx {
	return &Tx{
		queries: queries{ex: ex, dialect: s.dialect, zip: s.zip},
		sql:     t, pgx: p, now: s.now().UTC().Truncate(time.Microsecond),
	}
}
