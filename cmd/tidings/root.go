package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/fault"
)

// The exit codes of every verb.
const (
	exitOK      = 0
	exitFailed  = 1
	exitUsage   = 2
	exitPartial = 3 // some sources failed
)

// env is what a verb may know of its surroundings.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// usageError is a mistake on the command line.
type usageError struct{ err error }

func (u usageError) Error() string { return u.err.Error() }
func (u usageError) Unwrap() error { return u.err }

// usagef makes a usageError.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// asUsage makes what a room calls a wrong input, or not there, a usageError.
func asUsage(err error) error {
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) {
		return usageError{err}
	}
	return err
}

// verb gives the arguments to run: those given, else what TIDINGS_RUN names, so that a container platform can
// start a one-off crawl by an environment variable.
func (e *env) verb(args []string) []string {
	if len(args) > 0 {
		return args
	}
	if v := e.getenv("TIDINGS_RUN"); v != "" {
		return strings.Fields(v)
	}
	return args
}

// exitCode prints err, if any, and maps it to the exit code.
func (e *env) exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(e.stderr, "tidings:", err)
	_, usage := errors.AsType[usageError](err)
	if _, wrong := errors.AsType[config.Problems](err); usage || wrong {
		return exitUsage
	}
	if fault.Is(err, fault.Partial) {
		return exitPartial
	}
	return exitFailed
}

// newRoot builds the command tree.
func newRoot(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "tidings",
		Short: "Town news, every event told once, one mail at your hour",
		Long: `tidings reads the news sites of towns and cities, tells every event once, in a few sentences that
stand in its sources, and mails each reader one digest at the hour they chose.

EXIT STATUS
  0  done
  1  failed
  2  wrong usage or configuration
  3  partly done: some sources failed, each is named`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q; `tidings help` lists them", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%s: %w; see `%s --help`", c.CommandPath(), err, c.CommandPath())
	})
	for _, g := range verbs(e) {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title + ":"})
		for _, c := range g.commands {
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	explainExits(root)
	return root
}

// exitStatus is the end of the help of every verb that says nothing of its own.
const exitStatus = `

EXIT STATUS
  0  done
  1  failed
  2  wrong usage or configuration`

// explainExits completes the help of the verbs below c.
func explainExits(c *cobra.Command) {
	for _, sub := range c.Commands() {
		if explainExits(sub); !sub.HasSubCommands() && !strings.Contains(sub.Long, "EXIT STATUS") {
			sub.Long = cmp.Or(sub.Long, sub.Short+".") + exitStatus
		}
	}
}
