package main

import (
	"log/slog"

	"github.com/spf13/cobra"

	"tidings/internal/app"
)

func newServeCommand(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:   "serve",
		Short: "Run the daemon: crawl, tell and mail on schedule, and answer on the web",
		Long: `serve runs until it is told to stop (SIGTERM or Ctrl-C), then finishes the mail in hand. Without SMTP
settings no mail leaves the machine: it goes to the outbox, a folder that is also shown at /inbox.

EXIT STATUS
  0  stopped in order
  1  failed
  2  wrong usage or configuration`,
		Args: atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		log := s.logger(cfg, slog.LevelInfo)
		a, err := app.Open(c.Context(), cfg, app.Options{Version: version, Log: log})
		if err != nil {
			return err
		}
		defer a.Close()
		return a.Serve(c.Context())
	}
	return c
}
