package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"tidings/config"
	"tidings/internal/app"
)

func newServeCommand(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:   "serve",
		Short: "Run the daemon: crawl, tell and mail on schedule, and answer on the web",
		Long: `serve runs until it is told to stop (SIGTERM or Ctrl-C), then finishes the mail in hand. Without SMTP
settings no mail leaves the machine: it goes to the outbox, a folder that is also shown at /inbox.

SIGHUP has it read its configuration again: what it is doing ends as if it had been told to stop, and begins anew.
A configuration with mistakes, or one that cannot be begun with, is named in the log and not taken.

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
		stale, err := e.stale()
		if err != nil {
			return err
		}
		cfg, err := s.config()
		if err != nil {
			return err
		}
		hangups := e.hangups()
		defer signal.Stop(hangups)
		d, err := s.begin(c.Context(), cfg, stale)
		for d != nil && err == nil {
			d, err = s.serve(c.Context(), d, stale, hangups)
		}
		return err
	}
	return c
}

// daemon is one that can be served: open, and with its address taken.
type daemon struct {
	*app.App
	log     *slog.Logger
	address net.Listener
}

// begin opens a daemon by a configuration.
func (s *session) begin(ctx context.Context, cfg *config.Config, stale time.Duration) (*daemon, error) {
	d := &daemon{log: s.logger(cfg, slog.LevelInfo)}
	var err error
	if d.App, err = app.Open(ctx, cfg, app.Options{Version: version, Log: d.log, Stale: stale}); err != nil {
		return nil, err
	}
	if d.address, err = d.Listen(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// serve runs a daemon until ctx ends, or until a hangup brings a configuration without mistakes. It gives the daemon of
// that one then, or another of the old one where that one cannot begin: the mail in hand is finished, and what was broken
// off is taken up by who serves next.
func (s *session) serve(ctx context.Context, d *daemon, stale time.Duration, hangups <-chan os.Signal) (*daemon, error) {
	next, err := s.serveUntil(ctx, d, hangups)
	if d.Close(); next == nil {
		return nil, err
	}
	if err != nil {
		d.log.Warn("not all that was in hand came to its end", "error", err)
	}
	following, err := s.begin(ctx, next, stale)
	switch {
	case err == nil:
		return following, nil
	case ctx.Err() != nil:
		return nil, nil // told to stop in between
	}
	d.log.Error("the configuration is not taken: what was read before holds", "error", err)
	return s.begin(ctx, d.Config, stale)
}

// serveUntil runs a daemon until ctx ends or a hangup brings a configuration, which it gives.
func (s *session) serveUntil(ctx context.Context, d *daemon, hangups <-chan os.Signal) (*config.Config, error) {
	until, stop := context.WithCancel(ctx)
	defer stop()
	reread := make(chan *config.Config, 1)
	go func() {
		defer close(reread)
		if cfg := s.another(until, d.log, hangups); cfg != nil {
			d.log.Info("the configuration is taken anew", "file", cfg.File())
			reread <- cfg
			stop()
		}
	}()
	err := d.Serve(until, d.address)
	stop()
	next := <-reread
	if ctx.Err() != nil {
		return nil, err // told to stop while it was
	}
	return next, err
}

// another waits for a hangup and reads the configuration again; while there are mistakes in it the old one holds. It
// gives nil when ctx ends first.
func (s *session) another(ctx context.Context, log *slog.Logger, hangups <-chan os.Signal) *config.Config {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hangups:
		}
		cfg, err := s.config()
		if err == nil {
			_, err = app.Words(cfg)
		}
		if err == nil {
			return cfg
		}
		log.Error("the configuration is not taken: what was read before holds", "error", err)
	}
}

// hangups gives the signals that ask to read the configuration again. On a terminal a hangup means that the terminal is
// gone, and ends the program as it does others; so it does nothing for who was told to ignore it (nohup).
func (e *env) hangups() chan os.Signal {
	c := make(chan os.Signal, 1)
	f, ok := e.stderr.(*os.File)
	if ok && term.IsTerminal(int(f.Fd())) || signal.Ignored(syscall.SIGHUP) {
		return c
	}
	signal.Notify(c, syscall.SIGHUP)
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
