package store

import (
	"context"

	"tidings/internal/store/column"
	"tidings/internal/store/engine"
)

// queries holds the read methods, which Store and Tx share.
type queries struct {
	ex      engine.Conn // what is committed, or the transaction
	dialect dialect
	zip     *column.Packer
}

// Tx is a write transaction: what is read, and what is written, by noun. It is valid inside the function given to
// [Store.Write] only, and for one goroutine. Now, SQL and Pgx are the engine's.
type Tx struct {
	*engine.Tx
	queries
}

// Write runs fn in one write transaction: committed when fn returns nil, rolled back when it returns an error or
// panics. When the database could not fit it beside another transaction, fn is run again, a few times in all: so fn
// must only set variables outside it, never add to them.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.Database.Write(ctx, func(tx *engine.Tx, conn engine.Conn) error {
		return fn(&Tx{tx, queries{ex: conn, dialect: s.dialect, zip: s.zip}})
	})
}
