package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/roster"
	"tidings/internal/show"
	"tidings/internal/store"
)

func newSuppressionCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "suppression", Short: "Show and change which addresses must not be mailed", Args: noVerb, RunE: help,
		Long: `suppression keeps the addresses that get no mail, whoever enters them on the subscribe page: those that bounced
(for good when the mailbox does not exist, for a week when mail kept failing), those whose reader complained or asked
never to be mailed, and those the operator named.`,
	}
	c.AddCommand(newSuppressionList(e), newSuppressionAdd(e), newSuppressionRemove(e), newSuppressionExport(e),
		newSuppressionImport(e))
	return c
}

func newSuppressionList(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "List suppressed addresses, newest first", Args: atMost(0),
		Example: "  tidings suppression list",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			found, err := a.Store.Suppressions(c.Context(), 0)
			if err != nil {
				return err
			}
			var t show.Table
			t.Row("ADDRESS", "SINCE", "UNTIL", "WHY")
			for _, x := range found {
				t.Row(x.Address, x.At.UTC().Format(time.DateOnly), until(x, a.Now()), x.Reason)
			}
			return t.Print(e.stdout, "")
		})
	}
	return c
}

// until says when a suppression ends.
func until(s audience.Suppression, now time.Time) string {
	switch {
	case s.Expires.IsZero():
		return "for good"
	case s.Expires.Before(now):
		return "over"
	}
	return s.Expires.UTC().Format(time.DateOnly)
}

func newSuppressionAdd(e *env) *cobra.Command {
	var reason string
	var days int
	s, c := newSession(e, &cobra.Command{
		Use: "add ADDRESS", Short: "Mail an address no more", Args: exactly(1, "an ADDRESS"),
		Example: "  tidings suppression add ann@example.org --reason 'asked by telephone'",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		address, err := mail.ReaderAddress(args[0])
		if err != nil {
			return usageError{err}
		}
		return s.with(c.Context(), func(a *app.App) error {
			x := audience.Suppression{Address: address, Reason: reason, At: a.Now()}
			if days > 0 {
				x.Expires = a.Now().AddDate(0, 0, days)
			}
			err := a.Store.Write(c.Context(), func(tx *store.Tx) error { return tx.PutSuppression(c.Context(), x) })
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(e.stdout, "suppressed:", until(x, a.Now()))
			return err
		})
	}
	c.Flags().StringVar(&reason, "reason", "operator", "why, for those who look later")
	c.Flags().IntVar(&days, "days", 0, "for so many days; 0 = for good")
	return c
}

func newSuppressionRemove(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "remove ADDRESS", Short: "Let an address be mailed again", Args: exactly(1, "an ADDRESS"),
		Example: "  tidings suppression remove ann@example.org",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		address, err := mail.ReaderAddress(args[0])
		if err != nil {
			return usageError{err}
		}
		return s.with(c.Context(), func(a *app.App) error {
			err := a.Store.Write(c.Context(), func(tx *store.Tx) error { return tx.RemoveSuppression(c.Context(), address) })
			if err != nil {
				return asUsage(err)
			}
			_, err = fmt.Fprintln(e.stdout, "removed; the address can be mailed again")
			return err
		})
	}
	return c
}

func newSuppressionExport(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "export", Short: "Write suppressed addresses as CSV", Args: atMost(0),
		Example: "  tidings suppression export > suppressed.csv",
		Long:    "export writes address, reason, since and until (RFC 3339; empty = for good) as CSV with a header line.",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			found, err := a.Store.Suppressions(c.Context(), 0)
			if err != nil {
				return err
			}
			return roster.WriteSuppressions(e.stdout, found)
		})
	}
	return c
}

func newSuppressionImport(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "import FILE", Short: "Read suppressed addresses from CSV", Args: exactly(1, "a FILE, or - for stdin"),
		Long: `import reads what export writes; of the columns only address is needed. What is suppressed for longer already stays
so. Lines that are wrong are named and left out, the others are taken.

EXIT STATUS
  0  all lines were taken
  1  failed
  2  the file has no header with a column address, or wrong usage
  3  some lines were left out`,
		Example: "  tidings suppression import suppressed.csv",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		in, err := e.input(args[0])
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // read only
		return s.with(c.Context(), func(a *app.App) error {
			found, wrong, err := roster.ReadSuppressions(in, a.Now())
			if err != nil {
				return usageError{fmt.Errorf("%s: %w", args[0], err)}
			}
			for _, w := range wrong {
				fmt.Fprintf(e.stderr, "%s:%s\n", args[0], w)
			}
			err = a.Store.Write(c.Context(), func(tx *store.Tx) error {
				for _, x := range found {
					if _, err := tx.Suppress(c.Context(), x); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, "%d addresses suppressed\n", len(found))
			if len(wrong) > 0 {
				return fault.New(fault.Partial, "%d lines were left out", len(wrong))
			}
			return nil
		})
	}
	return c
}
