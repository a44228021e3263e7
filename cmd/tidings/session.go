package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/fault"
)

// session is what verbs that work on the database share: the configuration named by a flag or the environment, and
// the program wired over it.
type session struct {
	*env
	file    string
	verbose bool
}

// flags adds the session's flags to c.
func (s *session) flags(c *cobra.Command) {
	c.Flags().StringVarP(&s.file, "config", "c", "", "configuration file (default $TIDINGS_CONFIG, else ./tidings.yaml if there)")
	c.Flags().BoolVarP(&s.verbose, "verbose", "v", false, "log what is done on stderr")
}

// newSession makes a command with the session's flags.
func newSession(e *env, c *cobra.Command) (*session, *cobra.Command) {
	s := &session{env: e}
	s.flags(c)
	return s, c
}

// config loads the configuration. Its mistakes are usage errors.
func (s *session) config() (*config.Config, error) {
	file := s.file
	if file == "" {
		file = s.getenv("TIDINGS_CONFIG")
	}
	if file == "" {
		if _, err := os.Stat("tidings.yaml"); err == nil {
			file = "tidings.yaml"
		}
	}
	c, err := config.Load(file, os.Environ())
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}

// open wires the program for one verb. The caller closes it.
func (s *session) open(ctx context.Context, change ...func(*app.Options)) (*app.App, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	opt := app.Options{Version: version, Log: slog.New(slog.DiscardHandler)}
	if s.verbose {
		opt.Log = s.logger(c, slog.LevelInfo)
	}
	for _, f := range change {
		f(&opt)
	}
	return app.Open(ctx, c, opt)
}

// logger makes the log on stderr that the configuration asks for.
func (s *session) logger(c *config.Config, floor slog.Level) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = floor
	}
	opt := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(s.stderr, opt))
	}
	return slog.New(slog.NewTextHandler(s.stderr, opt))
}

// with opens the program, runs do and closes it.
func (s *session) with(ctx context.Context, do func(*app.App) error, change ...func(*app.Options)) error {
	a, err := s.open(ctx, change...)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

// settle lets stories and summaries be made of what was read. When we are told to stop, the daemon or the next crawl
// does the rest.
func settle(ctx context.Context, a *app.App) error {
	told := ctx
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	err := a.Jobs.Settle(ctx, 200*time.Millisecond)
	if told.Err() != nil {
		return nil
	}
	return fault.Wrap(err, "make stories of what was read")
}
