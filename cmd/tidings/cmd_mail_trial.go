package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/setup"
)

func newMailTest(e *env) *cobra.Command {
	var relay string
	s, c := newSession(e, &cobra.Command{
		Use:   "test ADDRESS",
		Short: "Send one mail through each relay and explain every step",
		Long: `test sends a short, signed mail to ADDRESS through each configured relay, shows what was asked and answered on the
way, and says what to do where it ended. With oauth2 it begins with an access token. mail.enabled must be true: until
then nothing leaves the machine.

The exit status is 1 when no relay took the mail, 3 when some did not.`,
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
		err := trial.Send(ctx, r, to, time.Now(), func(s mail.Step) { showStep(e.stdout, s) })
		if err != nil {
			failed++
			showFailure(e.stdout, err)
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

func showStep(w io.Writer, s mail.Step) {
	answer := s.Text
	if s.Code != 0 {
		answer = fmt.Sprintf("%d %s", s.Code, s.Text)
	}
	fmt.Fprintf(w, "  ok    %-5s %s\n              %s\n", s.Stage, s.Said, answer)
}

func showFailure(w io.Writer, err error) {
	failure, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		fmt.Fprintf(w, "  FAIL  %v\n", err)
		return
	}
	fmt.Fprintf(w, "  FAIL  %v\n              → %s\n", failure, remedy(failure))
}

// stageAdvice says what to look at when a conversation ends at a stage.
var stageAdvice = map[mail.Stage]string{
	mail.StageCheck: "the address or the mail itself is wrong; see the message",
	mail.StageToken: "see `tidings mail doctor` and docs/mail.md, Access tokens",
	mail.StageDial:  "is host and port right, and does a firewall (many providers close port 25) let it out?",
	mail.StageHello: "does this host speak SMTP on this port? 465 wants tls: implicit, 587 tls: starttls",
	mail.StageTLS:   "the relay's name must stand in its certificate; for your own authority name mail.smtp.ca_file",
	mail.StageAuth: "check username and password; many providers want an app password or an authorization code. With oauth2 " +
		"the username is the mailbox the tokens are for, and scopes must allow SMTP",
	mail.StageMail: "the relay does not let this sender send: verify the domain there, or change mail.from or bounce_domain",
	mail.StageRcpt: "the relay does not take this recipient; without signing in most relays take only their own",
	mail.StageData: "the relay took sender and recipient but no mail; see its answer",
	mail.StageBody: "the connection broke while the mail was written; it was not sent",
	mail.StageDot:  "the relay refused the mail itself; see its answer, and `tidings mail doctor`",
}

func remedy(e *mail.SendError) string {
	switch {
	case e.Uncertain:
		return "no answer came after the last byte: the mail may or may not have been sent"
	case e.Code == 421 || e.Code/100 == 4:
		return "the relay asks to come back later; tidings would try again by itself"
	}
	return stageAdvice[e.Stage]
}
