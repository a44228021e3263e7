package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"
)

// help is the action of a command that only groups others.
func help(c *cobra.Command, _ []string) error { return c.Help() }

// noVerb refuses an unknown word after a grouping command.
func noVerb(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("unknown command %q; see `%s --help`", args[0], c.CommandPath())
	}
	return nil
}

// atMost allows up to n arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("%s: unexpected %q; see `%s --help`", c.CommandPath(), args[n], c.CommandPath())
		}
		return nil
	}
}

// exactly demands n arguments, named by what.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("%s needs %s", c.CommandPath(), what)
		}
		return nil
	}
}

// atLeast demands n arguments or more, named by what.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < n {
			return usagef("%s needs %s", c.CommandPath(), what)
		}
		return nil
	}
}

// input opens a file, or standard input for "-".
func (e *env) input(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usageError{err}
	}
	return f, nil
}
