package main

import "github.com/spf13/cobra"

// group is verbs that belong together in the help.
type group struct {
	title    string
	commands []*cobra.Command
}

// verbs lists the commands, one file each (cmd_<verb>.go).
func verbs(e *env) []group {
	return []group{
		{"Run", []*cobra.Command{newServeCommand(e), newCrawlCommand(e), newDigestCommand(e), newDemoCommand(e)}},
		{"Look and change", []*cobra.Command{
			newSourceCommand(e), newSubscriberCommand(e), newStoryCommand(e), newExplainCommand(e), newDeliveryCommand(e),
			newBounceCommand(e), newSuppressionCommand(e),
		}},
		{"Set up", []*cobra.Command{
			newConfigCommand(e), newMailCommand(e), newDBCommand(e), newHealthcheckCommand(e), newVersionCommand(e),
		}},
		{"Stages over files", []*cobra.Command{
			newDiscoverCommand(e), newExtractCommand(e), newClusterCommand(e), newSummarizeCommand(e),
		}},
	}
}
