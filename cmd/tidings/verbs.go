package main

import "github.com/spf13/cobra"

// verbs lists the commands, one file each (cmd_<verb>.go).
func verbs(e *env) []*cobra.Command {
	return []*cobra.Command{
		newSummarizeCommand(e),
		newDiscoverCommand(e),
		newClusterCommand(e),
		newVersionCommand(e),
		newExtractCommand(e),
	}
}
