package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/summarize"
)

// summarizeInput is one line of input: a single text, or the texts of one story.
type summarizeInput struct {
	ID    json.RawMessage `json:"id"`
	Lang  string          `json:"lang"`
	Title string          `json:"title"`
	Text  string          `json:"text"`
	Texts []string        `json:"texts"`
}

// summarizeOutput is one line of output. A sentence's article is the place of its text in the input, from 0.
type summarizeOutput struct {
	ID        json.RawMessage `json:"id"`
	Summary   string          `json:"summary"`
	Headline  string          `json:"headline,omitempty"`
	Sentences []news.Sentence `json:"sentences,omitempty"`
}

func newSummarizeCommand(e *env) *cobra.Command {
	var o summarize.Options
	var format string
	cmd := &cobra.Command{
		Use:   "summarize",
		Short: "Summarize texts from standard input in their own sentences",
		Long: `summarize reads JSON lines {id, lang, title, text}, or {id, lang, title, texts: [...]} for a stor` +
			`y told in
several texts, and prints one JSON line {id, summary, headline, sentences} for each, in the same order.
Every sentence stands in its text word for word, at the byte offset printed with it.
--max-words counts words, and characters in scripts that set no spaces between words.

EXIT STATUS
  0  done
  1  a line could not be read or summarized; those before it are printed
  2  wrong usage`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "jsonl" {
				return usagef("summarize: unknown format %q; jsonl is the only one", format)
			}
			if o.Sentences < 1 || o.MaxWords < 0 {
				return usagef("summarize: --sentences must be at least 1 and --max-words not negative")
			}
			return summarizeLines(c.Context(), e.stdin, e.stdout, o)
		},
	}
	cmd.Flags().IntVar(&o.Sentences, "sentences", summarize.DefaultSentences, "at most so many sentences")
	cmd.Flags().IntVar(&o.MaxWords, "max-words", 0, "at most so many words or characters; 0 = no limit")
	cmd.Flags().StringVar(&format, "format", "jsonl", "output format: jsonl")
	return cmd
}

// summarizeLines answers each line of in with one line of out.
func summarizeLines(ctx context.Context, in io.Reader, out io.Writer, o summarize.Options) error {
	lines, to := bufio.NewReaderSize(in, 1<<16), bufio.NewWriter(out)
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("summarize: read line %d: %w", n, errors.Join(err, to.Flush()))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			answer, failed := summarizeLine(ctx, line, o)
			if failed == nil {
				failed = enc.Encode(answer)
			}
			if failed != nil {
				return fmt.Errorf("summarize: line %d: %w", n, errors.Join(failed, to.Flush()))
			}
		}
		if err != nil {
			return to.Flush()
		}
	}
}

// summarizeLine answers one line. A line without any text gets an empty summary: it is an answer, not a failure.
func summarizeLine(ctx context.Context, line []byte, o summarize.Options) (summarizeOutput, error) {
	var in summarizeInput
	if err := json.Unmarshal(line, &in); err != nil {
		return summarizeOutput{}, fault.New(fault.Invalid, "not a JSON object of a text: %w", err)
	}
	if in.Texts == nil {
		in.Texts = []string{in.Text}
	}
	r := summarize.Request{Options: o}
	for i, text := range in.Texts {
		d := summarize.Doc{ID: int64(i), Lang: in.Lang, Text: text}
		if i == 0 {
			d.Title = in.Title
		}
		r.Docs = append(r.Docs, d)
	}
	s, err := summarize.Extractive{}.Summarize(ctx, r)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return summarizeOutput{}, err
	}
	return summarizeOutput{ID: in.ID, Summary: s.Text(), Headline: s.Headline, Sentences: s.Sentences}, nil
}
