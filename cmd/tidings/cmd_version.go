package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"tidings/internal/show"
)

// version and revision are set by the linker (see Makefile and Dockerfile); without, the version is "dev" and the
// commit is what the toolchain noted, which needs the repository beside the source.
var version, revision = "dev", ""

func newVersionCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print version, commit and Go version",
		Example: "  tidings version",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(e.stdout, "tidings %s (commit %s, %s, %s/%s)\n",
				version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// commit gives the commit the binary was built from, as precisely as it is known.
func commit() string {
	if revision != "" {
		return revision
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	noted := map[string]string{}
	for _, s := range info.Settings {
		noted[s.Key] = s.Value
	}
	hash := noted["vcs.revision"]
	if hash == "" {
		return "unknown"
	}
	dirty := ""
	if noted["vcs.modified"] == "true" {
		dirty = ", modified"
	}
	return hash[:min(12, len(hash))] + show.After(" of ", noted["vcs.time"]) + dirty
}
