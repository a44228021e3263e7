package main

import "github.com/spf13/cobra"

// verbs lists the commands, one file each (cmd_<verb>.go): those that run the whole first, then those that look and
// change, then the stages as filters.
func verbs(e *env) []*cobra.Command {
	return []*cobra.Command{
		newServeCommand(e),
		newDemoCommand(e),
		newCrawlCommand(e),
		newDigestCommand(e),
		newDeliveryCommand(e),
		newSubscriberCommand(e),
		newMailCommand(e),
		newBounceCommand(e),
		newSuppressionCommand(e),
		newSourceCommand(e),
		newStoryCommand(e),
		newExplainCommand(e),
		newConfigCommand(e),
		newDBCommand(e),
		newHealthcheckCommand(e),
		newVersionCommand(e),
		newDiscoverCommand(e),
		newExtractCommand(e),
		newClusterCommand(e),
		newSummarizeCommand(e),
	}
}
