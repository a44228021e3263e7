package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
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
	s, c := newSession(e, &cobra.Command{Use: "list", Short: "List suppressed addresses, newest first", Args: cobra.NoArgs})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			found, err := a.Store.Suppressions(c.Context(), 0)
			if err != nil {
				return err
			}
			var t table
			t.row("ADDRESS", "SINCE", "UNTIL", "WHY")
			for _, x := range found {
				t.row(x.Address, x.At.UTC().Format(time.DateOnly), until(x, a.Now()), x.Reason)
			}
			return t.print(e.stdout, "")
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
		address, err := mail.NormalAddress(args[0])
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
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		address, err := mail.NormalAddress(args[0])
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

// suppressionColumns head the CSV of export and import.
var suppressionColumns = []string{"address", "reason", "since", "until"}

func newSuppressionExport(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "export", Short: "Write suppressed addresses as CSV", Args: cobra.NoArgs,
		Long: "export writes address, reason, since and until (RFC 3339; empty = for good) as CSV with a header line.",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			found, err := a.Store.Suppressions(c.Context(), 0)
			if err != nil {
				return err
			}
			w := csv.NewWriter(e.stdout)
			rows := [][]string{suppressionColumns}
			for _, x := range found {
				rows = append(rows, []string{x.Address, x.Reason, stamp(x.At), stamp(x.Expires)})
			}
			return w.WriteAll(rows)
		})
	}
	return c
}

// stamp writes a time as RFC 3339, "" when it is not known.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func newSuppressionImport(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "import FILE", Short: "Read suppressed addresses from CSV", Args: exactly(1, "a FILE, or - for stdin"),
		Long: `import reads what export writes; of the columns only address is needed. What is suppressed for longer already stays
so. Lines that are wrong are named and left out, the others are taken, and the exit status is 3.`,
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		in, err := e.input(args[0])
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // read only
		return s.with(c.Context(), func(a *app.App) error {
			found, wrong, err := readSuppressions(in, a.Now())
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

// readSuppressions reads CSV as export writes it, and names the lines that are wrong.
func readSuppressions(in io.Reader, now time.Time) (found []audience.Suppression, wrong []string, err error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("no header line such as %q: %w", strings.Join(suppressionColumns, ","), err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	if _, ok := at["address"]; !ok {
		return nil, nil, fmt.Errorf("1: no column \"address\" in %q", strings.Join(head, ","))
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return found, wrong, nil
		}
		line, _ := r.FieldPos(0)
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			line = parse.Line
		}
		var x audience.Suppression
		if err == nil {
			x, err = readSuppression(row, at, now)
		}
		if err != nil {
			wrong = append(wrong, strconv.Itoa(line)+": "+err.Error())
			continue
		}
		found = append(found, x)
	}
}

func readSuppression(row []string, at map[string]int, now time.Time) (x audience.Suppression, err error) {
	field := func(name string) string {
		if i, ok := at[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	if x.Address, err = mail.NormalAddress(field("address")); err != nil {
		return x, err
	}
	x.Reason, x.At = field("reason"), now
	if x.Reason == "" {
		x.Reason = "imported"
	}
	for name, into := range map[string]*time.Time{"since": &x.At, "until": &x.Expires} {
		if text := field(name); text != "" {
			if *into, err = time.Parse(time.RFC3339, text); err != nil {
				return x, fmt.Errorf("%s %q is not a time such as 2026-11-23T07:30:00Z", name, text)
			}
		}
	}
	return x, nil
}
