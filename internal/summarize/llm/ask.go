package llm

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"

	"tidings/internal/fault"
	"tidings/internal/summarize"
	"tidings/internal/summarize/sentence"
)

// The bounds of what is asked and answered.
const (
	maxReport    = 6000 // of one report, in words or characters as summarize counts them
	maxReports   = 5
	answerTokens = 800
	maxSentence  = 1200 // bytes; a longer "sentence" is none
)

// report is an article as the prompt shows it.
type report struct {
	Number                 int
	Published, Title, Text string
}

// prompt fills the request's template.
func (c *Client) prompt(r summarize.Request) (string, error) {
	data := struct {
		Language            string
		Sentences, MaxWords int
		Reports             []report
	}{Language: language(r), Sentences: limit(r.Options), MaxWords: r.Options.MaxWords}
	if data.Language == "" {
		data.Language = "that of the first report"
	}
	for i, d := range r.Docs[:min(len(r.Docs), maxReports)] {
		text := sentence.Head(d.Text, sentence.Span{Start: 0, End: len(d.Text)}, maxReport).In(d.Text)
		data.Reports = append(data.Reports, report{i + 1, d.Published.String(), fence(d.Title), fence(text)})
	}
	var out strings.Builder
	err := c.request.Execute(&out, data)
	return out.String(), err
}

// fence keeps a report from closing its own bracket in the prompt.
func fence(s string) string { return strings.ReplaceAll(s, "</report", "< /report") }

// language gives the language the summary is wanted in, "" when nobody says.
func language(r summarize.Request) string {
	if r.Options.Lang != "" {
		return r.Options.Lang
	}
	for _, d := range r.Docs {
		if d.Lang != "" {
			return d.Lang
		}
	}
	return ""
}

// ask sends the prompt and gives the text of the answer. It waits for a free slot no longer than ctx allows.
func (c *Client) ask(ctx context.Context, prompt string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return "", fault.New(fault.Temporary, "no free slot: %w", ctx.Err())
	}
	if err := c.budget.take(); err != nil {
		return "", err
	}
	got, err := c.chat.New(ctx, openai.ChatCompletionNewParams{
		Model: c.cfg.Model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(c.system),
			openai.UserMessage(prompt)},
		MaxTokens:   param.NewOpt[int64](answerTokens), // the older name: every compatible endpoint knows it
		Temperature: param.NewOpt(0.0),
	})
	if err != nil {
		c.budget.failed()
		return "", classify(ctx, err)
	}
	c.budget.spent(int(got.Usage.TotalTokens))
	if len(got.Choices) == 0 {
		return "", fault.New(fault.Invalid, "answer without a choice")
	}
	return got.Choices[0].Message.Content, nil
}

// classify tells what may be done about a failed call. It keeps the status and nothing the endpoint wrote, which may
// repeat the key.
func classify(ctx context.Context, err error) error {
	if api, ok := errors.AsType[*openai.Error](err); ok {
		switch s := api.StatusCode; {
		case s == 401 || s == 403:
			return fault.New(fault.Denied, "endpoint answered status %d", s)
		case s == 408 || s == 429 || s >= 500:
			return fault.New(fault.Temporary, "endpoint answered status %d", s)
		default:
			return fault.New(fault.Invalid, "endpoint answered status %d", s)
		}
	}
	if ctx.Err() != nil {
		return fault.New(fault.Temporary, "no answer in time: %w", ctx.Err())
	}
	return fault.New(fault.Temporary, "connection to the endpoint failed or broke off, or its answer is no JSON")
}

// answer is what the prompt asks for.
type answer struct {
	Headline  string   `json:"headline"`
	Sentences []string `json:"sentences"`
}

// parse reads an answer: the JSON object in it, whatever a chatty model wrote around it.
func parse(text string) (answer, error) {
	from, to := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if from < 0 || to < from {
		return answer{}, fault.New(fault.Invalid, "answer is no JSON object")
	}
	var a answer
	if err := json.Unmarshal([]byte(text[from:to+1]), &a); err != nil {
		return answer{}, fault.New(fault.Invalid, "answer is not the JSON object asked for")
	}
	var sentences []string
	for _, s := range a.Sentences {
		if s = strings.Join(strings.Fields(s), " "); s != "" && len(s) <= maxSentence {
			sentences = append(sentences, s)
		}
	}
	if a.Sentences = sentences; len(sentences) == 0 {
		return answer{}, fault.New(fault.Invalid, "answer without a sentence")
	}
	a.Headline = strings.Join(strings.Fields(a.Headline), " ")
	return a, nil
}
