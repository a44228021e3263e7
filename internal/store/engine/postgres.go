package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"tidings/internal/fault"
)

// sessions is how many connections to PostgreSQL are held at most, whose own default limit is 100 for all its clients.
const sessions = 16

// connectPostgres makes a pool of connections; none is opened yet.
func connectPostgres(dsn string) (*Database, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	pool := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(uncompiled))
	pool.SetMaxOpenConns(sessions)
	pool.SetMaxIdleConns(sessions / 2)
	return &Database{dialect: Postgres, write: pool, read: pool, dsn: dsn}, nil
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

// collided reports a PostgreSQL transaction that lost against another: serialization_failure or deadlock_detected.
func collided(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}
