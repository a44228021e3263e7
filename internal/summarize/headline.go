package summarize

import (
	"math"
	"regexp"
	"strings"

	"tidings/internal/summarize/sentence"
)

// Headline gives the headline of a story: of its documents' titles the one that says most of what the titles and texts
// have in common, without a publisher's name at its end. Where no title says anything of the texts, it is the words the
// best of their sentences begins with. "" when there is neither title nor text.
func Headline(docs []Doc) string { return read(docs).headline() }

// What is taken off a title's score, of which its likeness to the other titles and to the texts makes up two at most.
const (
	laterTitle   = 0.02 // for each article before it: of equals the first
	cutTitle     = 0.5  // its end is missing
	askingTitle  = 0.2  // a question tells nothing
	strangeTitle = 10.0 // the texts do not take it up: any other is better
)

// headline is Headline.
func (r *reading) headline() string {
	best, score := "", math.Inf(-1)
	for i, d := range r.docs {
		t := cleanTitle(d)
		terms := sentence.Terms(t)
		if poorTitle(t, terms) {
			continue
		}
		told, some := r.told(terms)
		s := sentence.Cosine(terms, r.titles) + told - laterTitle*float64(i)
		if cutOff(t) {
			s -= cutTitle
		}
		if asks(t) {
			s -= askingTitle
		}
		if some && told < fewShared {
			s -= strangeTitle
		}
		if s > score {
			best, score = t, s
		}
	}
	if score > -strangeTitle/2 {
		return best
	}
	if lead := r.leadHeadline(); lead != "" {
		return lead
	}
	return firstTitle(r.docs)
}

// fewShared is the share of a title's terms its texts have to take up, or it is about something else ("Notice", a
// section's name).
const fewShared = 0.25

// The bounds of a headline, in words or characters of a script without spaces.
const (
	headlineSpaced = 16
	headlineWide   = 32
)

// strokes part a publisher's name from the title before it.
const strokes = "-–—|·_｜"

// siteTail is what a page's title often ends with: a publisher's name after a stroke.
var siteTail = regexp.MustCompile(`\s*(?:\s[-–—|·]\s|[_|｜])\s*([^-–—_|｜]{2,40})$`)

// cleanTitle gives a document's title on one line without its publisher's name.
func cleanTitle(d Doc) string {
	t := strings.Join(strings.Fields(d.Title), " ")
	if !strings.ContainsAny(t, strokes) {
		return t
	}
	at := siteTail.FindStringSubmatchIndex(t)
	if at == nil || at[0] == 0 {
		return t
	}
	tail := strings.ToLower(t[at[2]:at[3]])
	source := strings.ToLower(strings.TrimSpace(d.Source))
	ours := source != "" && (strings.Contains(source, tail) || strings.Contains(tail, source))
	if ours || siteWord.MatchString(tail) {
		return t[:at[0]]
	}
	return t
}

var siteWord = regexp.MustCompile(`(?:网|政府|新闻|日报|晚报|门户|官网|频道|\bnews|\bonline|\.com|\.gov|\.org|\bofficial site|` +
	`\bhome)$`)

// poorTitle reports whether a title names a page rather than tells news.
func poorTitle(t string, terms sentence.Vector) bool {
	n, short := sentence.Length(t), 3
	if sentence.Spaced(t) {
		short = 2
	}
	return n < short || len(terms) == 0 || sentence.Boilerplate(t)
}

func cutOff(t string) bool { return strings.HasSuffix(t, "…") || strings.HasSuffix(t, "...") }

// told gives the share of terms that the texts take up, and whether the texts have any term at all.
func (r *reading) told(terms sentence.Vector) (float64, bool) {
	held, some := sentence.Held(terms, r.texts...)
	return float64(len(held)) / float64(len(terms)), some
}

// leadHeadline makes a headline of the beginning of the best sentence.
func (r *reading) leadHeadline() string {
	o := Options{Sentences: 1}
	pool := r.candidates(false)
	rank(pool, r.titles, o)
	for _, c := range choose(pool, o) {
		return opening(c.text, c.span)
	}
	return ""
}

// opening gives the clauses a sentence begins with, so far as a headline has room for them. Where they are no more
// than what leads up to something ("On Monday,"), it goes on into the next, and says that it was cut off there.
func opening(text string, s sentence.Span) string {
	limit := headlineWide
	if sentence.Spaced(s.In(text)) {
		limit = headlineSpaced
	}
	clauses := strings.TrimRight(cut(text, s, limit).In(text), "。.")
	n, all := sentence.Length(clauses), sentence.Length(s.In(text))
	if n == all || n < limit && 3*n > limit {
		return clauses
	}
	return strings.TrimRight(sentence.Bare(text, sentence.Head(text, s, limit)).In(text), "。.") + "…"
}

// firstTitle gives the first title that has words at all.
func firstTitle(docs []Doc) string {
	for _, d := range docs {
		if t := cleanTitle(d); t != "" {
			return t
		}
	}
	return ""
}
