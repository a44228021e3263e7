package main

import (
	"github.com/spf13/cobra"

	"tidings/internal/filter"
	"tidings/internal/summarize"
)

func newSummarizeCommand(e *env) *cobra.Command {
	var o summarize.Options
	var format string
	cmd := &cobra.Command{
		Use:   "summarize",
		Short: "Summarize texts from standard input in their own sentences",
		Long: `summarize reads JSON lines {id, lang, title, text}, or {id, lang, title, texts: [...]} for a story told in
several texts, and prints one JSON line {id, summary, headline, sentences} for each, in the same order.
Every sentence stands in its text word for word, at the byte offset printed with it.
--max-words counts words, and characters in scripts that set no spaces between words.

EXIT STATUS
  0  done
  1  a line could not be read or summarized; those before it are printed
  2  wrong usage`,
		Example: "  tidings summarize --sentences 2 < texts.jsonl",
		Args:    atMost(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "jsonl" {
				return usagef("summarize: unknown format %q; jsonl is the only one", format)
			}
			if o.Sentences < 1 || o.MaxWords < 0 {
				return usagef("summarize: --sentences must be at least 1 and --max-words not negative")
			}
			return filter.Summarize(c.Context(), e.stdin, e.stdout, o)
		},
	}
	cmd.Flags().IntVar(&o.Sentences, "sentences", summarize.DefaultSentences, "at most so many sentences")
	cmd.Flags().IntVar(&o.MaxWords, "max-words", 0, "at most so many words or characters; 0 = no limit")
	cmd.Flags().StringVar(&format, "format", "jsonl", "output format: jsonl")
	return cmd
}
