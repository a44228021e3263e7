package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// eachVerb calls do for every command that does something, with the words it is called by.
func eachVerb(c *cobra.Command, do func(c *cobra.Command, path string)) {
	for _, sub := range c.Commands() {
		eachVerb(sub, do)
	}
	if !c.HasSubCommands() && c.Name() != "help" {
		do(c, strings.TrimPrefix(c.CommandPath(), "tidings "))
	}
}

// TestEveryVerbTeaches: its help has an example that begins with the verb's own name, and its exit codes.
func TestEveryVerbTeaches(t *testing.T) {
	eachVerb(newRoot(&env{}), func(c *cobra.Command, path string) {
		if !strings.Contains(c.Example, "tidings "+path) {
			t.Errorf("%s has no example", path)
		}
		if !strings.Contains(c.Long, "EXIT STATUS\n  0  ") || !strings.Contains(c.Long, "\n  2  ") {
			t.Errorf("%s does not tell its exit codes", path)
		}
		for line := range strings.Lines(c.Long + "\n" + c.Example) {
			if len([]rune(line)) > 122 {
				t.Errorf("%s: too long for a terminal: %s", path, line)
			}
		}
	})
}

// TestTheImageDoesWhatTheEnvironmentSays: a CMD would come before TIDINGS_RUN, and a one-off would be a second daemon.
func TestTheImageDoesWhatTheEnvironmentSays(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "\nCMD") || !strings.Contains(string(text), "TIDINGS_RUN=serve") {
		t.Error("the image serves by CMD, not by TIDINGS_RUN")
	}
}

// TestREADMENamesEveryVerb, so that its table of commands is whole.
func TestREADMENamesEveryVerb(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, commands, ok := strings.Cut(string(readme), "## Commands")
	if !ok {
		t.Fatal("README.md has no section of commands")
	}
	commands, _, _ = strings.Cut(commands, "\n## ")
	for _, c := range newRoot(&env{}).Commands() {
		if c.Name() != "help" && !strings.Contains(commands, "`"+c.Name()) {
			t.Errorf("README.md does not name %s", c.Name())
		}
	}
}

// TestVersionNamesTheCommitItWasGiven: where there is no repository beside the source, as in an image.
func TestVersionNamesTheCommitItWasGiven(t *testing.T) {
	was := revision
	defer func() { revision = was }()
	revision = "0123abc"
	var out bytes.Buffer
	if code := run(t.Context(), []string{"version"}, nil, &out, &out); code != exitOK || !strings.Contains(out.String(), "(commit 0123abc, go") {
		t.Errorf("exit %d: %s", code, &out)
	}
}
