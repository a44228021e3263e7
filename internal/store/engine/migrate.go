package engine

import (
	"context"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"tidings/internal/fault"
)

// lockSeconds is how long Migrate waits for another process that migrates the same PostgreSQL database.
const lockSeconds = 600

// Migration is one step of the schema.
type Migration struct {
	Version   int64
	Name      string    // "00001_init.sql"
	AppliedAt time.Time // zero = pending
}

// Migrate brings the schema up to date. Two processes may do so at once: one does the work, the other waits.
func (db *Database) Migrate(ctx context.Context) error {
	if err := db.refuseNewer(ctx); err != nil {
		return err
	}
	p, err := db.provider()
	if err != nil {
		return fault.Wrap(err, "migrate")
	}
	for tries := 0; tries < writeTries; tries++ {
		before, _, versionErr := p.GetVersions(ctx)
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
		if db.dialect == Postgres || versionErr != nil {
			break
		}
		// SQLite has no lock across steps: where another process was faster with one, the schema has moved on. Look again.
		after, _, versionErr := p.GetVersions(ctx)
		switch {
		case versionErr == nil && after > before:
			tries = 0
		case !busy(err):
			return fault.Wrap(err, "migrate")
		}
	}
	return fault.Wrap(err, "migrate")
}

// Status gives all steps this program knows, in order, with the time each was applied.
func (db *Database) Status(ctx context.Context) ([]Migration, error) {
	p, err := db.provider()
	if err != nil {
		return nil, fault.Wrap(err, "migration status")
	}
	found, err := p.Status(ctx)
	if err != nil {
		return nil, fault.Wrap(err, "migration status")
	}
	var out []Migration
	for _, f := range found {
		out = append(out, Migration{Version: f.Source.Version, Name: f.Source.Path, AppliedAt: f.AppliedAt.UTC()})
	}
	return out, nil
}

// refuseNewer stops a program that is older than its database: it would not know what it destroys.
func (db *Database) refuseNewer(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return fault.Wrap(err, "read schema version")
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fault.Wrap(err, "read schema version")
	}
	if has > knows {
		return fault.New(fault.Conflict, "the schema has version %d, this program knows %d: use a newer tidings", has, knows)
	}
	return nil
}

// provider makes goose's runner; with PostgreSQL under an advisory lock.
func (db *Database) provider() (*goose.Provider, error) {
	dir, err := fs.Sub(db.schema, db.dialect)
	if err != nil {
		return nil, err
	}
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.dialect == Postgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, lockSeconds))
		if err != nil {
			return nil, err
		}
		dialect, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db.write, dir, opts...)
}
