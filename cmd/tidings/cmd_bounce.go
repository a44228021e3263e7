package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/mail/bounce"
	"tidings/internal/show"
)

func newBounceCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "bounce", Short: "Show mail that came back", Args: noVerb, RunE: help,
		Long: `bounce shows what came back: failures, complaints, automatic replies, mails to unsubscribe, and what could not be
understood. It reaches tidings by mail.returns in the configuration, or by "bounce take".`,
	}
	c.AddCommand(newBounceList(e), newBounceShow(e), newBounceTake(e))
	return c
}

func newBounceList(e *env) *cobra.Command {
	var asJSON bool
	var class string
	var days, n int
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "List what came back, newest first", Args: atMost(0),
		Example: "  tidings bounce list --class unknown --days 30",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			found, err := a.Store.ReturnedSince(c.Context(), a.Now().AddDate(0, 0, -days), class, n)
			if err != nil {
				return err
			}
			if asJSON {
				out := json.NewEncoder(e.stdout)
				for _, r := range found {
					if err := out.Encode(r); err != nil {
						return err
					}
				}
				return nil
			}
			var t show.Table
			t.Row("ID", "AT", "BY", "CLASS", "ADDRESS")
			for _, r := range found {
				t.Row(strconv.FormatInt(r.ID, 10), r.At.UTC().Format(time.DateTime), r.Channel, r.Class, r.Recipient)
			}
			return t.Print(e.stdout, "")
		})
	}
	f := c.Flags()
	f.BoolVar(&asJSON, "json", false, "one JSON object a line, the kept bytes in base64")
	f.StringVar(&class, "class", "", "only failure, complaint, auto-reply, unsubscribe, notice, forged or unknown")
	f.IntVar(&days, "days", 30, "of so many days")
	f.IntVar(&n, "limit", 100, "at most so many; 0 = all")
	return c
}

func newBounceShow(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "show ID", Short: "Print a kept mail as it came", Args: exactly(1, "an ID that `tidings bounce list` shows"),
		Example: "  tidings bounce show 12 > report.eml",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return usagef("%q is no id; `tidings bounce list` shows them", args[0])
		}
		return s.with(c.Context(), func(a *app.App) error {
			r, err := a.Store.Returned(c.Context(), id)
			if err != nil {
				return asUsage(err)
			}
			if len(r.Raw) == 0 {
				_, err = fmt.Fprintf(e.stdout, "%s by %s at %s: understood, so its bytes were not kept\n", r.Class, r.Channel,
					r.At.UTC().Format(time.DateTime))
				return err
			}
			_, err = e.stdout.Write(r.Raw)
			return err
		})
	}
	return c
}

func newBounceTake(e *env) *cobra.Command {
	var to string
	s, c := newSession(e, &cobra.Command{
		Use:   "take [FILE]",
		Short: "Take one returned mail from a file or stdin",
		Long: `take records one returned mail, as a pipe in a mail server's aliases would hand it over, and says what it was. The
same mail is recorded once, however often it is taken.`,
		Example: "  tidings bounce take --to 'b+00000042.k3…@example.org' report.eml",
		Args:    atMost(1),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		raw, err := readMail(e, args)
		if err != nil {
			return err
		}
		return s.with(c.Context(), func(a *app.App) error {
			class, err := a.Returns.Take(c.Context(), "listener", to, raw)
			if err != nil {
				return err
			}
			note := ""
			if class == bounce.Unknown || class == bounce.Forged {
				note = "; it is kept, see `tidings bounce list`"
			}
			_, err = fmt.Fprintf(e.stdout, "%s%s\n", class, note)
			return err
		})
	}
	c.Flags().StringVar(&to, "to", "", "the address it was delivered to (without it nothing but a quoted token names the delivery)")
	return c
}

// maxReturned bounds a returned mail, in bytes.
const maxReturned = 10 << 20

// readMail reads the file named by the arguments, or stdin.
func readMail(e *env, args []string) ([]byte, error) {
	name := "-"
	if len(args) > 0 {
		name = args[0]
	}
	in, err := e.input(name)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // read only
	raw, err := io.ReadAll(io.LimitReader(in, maxReturned+1))
	if err == nil && len(raw) > maxReturned {
		err = usagef("the mail is larger than %d MB", maxReturned>>20)
	}
	return raw, err
}
