// Package summarize derives the text of a story: a headline and a few sentences with the place each stands in.
//
// The seam is [Summarizer]. Its default, [Extractive], chooses sentences or clauses word for word from the story's
// own articles, in any language, without a network, a clock or a key; every sentence names its article and byte offset.
// Package summarize/llm asks an OpenAI-compatible endpoint instead, and summarize/ground refuses what such an answer
// says and the articles do not; [Fallback] joins the two so that trouble there never delays a digest.
//
// What a summarizer promises: it never returns an empty summary when a document has text or a title; a sentence never
// begins with a pronoun or connective that points back ("It", "However", 同时) unless the documents have nothing else;
// lines of the page or the editor are never chosen; no two sentences say the same. MadeAt is left to the caller.
package summarize

import (
	"context"
	"strings"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// Summarizer makes the summary of one story. Implementations are safe for concurrent use.
// A request without any text or title is fault.Invalid.
type Summarizer interface {
	Summarize(ctx context.Context, r Request) (news.Summary, error)
}

// Request is a story to summarize.
type Request struct {
	StoryID int64
	Docs    []Doc // the story's articles, the representative first, copies left out
	Options Options
}

// Doc is what a summarizer reads of an article.
type Doc struct {
	ID        int64  // the article's, which sentences refer to
	Lang      string // BCP 47, may be empty
	Title     string // may be empty
	Text      string // paragraphs on lines of their own
	Published news.Date
	Source    string // the publisher's name as readers see it
}

// Options say how much is wanted. The zero value is the default.
type Options struct {
	Sentences int // at most so many; 0 = DefaultSentences
	// MaxWords limits the summary's length; 0 = no limit. Each word or number of a script that spaces its words counts
	// one, and so does each character of a script that does not (Han, kana, Thai …); punctuation counts nothing.
	MaxWords int
	Lang     string // BCP 47 of the reader; only a machine-written summary can follow it. "" = the documents' own
	// Whole keeps to whole sentences where several are wanted; a part stands only for a sentence that is too long.
	Whole bool
}

// DefaultSentences is how many sentences a summary has when nobody says.
const DefaultSentences = 3

// MethodExtractive is the Method of a summary whose sentences stand in the sources word for word.
const MethodExtractive = "extractive"

// DocOf gives what a summarizer reads of an article, with its publisher's name.
func DocOf(a news.Article, source string) Doc {
	at, _ := a.When()
	return Doc{ID: a.ID, Lang: a.Lang, Title: a.Title, Text: a.Text, Published: at, Source: source}
}

// Check refuses a request that has nothing to summarize.
func (r Request) Check() error {
	for _, d := range r.Docs {
		if strings.TrimSpace(d.Text) != "" || strings.TrimSpace(d.Title) != "" {
			return nil
		}
	}
	return fault.New(fault.Invalid, "summarize story %d: no text", r.StoryID)
}

// sentences gives how many sentences are wanted.
func (o Options) sentences() int {
	if o.Sentences > 0 {
		return o.Sentences
	}
	return DefaultSentences
}
