package summarize

import (
	"math"
	"strings"

	"tidings/internal/summarize/sentence"
)

// The weights of a score's parts, set by measurement on one- to three-sentence summaries of news.
const (
	weightCentre   = 0.8
	weightPosition = 1.0
	weightTitle    = 0.5
	weightLength   = 0.4
	decay          = 0.35 // how fast the weight of a place falls with each sentence before it
	penaltyAsks    = 0.2  // a question tells nothing
	penaltyWeak    = 2.0
	bonusWhole     = 0.3 // of a whole sentence where several are wanted
)

// rank scores the candidates against each other and titles, the terms of the documents' titles.
func rank(pool []candidate, titles sentence.Vector, o Options) {
	centre, title := sentence.Fixed(centroid(pool)), sentence.Fixed(titles)
	for i := range pool {
		c := &pool[i]
		c.score = weightCentre*centre.Centred(c.terms) +
			weightPosition*math.Exp(-decay*float64(c.at)) +
			weightTitle*title.Cosine(c.terms) -
			weightLength*math.Abs(math.Log(float64(c.length)/o.goodLength(c.span.In(c.text))))
		if c.weak {
			c.score -= penaltyWeak
		}
		if asks(c.span.In(c.text)) {
			c.score -= penaltyAsks
		}
		if c.whole && o.sentences() > 1 {
			c.score += bonusWhole
		}
	}
}

// goodLength gives the length a sentence is best at: brief when one sentence has to tell all, and such that as many
// sentences as wanted fit.
func (o Options) goodLength(s string) float64 {
	good := 24.0
	switch {
	case sentence.Spaced(s):
		good = 22
	case o.sentences() > 1:
		good = 40
	}
	if o.MaxWords > 0 {
		good = min(good, float64(o.MaxWords)/float64(o.sentences()))
	}
	return max(good, 1)
}

func asks(s string) bool {
	s = strings.TrimRight(s, "”’」』）)\"' ")
	return strings.HasSuffix(s, "？") || strings.HasSuffix(s, "?")
}

// centroid gives the terms of all whole sentences, each weighed by how many it stands in.
func centroid(pool []candidate) sentence.Vector {
	var all []uint64
	for _, c := range pool {
		if !c.whole {
			continue
		}
		for _, t := range c.terms {
			all = append(all, t.Hash)
		}
	}
	in := sentence.Vectorize(all)
	for i := range in {
		in[i].Weight = math.Log(1 + in[i].Weight)
	}
	return in
}

// titleTerms gives the terms of all titles; of a document without one, those of the heading its text begins with.
func titleTerms(docs []Doc) sentence.Vector {
	var all []uint64
	for _, d := range docs {
		title := d.Title
		if strings.TrimSpace(title) == "" {
			title = topic(d.Text)
		}
		for _, t := range sentence.Terms(title) {
			all = append(all, t.Hash)
		}
	}
	out := sentence.Vectorize(all)
	for i := range out {
		out[i].Weight = 1
	}
	return out
}
