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

// importing is one run of import.
type importing struct {
	*env
	*app.App
	file    string
	opt     reader.ImportOptions
	seen    map[string]int // lines by reader and digest
	waiting []importRow
	counts  map[reader.Imported]int
	refused int
}

// importRow is a row of the file, or what is wrong with it.
type importRow struct {
	audience.Enrolment
	err error
}

func importReaders(
	ctx context.Context, e *env, a *app.App, file string, in io.Reader, opt reader.ImportOptions,
) error {
	run := importing{
		env: e, App: a, file: file, opt: opt, seen: map[string]int{}, counts: map[reader.Imported]int{},
	}
	err := roster.Read(in, func(row audience.Enrolment, err error) {
		key := strings.ToLower(row.Address) + " " + row.Digest
		if first := run.seen[key]; err == nil && first != 0 {
			err = fmt.Errorf("the same reader and digest as on line %d", first)
		}
		if err == nil {
			run.seen[key] = row.Line
		}
		if run.waiting = append(run.waiting, importRow{row, err}); len(run.waiting) == reader.ImportBatch {
			run.take(ctx)
		}
	})
	if err != nil {
		return asUsage(err)
	}
	if run.take(ctx); ctx.Err() != nil {
		return ctx.Err()
	}
	return run.conclude()
}

// take takes the rows that wait, and names those that are refused.
func (r *importing) take(ctx context.Context) {
	var rows []audience.Enrolment
	for _, w := range r.waiting {
		if w.err == nil {
			rows = append(rows, w.Enrolment)
		}
	}
	results := r.Reader.Import(ctx, rows, r.opt)
	if ctx.Err() != nil {
		return
	}
	for _, w := range r.waiting {
		if w.err == nil {
			result := results[0]
			results = results[1:]
			if w.err = result.Err; w.err == nil {
				r.counts[result.Imported]++
				continue
			}
		}
		r.refused++
		for line := range strings.SplitSeq(w.err.Error(), "\n") {
			fmt.Fprintf(r.stderr, "%s:%d: %s: %s\n", r.file, w.Line, w.Address, line)
		}
	}
	r.waiting = r.waiting[:0]
}

// conclude counts what became of the rows.
func (r *importing) conclude() error {
	taken := 0
	for _, what := range []reader.Imported{
		reader.ImportAdded, reader.ImportKnown, reader.ImportAsked, reader.ImportBarred, reader.ImportIgnored,
	} {
		taken += r.counts[what]
		if r.counts[what] > 0 {
			fmt.Fprintf(r.stdout, "%d %s\n", r.counts[what], what)
		}
	}
	switch {
	case r.refused > 0 && taken > 0:
		return fault.New(fault.Partial, "%d of %d rows refused", r.refused, r.refused+taken)
	case r.refused > 0:
		return fmt.Errorf("all %d rows refused", r.refused)
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
