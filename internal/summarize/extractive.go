package summarize

import (
	"context"
	"slices"
	"strings"

	"tidings/internal/news"
	"tidings/internal/summarize/sentence"
)

// Extractive is the default Summarizer. Its zero value is ready. It is pure: the same request gives the same summary.
//
// A sentence is scored by how close it is to the centre of the story (Radev et al., Centroid-based summarization,
// 2004), by how early it stands, and by what it shares with the titles; the best that are not near-repeats of those
// chosen before (Carbonell and Goldstein, maximal marginal relevance, 1998) are told in the order of the documents.
type Extractive struct{}

// Summarize implements Summarizer.
func (Extractive) Summarize(_ context.Context, r Request) (news.Summary, error) {
	if err := r.Check(); err != nil {
		return news.Summary{}, err
	}
	story := read(r.Docs)
	s := news.Summary{StoryID: r.StoryID, Headline: story.headline(), Facts: Facts(r.Docs),
		Method: MethodExtractive, Lang: langOf(r.Docs)}
	pool := story.candidates(r.Options.Whole)
	rank(pool, story.titles, r.Options)
	for _, c := range choose(pool, r.Options) {
		s.Sentences = append(s.Sentences, c.told(r.Docs))
	}
	if len(s.Sentences) == 0 {
		s.Sentences = []news.Sentence{titleSentence(r.Docs, r.Options)}
	}
	return s, nil
}

// titleSentence stands in for a story whose documents have no usable text. A title has no place in a text.
func titleSentence(docs []Doc, o Options) news.Sentence {
	for _, d := range docs {
		if t := strings.TrimSpace(d.Title); t != "" {
			return news.Sentence{Text: cut(t, sentence.Span{Start: 0, End: len(t)}, o.MaxWords).In(t),
				ArticleID: d.ID, Offset: -1}
		}
	}
	return firstText(docs, o)
}

// firstText is the last resort: the first words of the first text, whatever they are.
func firstText(docs []Doc, o Options) news.Sentence {
	for _, d := range docs {
		for _, line := range sentence.Lines(d.Text) {
			if s := line.Trim(d.Text); !s.Empty() {
				s = cut(d.Text, s, o.MaxWords)
				return news.Sentence{Text: s.In(d.Text), ArticleID: d.ID, Offset: s.Start}
			}
		}
	}
	return news.Sentence{}
}

// langOf gives the language of the first document that names one.
func langOf(docs []Doc) string {
	for _, d := range docs {
		if d.Lang != "" {
			return d.Lang
		}
	}
	return ""
}

// choose takes the best candidates within the limits and puts them in the order of the documents.
func choose(pool []candidate, o Options) []candidate {
	if len(pool) == 0 {
		return nil
	}
	byScore := slices.Clone(pool)
	slices.SortStableFunc(byScore, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	out := take(byScore, o)
	slices.SortFunc(out, func(a, b candidate) int {
		if a.doc != b.doc {
			return a.doc - b.doc
		}
		return a.span.Start - b.span.Start
	})
	return out
}

// take takes candidates from the best on until the limits are reached.
func take(byScore []candidate, o Options) []candidate {
	var out []candidate
	left := o.MaxWords
	for _, c := range byScore {
		if len(out) == o.sentences() {
			break
		}
		if len(out) > 0 && (c.weak || repeats(c, out) || o.MaxWords > 0 && c.length > left) {
			continue
		}
		if o.MaxWords > 0 {
			if len(out) == 0 {
				c = fitting(byScore, left)
			}
			left -= c.length
		}
		out = append(out, c)
	}
	return out
}

// fitting gives the first candidate to take within a limit: the best one that fits, unless one is so much better
// that its beginning tells more.
func fitting(byScore []candidate, limit int) candidate {
	best := byScore[0]
	for _, c := range byScore {
		if c.length <= limit && !c.weak && c.score > best.score-muchBetter {
			return c
		}
	}
	best.shorten(limit)
	return best
}

// muchBetter is how much a sentence's score has to be above another's to be told in part instead.
const muchBetter = 0.7

// nearRepeat is the share of the shorter sentence's terms from which on two sentences tell the same.
const nearRepeat = 0.6

// repeats reports whether a sentence says again what one of the chosen says.
func repeats(c candidate, chosen []candidate) bool {
	for _, o := range chosen {
		if c.sentence == o.sentence || sentence.Similarity(c.terms, o.terms) >= nearRepeat {
			return true
		}
	}
	return false
}
