package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/setup"
	"tidings/internal/show"
)

func newMailTest(e *env) *cobra.Command {
	var relay string
	s, c := newSession(e, &cobra.Command{
		Use:   "test ADDRESS",
		Short: "Send one mail through each relay and explain every step",
		Long: `test sends a short, signed mail to ADDRESS through each configured relay, shows what was asked and answered on the
way, and says what to do where it ended. With oauth2 it begins with an access token. mail.enabled must be true: until
then nothing leaves the machine.

EXIT STATUS
  0  every relay took the mail
  1  none did
  2  wrong usage or configuration
  3  some did not`,
		Args:    exactly(1, "an ADDRESS"),
		Example: "  tidings mail test me@example.org --relay smtp.example.org",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		to, err := mail.NormalAddress(args[0])
		if err != nil {
			return usageError{err}
		}
		cfg, err := s.config()
		if err != nil {
			return err
		}
		if !cfg.Mail.Sends() {
			return usagef("nothing leaves this machine: set mail.enabled: true and name the relay in mail.smtp")
		}
		access, done, err := s.access(c.Context(), cfg)
		if err != nil {
			return err
		}
		defer done()
		trial, err := setup.NewTrial(cfg, version, access)
		if err != nil {
			return usageError{err}
		}
		return e.try(c.Context(), trial, to, relay)
	}
	c.Flags().StringVar(&relay, "relay", "", "only through this relay, by its name or host")
	return c
}

// try sends one mail through each relay, or the one named.
func (e *env) try(ctx context.Context, trial *setup.Trial, to, only string) error {
	tried, failed := 0, 0
	for _, r := range trial.Relays {
		if only != "" && only != r.Name {
			continue
		}
		tried++
		fmt.Fprintf(e.stdout, "%s\n", r.Name)
		err := trial.Send(ctx, r, to, time.Now(), func(s mail.Step) { show.Step(e.stdout, s) })
		if err != nil {
			failed++
			show.Failure(e.stdout, err)
		}
		fmt.Fprintln(e.stdout)
	}
	switch {
	case tried == 0:
		return usagef("no relay is called %q; there are %s", only, strings.Join(trial.Names(), ", "))
	case failed == tried:
		return fault.New(fault.Denied, "no relay took the mail")
	case failed > 0:
		return fault.New(fault.Partial, "%d of %d relays did not take the mail", failed, tried)
	}
	fmt.Fprintln(e.stdout, "Taken is not delivered: look into the mailbox, and at `tidings mail doctor`.")
	return nil
}

// access gives how access tokens are fetched. The database is opened where a refresh token may have to be kept.
func (s *session) access(ctx context.Context, cfg *config.Config) (a setup.Access, done func(), err error) {
	if !setup.Refreshes(cfg) {
		return setup.Access{Version: version, Now: time.Now}, func() {}, nil
	}
	program, err := s.open(ctx)
	if err != nil {
		return setup.Access{}, nil, err
	}
	return program.Access(), program.Close, nil
}
