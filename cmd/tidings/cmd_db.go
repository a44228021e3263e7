package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/fault"
	"tidings/internal/setup"
	"tidings/internal/store"
)

func newDBCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "db", Short: "Migrate, inspect and back up the database", Args: noVerb, RunE: help}
	c.AddCommand(newDBMigrate(e), newDBStatus(e), newDBBackup(e))
	return c
}

func newDBMigrate(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "migrate", Short: "Bring the schema up to date (serve does so by itself)", Args: atMost(0),
		Example: "  tidings db migrate",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			_, err := fmt.Fprintf(e.stdout, "%s: up to date\n", a.Store.Dialect())
			return err
		})
	}
	return c
}

func newDBStatus(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "status", Short: "List the steps of the schema and when each was applied", Args: atMost(0),
		Long: `status lists the steps of the schema and changes nothing.

EXIT STATUS
  0  the schema is up to date
  1  failed, or steps are pending
  2  wrong usage or configuration`,
		Example: "  tidings db status",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		st, err := store.Open(c.Context(), setup.DSN(cfg), store.Options{})
		if err != nil {
			return err
		}
		defer st.Close() //nolint:errcheck // nothing was written
		steps, err := st.Status(c.Context())
		if err != nil {
			return err
		}
		pending := 0
		for _, m := range steps {
			at := "pending"
			if m.AppliedAt.IsZero() {
				pending++
			} else {
				at = m.AppliedAt.Format(time.RFC3339)
			}
			fmt.Fprintf(e.stdout, "%5d  %-30s %s\n", m.Version, m.Name, at)
		}
		if pending > 0 {
			return fault.New(fault.Conflict, "%d steps are pending; `tidings db migrate` applies them", pending)
		}
		return nil
	}
	return c
}

func newDBBackup(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "backup FILE", Short: "Write a consistent copy of the SQLite database to FILE", Args: exactly(1, "a FILE to write"),
		Example: "  tidings db backup /backup/tidings-$(date +%F).db",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			if err := a.Store.Backup(c.Context(), args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(e.stdout, "wrote %s\n", args[0])
			return err
		})
	}
	return c
}
