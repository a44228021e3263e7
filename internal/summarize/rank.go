package summarize

import (
	"math"

	"tidings/internal/summarize/sentence"
)

// The weights of a score's parts. Set by measurement on Chinese and English news; see the package's benchmark notes.
const (
	weightCentre   = 1.0
	weightPosition = 0.6
	weightTitle    = 0.8
	decay          = 0.35 // how fast the weight of a place falls with each sentence before it
	weakFactor     = 0.1
)

// rank scores the candidates against each other.
func rank(pool []candidate, docs []Doc) {
	centre, title := centroid(pool), titleTerms(docs)
	for i := range pool {
		c := &pool[i]
		c.score = weightCentre*sentence.Cosine(weighted(c.terms, centre), centre) +
			weightPosition*math.Exp(-decay*float64(c.at)) +
			weightTitle*sentence.Cosine(c.terms, title)
		if c.weak {
			c.score *= weakFactor
		}
	}
}

// centroid gives the terms of all candidates, each weighed by how many sentences it stands in.
func centroid(pool []candidate) sentence.Vector {
	in := sentence.Vector{}
	for _, c := range pool {
		for t := range c.terms {
			in[t]++
		}
	}
	for t, n := range in {
		in[t] = math.Log(1 + n)
	}
	return in
}

// weighted gives the terms of a sentence with the weights they have in the centre.
func weighted(v, centre sentence.Vector) sentence.Vector {
	out := make(sentence.Vector, len(v))
	for t := range v {
		out[t] = centre[t]
	}
	return out
}

// titleTerms gives the terms of all titles.
func titleTerms(docs []Doc) sentence.Vector {
	out := sentence.Vector{}
	for _, d := range docs {
		out.Add(sentence.Terms(d.Title), 1)
	}
	return out
}
