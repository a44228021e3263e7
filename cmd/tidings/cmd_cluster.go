package main

import (
	"github.com/spf13/cobra"

	"tidings/internal/filter"
)

func newClusterCommand(e *env) *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "cluster",
		Short: "Fold copies and join articles into stories: JSON lines in, JSON lines out",
		Long: `cluster reads articles from standard input, one JSON object a line:

  {"id": …, "lang": "zh", "url": "…", "title": "…", "text": "…", "published": "2026-08-03T09:00:00Z"}

and writes one line for each, in the order read:

  {"id": …, "canonical": …, "story": "…", "with": …, "reason": "same names Millford; same date 3 August"}

canonical is the id of the article this one is a copy of, its own when it is none; story is the same for the articles
of one event. reason says what an article has in common with the article with; one that stands alone has neither. An id
may be a string or a number. All articles are held in memory.`,
		Example: "  tidings cluster < articles.jsonl > stories.jsonl",
		Args:    atMost(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "jsonl" {
				return usagef("--format %q: only jsonl is known", format)
			}
			return filter.Cluster(c.Context(), e.stdin, e.stdout)
		},
	}
	c.Flags().StringVar(&format, "format", "jsonl", "how articles are read and placements written")
	return c
}
