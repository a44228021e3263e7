// Package prepared keeps the statements of a SQLite connection prepared. The driver parses and plans a text each time it
// is run, which for short statements takes longer than running them; database/sql's own prepared statements would have to
// be handed to everything that writes SQL, the job queue included. It knows nothing of what the statements are about.
package prepared

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

// keptStatements is how many prepared statements a connection keeps. Ours and the job queue's are fewer; texts with
// lists of different lengths come and go.
const keptStatements = 200

// Connector opens connections that keep their statements prepared.
type Connector struct{ driver.Connector }

// Connect opens one connection.
func (p Connector) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := c.(connection)
	if !ok {
		return nil, fmt.Errorf("the driver's connection is a %T, which cannot be wrapped", c)
	}
	return &keeper{connection: full, kept: map[string]statement{}}, nil
}

// connection is what the driver's connections can do, and database/sql makes use of.
type connection interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// statement is what the driver's statements can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// keeper is one connection that keeps its statements. Like every driver.Conn it is used by one goroutine at a time.
type keeper struct {
	connection
	kept map[string]statement // not in use; what is running is in no map, so that it cannot be run within itself
}

// ExecContext runs a statement without rows.
func (c *keeper) ExecContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	return result, c.giveBack(query, s, err)
}

// QueryContext runs a statement with rows; it is kept again when they are closed.
func (c *keeper) QueryContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, c.giveBack(query, s, err)
	}
	return &keptRows{Rows: rows, conn: c, query: query, statement: s}, nil
}

// take gives the prepared statement of a text, made now when there is none.
func (c *keeper) take(ctx context.Context, query string) (statement, error) {
	if s, ok := c.kept[query]; ok {
		delete(c.kept, query)
		return s, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := made.(statement)
	if !ok {
		return nil, fmt.Errorf("the driver's statement is a %T, which cannot be kept", made)
	}
	return s, nil
}

// giveBack keeps a statement that ran, in place of another when there are enough. One that failed is let go of; err is
// why, and is given back.
func (c *keeper) giveBack(query string, s statement, err error) error {
	if err != nil {
		s.Close() //nolint:errcheck // says once more why it failed
		return err
	}
	if _, again := c.kept[query]; again {
		return s.Close()
	}
	for other, old := range c.kept {
		if len(c.kept) < keptStatements {
			break
		}
		delete(c.kept, other)
		err = errors.Join(err, old.Close())
	}
	c.kept[query] = s
	return err
}

// Close lets go of the statements, without which the file stays open, and closes the connection.
func (c *keeper) Close() (err error) {
	for _, s := range c.kept {
		err = errors.Join(err, s.Close())
	}
	c.kept = nil
	return errors.Join(err, c.connection.Close())
}

// keptRows are the rows of a statement that is kept.
type keptRows struct {
	driver.Rows
	conn      *keeper
	query     string
	statement statement
}

// Close ends the reading and gives the statement back.
func (r *keptRows) Close() error {
	return r.conn.giveBack(r.query, r.statement, r.Rows.Close())
}
