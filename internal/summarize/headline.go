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
func Headline(docs []Doc) string {
	best, score := "", math.Inf(-1)
	titles, texts := titleTerms(docs), textTerms(docs)
	for i, d := range docs {
		t := cleanTitle(d)
		if poorTitle(t) {
			continue
		}
		terms := sentence.Terms(t)
		s := sentence.Cosine(terms, titles) + share(terms, texts) - 0.02*float64(i)
		if cutOff(t) {
			s -= 0.5
		}
		if asks(t) {
			s -= 0.2
		}
		if len(texts) > 0 && share(terms, texts) < fewShared {
			s -= 10
		}
		if s > score {
			best, score = t, s
		}
	}
	if score > -5 {
		return best
	}
	if lead := leadHeadline(docs); lead != "" {
		return lead
	}
	return firstTitle(docs)
}

// fewShared is the share of a title's terms its texts have to take up, or it is about something else ("Notice", a
// section's name).
const fewShared = 0.25

// The bounds of a headline, in words or characters of a script without spaces.
const (
	headlineSpaced = 16
	headlineWide   = 32
)

// siteTail is what a page's title often ends with: a publisher's name after a stroke.
var siteTail = regexp.MustCompile(`\s*(?:\s[-–—|·]\s|[_|｜])\s*([^-–—_|｜]{2,40})$`)

// cleanTitle gives a document's title on one line without its publisher's name.
func cleanTitle(d Doc) string {
	t := strings.Join(strings.Fields(d.Title), " ")
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
func poorTitle(t string) bool {
	n, short := sentence.Length(t), 3
	if sentence.Spaced(t) {
		short = 2
	}
	return n < short || len(sentence.Terms(t)) == 0 || sentence.Boilerplate(t)
}

func cutOff(t string) bool { return strings.HasSuffix(t, "…") || strings.HasSuffix(t, "...") }

// textTerms gives the terms of all texts.
func textTerms(docs []Doc) sentence.Vector {
	out := sentence.Vector{}
	for _, d := range docs {
		out.Add(sentence.Terms(d.Text), 1)
	}
	return out
}

// share gives the part of terms that in has too.
func share(terms, in sentence.Vector) float64 {
	if len(terms) == 0 {
		return 0
	}
	n := 0
	for t := range terms {
		if _, ok := in[t]; ok {
			n++
		}
	}
	return float64(n) / float64(len(terms))
}

// leadHeadline makes a headline of the beginning of the best sentence.
func leadHeadline(docs []Doc) string {
	o := Options{Sentences: 1}
	pool := candidates(docs, false)
	rank(pool, docs, o)
	for _, c := range choose(pool, o) {
		limit := headlineWide
		if sentence.Spaced(c.span.In(c.text)) {
			limit = headlineSpaced
		}
		return strings.TrimRight(cut(c.text, c.span, limit).In(c.text), "。.")
	}
	return ""
}

func firstTitle(docs []Doc) string {
	for _, d := range docs {
		if t := cleanTitle(d); t != "" {
			return t
		}
	}
	return ""
}
