package filter

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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

// Summarize answers each line of in, a text or the texts of one story, with one line of out: a summary in their own
// sentences. It ends at the first line that cannot be read; what came before it is written.
func Summarize(ctx context.Context, in io.Reader, out io.Writer, o summarize.Options) error {
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
