package summarize

import (
	"strings"

	"tidings/internal/news"
	"tidings/internal/summarize/sentence"
)

// candidate is a span of a document that may stand in a summary.
type candidate struct {
	doc    int // index into the request's documents
	text   string
	span   sentence.Span
	at     int // its place among the document's candidates
	length int
	terms  sentence.Vector
	score  float64
	weak   bool // chosen only when nothing better is there: it leans on what stands before it, or is no sentence
}

// longest is how long a sentence may be before it is cut down to its leading clauses, in words or characters.
const (
	longestSpaced = 60
	longestWide   = 110
	shortest      = 4 // fewer words than this say nothing alone
	shortestWide  = 8
)

// candidates gives the sentences of the documents that may stand in a summary, in order.
func candidates(docs []Doc) []candidate {
	var out []candidate
	for i, d := range docs {
		at := 0
		for _, line := range sentence.Lines(d.Text) {
			if sentence.Boilerplate(line.In(d.Text)) {
				continue
			}
			for _, s := range sentence.Split(line.In(d.Text)) {
				s.Start, s.End = s.Start+line.Start, s.End+line.Start
				c, ok := candidateOf(d, s)
				if !ok {
					continue
				}
				c.doc, c.at = i, at
				at++
				out = append(out, c)
			}
		}
	}
	return out
}

// candidateOf makes a candidate of a sentence: without its dateline and its leading connective, and not too long.
func candidateOf(d Doc, s sentence.Span) (candidate, bool) {
	s = sentence.Strip(d.Text, s)
	s = undangle(d.Text, s)
	if s.Empty() || sentence.Boilerplate(s.In(d.Text)) {
		return candidate{}, false
	}
	c := candidate{text: d.Text, span: s}
	c.measure()
	long, short := longestWide, shortestWide
	if sentence.Spaced(s.In(d.Text)) {
		long, short = longestSpaced, shortest
	}
	if c.length > long {
		c.shorten(long)
	}
	if c.length == 0 {
		return candidate{}, false
	}
	in := c.span.In(d.Text)
	c.weak = c.length < short || !sentence.Terminated(in) && c.span.End == s.End || sentence.Dangling(in) || !c.span.Balanced(d.Text)
	return c, true
}

// measure brings length and terms in line with the span.
func (c *candidate) measure() {
	in := c.span.In(c.text)
	c.length = sentence.Length(in)
	c.terms = sentence.Terms(in)
}

// shorten cuts the candidate down to at most so many words or characters.
func (c *candidate) shorten(limit int) {
	if limit > 0 && c.length > limit {
		c.span = cut(c.text, c.span, limit)
		c.measure()
	}
}

func (c candidate) sentence(docs []Doc) news.Sentence {
	return news.Sentence{Text: c.span.In(c.text), ArticleID: docs[c.doc].ID, Offset: c.span.Start}
}

// undangle drops a leading Chinese connective that a comma sets off (同时，), which leaves a whole sentence.
func undangle(text string, s sentence.Span) sentence.Span {
	for range 2 {
		in := s.In(text)
		n := sentence.DanglingHan(in)
		if n == 0 || !strings.HasPrefix(in[n:], "，") {
			return s
		}
		s = sentence.Span{Start: s.Start + n + len("，"), End: s.End}.Trim(text)
	}
	return s
}

// cut narrows s to its leading clauses of at most limit words or characters, or, where the first clause is longer,
// to as many words as fit. No limit when limit is 0.
func cut(text string, s sentence.Span, limit int) sentence.Span {
	if limit <= 0 || sentence.Length(s.In(text)) <= limit {
		return s
	}
	end := s.Start
	for _, c := range sentence.Clauses(text, s) {
		if sentence.Length(text[s.Start:c.End]) > limit {
			break
		}
		end = c.End
	}
	if end > s.Start {
		return sentence.Bare(text, sentence.Span{Start: s.Start, End: end})
	}
	return sentence.Bare(text, sentence.Head(text, s, limit))
}
