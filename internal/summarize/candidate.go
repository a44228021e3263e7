package summarize

import (
	"slices"
	"strings"

	"tidings/internal/news"
	"tidings/internal/summarize/sentence"
)

// candidate is a span of a document that may stand in a summary: a sentence, or a part of one that can stand alone.
type candidate struct {
	doc      int // index into the request's documents
	sentence int // which sentence of all it is, or is a part of
	at       int // how many sound sentences of its document stand before it
	text     string
	span     sentence.Span
	whole    bool
	length   int
	terms    sentence.Vector
	score    float64
	weak     bool // it leans on what stands before it, or is no sentence: only when nothing better is there
}

// The bounds of a sentence's length in words or characters: a longer one is cut down to leading clauses, a shorter
// one says nothing alone.
const (
	longestSpaced  = 60
	longestWide    = 110
	shortestSpaced = 4
	shortestWide   = 8
	shortestPart   = 12 // characters of a part of a sentence
)

// reading is what a headline and a summary of a story are chosen from.
type reading struct {
	docs   []Doc
	texts  []string
	titles sentence.Vector // terms of the titles, each counting one
	whole  []candidate     // the sentences of the documents, in order; nil until they are asked for
}

// read prepares the articles of a story: their texts, and what their titles have in common.
func read(docs []Doc) *reading {
	r := &reading{docs: docs, titles: titleTerms(docs)}
	for _, d := range docs {
		r.texts = append(r.texts, d.Text)
	}
	return r
}

// candidates gives what may stand in a summary of the documents, in order: only whole sentences when whole is set.
func (r *reading) candidates(whole bool) []candidate {
	if r.whole == nil {
		r.whole = sentencesOf(r.docs)
	}
	if whole {
		return slices.Clone(r.whole)
	}
	var out []candidate
	for _, c := range r.whole {
		out = append(append(out, c), c.parts()...)
	}
	return out
}

// sentencesOf gives the sentences of the documents that may stand in a summary, in order.
func sentencesOf(docs []Doc) []candidate {
	var out []candidate
	number := 0
	for i, d := range docs {
		at, head := 0, untitled(d)
		for _, s := range usable(d.Text) {
			c, ok := candidateOf(d, s)
			if !ok {
				continue
			}
			c.weak = c.weak && c.span != head
			c.doc, c.sentence, c.at = i, number, at
			number++
			if !c.weak {
				at++
			}
			out = append(out, c)
		}
	}
	return out
}

// untitled gives the heading of a document without a title, which then may stand in the summary.
func untitled(d Doc) sentence.Span {
	if strings.TrimSpace(d.Title) != "" {
		return sentence.Span{}
	}
	return heading(d.Text)
}

// usable gives the sentences of a text without those of the page and the editor.
func usable(text string) []sentence.Span {
	var out []sentence.Span
	lines := sentence.Lines(text)
	seen := repeated(text, lines)
	for _, line := range lines {
		in := line.Trim(text).In(text)
		if sentence.Boilerplate(in) || seen[in] > 1 {
			continue
		}
		for _, s := range sentence.Split(line.In(text)) {
			out = append(out, sentence.Span{Start: s.Start + line.Start, End: s.End + line.Start})
		}
	}
	return out
}

// repeated counts the lines of a text. A line printed twice is the page's: a teaser, a menu.
func repeated(text string, lines []sentence.Span) map[string]int {
	seen := map[string]int{}
	for _, line := range lines {
		seen[line.Trim(text).In(text)]++
	}
	if len(seen) == 1 { // nothing but that line
		return nil
	}
	return seen
}

// candidateOf makes a candidate of a sentence: without its dateline and its leading connective, and not too long.
func candidateOf(d Doc, s sentence.Span) (candidate, bool) {
	s = undangle(d.Text, sentence.Strip(d.Text, s))
	in := s.In(d.Text)
	if sentence.Boilerplate(in) {
		return candidate{}, false
	}
	long, short := longestWide, shortestWide
	if sentence.Spaced(in) {
		long, short = longestSpaced, shortestSpaced
	}
	c := candidate{text: d.Text, span: s, whole: true}
	c.measure()
	c.weak = c.length < short || !sentence.Terminated(in) || sentence.Dangling(in) || !s.Balanced(d.Text) ||
		sentence.Attribution(in)
	c.shorten(long)
	return c, c.length > 0
}

// parts gives the parts of the candidate that can stand alone.
func (c candidate) parts() []candidate {
	var out []candidate
	for _, part := range sentence.Leads(c.text, c.span)[1:] {
		p := c
		p.span, p.whole = part, false
		p.measure()
		p.weak = c.weak || sentence.Dangling(part.In(c.text))
		if p.length >= shortestPart {
			out = append(out, p)
		}
	}
	return out
}

// measure brings length and terms in line with the span.
func (c *candidate) measure() {
	in := c.span.In(c.text)
	c.length = sentence.Length(in)
	c.terms = sentence.Terms(in)
}

// shorten cuts the candidate down to at most so many words or characters. 0 = no limit.
func (c *candidate) shorten(limit int) {
	if limit > 0 && c.length > limit {
		c.span = cut(c.text, c.span, limit)
		c.measure()
	}
}

func (c candidate) told(docs []Doc) news.Sentence {
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
