package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/reader"
	"tidings/internal/roster"
)

func newSubscriberImport(e *env) *cobra.Command {
	var opt reader.ImportOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "import FILE.csv",
		Short: "Take over readers from a CSV file, with proof of their consent",
		Long: `import takes readers over from another system. The first line of the file names its columns; address is needed,
the others are
  ` + strings.Replace(strings.Join(roster.Columns()[1:], ", "), "stories, ", "stories,\n  ", 1) + `.
What a row leaves out comes from the digest. Cells of several towns, topics or keywords have one a line.

Nobody is mailed against their will: consent_at and consent_from must say when and how each reader agreed, or the
row is refused; with --confirm such readers are asked by mail to confirm, as on the subscribe page. Who has left,
was erased or must not be mailed here stays so, whatever the file says; a row with ended_at or ended_by, when and how
a reader left there, starts nothing here. Imported readers get no welcome digest;
their first one comes at their next hour. A row that is there already changes nothing, so a file can be imported
again. Each mistake is named with its line; the other rows are taken. - reads from standard input.

EXIT STATUS
  0  all rows were taken
  1  none was
  2  the file or the command line is wrong
  3  some rows were refused, the others taken`,
		Example: "  tidings subscriber import --dry-run readers.csv\n  tidings subscriber import readers.csv",
		Args:    exactly(1, "a FILE.csv"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		in, err := e.input(args[0])
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // it is only read
		return s.with(c.Context(), func(a *app.App) error { return importReaders(c.Context(), e, a, args[0], in, opt) })
	}
	c.Flags().BoolVar(&opt.Ask, "confirm", false, "ask readers without consent in the file to confirm by mail")
	c.Flags().BoolVar(&opt.Dry, "dry-run", false, "only say what would become of each row")
	return c
}

// importReaders takes the rows of a file, names those that are refused by their lines, and counts the others.
func importReaders(
	ctx context.Context, e *env, a *app.App, file string, in io.Reader, opt reader.ImportOptions,
) error {
	intake := a.Reader.Intake(opt, func(row audience.Enrolment, why error) {
		for line := range strings.SplitSeq(why.Error(), "\n") {
			fmt.Fprintf(e.stderr, "%s:%d: %s: %s\n", file, row.Line, row.Address, line)
		}
	})
	err := roster.Read(in, func(row audience.Enrolment, err error) { intake.Row(ctx, row, err) })
	if err != nil {
		return asUsage(err)
	}
	counts, refused, err := intake.End(ctx)
	if err != nil {
		return err
	}
	return printImported(e.stdout, counts, refused)
}

// printImported tells what became of the rows of a file, and gives the error that those refused call for.
func printImported(w io.Writer, counts map[reader.Imported]int, refused int) error {
	taken := 0
	for _, what := range []reader.Imported{
		reader.ImportAdded, reader.ImportKnown, reader.ImportAsked, reader.ImportBarred, reader.ImportIgnored,
	} {
		if n := counts[what]; n > 0 {
			taken += n
			fmt.Fprintf(w, "%d %s\n", n, what)
		}
	}
	switch {
	case refused > 0 && taken > 0:
		return fault.New(fault.Partial, "%d of %d rows refused", refused, refused+taken)
	case refused > 0:
		return fmt.Errorf("all %d rows refused", refused)
	}
	return nil
}

func newSubscriberExport(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:   "export",
		Short: "Write all readers as CSV on standard output",
		Long: `export writes every subscription of every reader in the form that import reads, with when and how they agreed.
Who left, or must not be mailed, is named as such. The file holds personal data: keep it accordingly.`,
		Example: "  tidings subscriber export > readers.csv",
		Args:    atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			rows, err := a.Reader.Export(c.Context())
			if err != nil {
				return err
			}
			return roster.Write(e.stdout, rows)
		})
	}
	return c
}
