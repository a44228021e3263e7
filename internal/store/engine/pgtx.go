package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// errLent is what a lent transaction answers to those who try to end it.
var errLent = errors.New("the transaction belongs to store.Write, which ends it")

// lentTx is a pgx.Tx whose end is not the borrower's business. Begin still makes savepoints.
type lentTx struct{ pgx.Tx }

func (lentTx) Commit(context.Context) error   { return errLent }
func (lentTx) Rollback(context.Context) error { return errLent }

// writePostgres is writeOnce for PostgreSQL. The job queue there wants a pgx.Tx while our own SQL goes through
// database/sql. A transaction belongs to a session, so both are given the same one: a *sql.Conn is set apart, its
// *pgx.Conn taken out of it with Raw, the transaction begun on that, and our statements run through the *sql.Conn.
// Keeping the *pgx.Conn after Raw returned is sound here: while the *sql.Conn is open nobody else gets the connection,
// and a Tx is used by one goroutine. The transaction outlives a cancelled ctx just long enough to be rolled back.
func (db *Database) writePostgres(ctx context.Context, fn func(*Tx, Conn) error) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer conn.Close() //nolint:errcheck // gives the connection back; a broken one is discarded by the pool
	var t pgx.Tx
	err = conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver's connection is a %T", driverConn)
		}
		t, err = c.Conn().Begin(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer t.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // after Commit there is nothing left to roll back
	if err := fn(&Tx{pgx: lentTx{t}, now: db.instant()}, conn); err != nil {
		return err
	}
	if err := t.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
