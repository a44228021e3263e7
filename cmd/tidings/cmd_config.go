package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/setup"
	"tidings/internal/store"
)

func newConfigCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "Write, check and print the configuration", Args: noVerb, RunE: help}
	c.AddCommand(newConfigInit(e), newConfigCheck(e), newConfigPrint(e))
	return c
}

func newConfigInit(e *env) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:     "init [FILE]",
		Short:   "Write a commented configuration with every default (FILE: tidings.yaml; - for standard output)",
		Example: "  tidings config init\n  tidings config init - | less",
		Args:    atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			file := "tidings.yaml"
			if len(args) > 0 {
				file = args[0]
			}
			if file == "-" {
				_, err := e.stdout.Write(config.Example())
				return err
			}
			if _, err := os.Stat(file); err == nil && !force {
				return usagef("%s is there already; --force replaces it", file)
			}
			if err := os.WriteFile(file, config.Example(), 0o600); err != nil {
				return err
			}
			fmt.Fprintf(e.stderr, "wrote %s; `tidings config check -c %s` names mistakes\n", file, file)
			return nil
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return c
}

func newConfigCheck(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "check", Short: "Name every mistake in the configuration, with its line", Args: atMost(0),
		Example: "  tidings config check -c /etc/tidings/tidings.yaml",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		name := cfg.File()
		if name == "" {
			name = "the built-in default"
		}
		if _, err := app.Words(cfg); err != nil {
			return asUsage(err)
		}
		for _, p := range config.Misspelt(os.Environ()) {
			fmt.Fprintln(e.stderr, p)
		}
		if err := e.checkTowns(c.Context(), cfg); err != nil {
			return err
		}
		enabled := 0
		for _, source := range cfg.Sources {
			if source.Enabled {
				enabled++
			}
		}
		_, err = fmt.Fprintf(e.stdout, "%s: ok, %d of %d configured sources enabled, %d digests, mail %s\n", name, enabled,
			len(cfg.Sources), len(cfg.Digests), map[bool]string{true: "is sent", false: "stays in the outbox"}[cfg.Mail.Sends()])
		return err
	}
	return c
}

// checkTowns names the towns of digests that no source is of. Where the database cannot be asked for added sources, which
// may not be there yet or not be reached from here, that is no more than a warning.
func (e *env) checkTowns(ctx context.Context, cfg *config.Config) error {
	problems := cfg.UnknownTowns()
	if len(problems) == 0 {
		return nil
	}
	added, err := addedTowns(ctx, cfg)
	if err == nil {
		if problems = cfg.UnknownTowns(added...); len(problems) > 0 {
			return problems
		}
		return nil
	}
	for _, p := range problems {
		fmt.Fprintf(e.stderr, "%v; a mistake, unless `tidings source list` has one\n", p)
	}
	return nil
}

// addedTowns gives the towns of the sources in the database, which is looked at and not made.
func addedTowns(ctx context.Context, cfg *config.Config) ([]string, error) {
	dsn := setup.DSN(cfg)
	if file, ok := strings.CutPrefix(dsn, "sqlite://"); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, err
		}
	}
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	sources, err := db.Sources(ctx)
	if err != nil || len(sources) == 0 {
		return nil, cmp.Or(err, errors.New("no source yet"))
	}
	var towns []string
	for _, s := range sources {
		towns = append(towns, s.Town)
	}
	return towns, nil
}

func newConfigPrint(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "print", Short: "Print the configuration in force, secrets masked", Args: atMost(0),
		Example: "  TIDINGS_CRAWL_DELAY=2s tidings config print",
	})
	c.RunE = func(*cobra.Command, []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		return cfg.Print(e.stdout)
	}
	return c
}
