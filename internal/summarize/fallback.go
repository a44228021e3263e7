package summarize

import (
	"context"

	"tidings/internal/news"
)

// Fallback is a Summarizer that asks First and, whatever goes wrong there, answers with Second at once. So an
// outage, an exhausted budget or an invented answer costs a story its machine-written summary and nothing else.
type Fallback struct {
	First  Summarizer
	Second Summarizer
	Failed func(Request, error) // told of each failure of First, for the log and the status page; may be nil
}

// Summarize implements Summarizer. A cancelled context is no failure of First: it is reported.
func (f Fallback) Summarize(ctx context.Context, r Request) (news.Summary, error) {
	s, err := f.First.Summarize(ctx, r)
	if err == nil && len(s.Sentences) > 0 {
		return s, nil
	}
	if ctx.Err() != nil {
		return news.Summary{}, ctx.Err()
	}
	if f.Failed != nil && err != nil {
		f.Failed(r, err)
	}
	return f.Second.Summarize(ctx, r)
}
