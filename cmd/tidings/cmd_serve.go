package main

import (
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
)

func newServeCommand(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:   "serve",
		Short: "Run the daemon: crawl, tell and mail on schedule, and answer on the web",
		Long: `serve runs until it is told to stop (SIGTERM or Ctrl-C), then finishes the mail in hand. Without SMTP
settings no mail leaves the machine: it goes to the outbox, a folder that is also shown at /inbox.

Several daemons may share one database. What one that died left half done is taken up by the others when it has been
silent for 15 s, or for what TIDINGS_STALE says (such as 5s).

EXIT STATUS
  0  stopped in order
  1  failed
  2  wrong usage or configuration`,
		Example: "  tidings serve -c /etc/tidings/tidings.yaml",
		Args:    atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		log := s.logger(cfg, slog.LevelInfo)
		stale, err := e.stale()
		if err != nil {
			return err
		}
		a, err := app.Open(c.Context(), cfg, app.Options{Version: version, Log: log, Stale: stale})
		if err != nil {
			return err
		}
		defer a.Close()
		return a.Serve(c.Context())
	}
	return c
}

// stale reads TIDINGS_STALE, after which a silent process is taken to be dead.
func (e *env) stale() (time.Duration, error) {
	text := e.getenv("TIDINGS_STALE")
	if text == "" {
		return 15 * time.Second, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 100*time.Millisecond {
		return 0, usagef("TIDINGS_STALE %q: write a duration such as 15s", text)
	}
	return d, nil
}
