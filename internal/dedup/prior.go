package dedup

import (
	_ "embed"
	"math"
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

// class says how common a term is in town news anywhere, before any document is counted.
type class uint8

const (
	rare   class = iota
	common       // in the built-in table or the glossary
	named        // a name, number or date
	stop         // says nothing; never kept as a term
	classes
)

// floor is how many of floorDocs unseen articles hold a term of each class.
var floor = [classes]float64{rare: 0.6, common: 25, named: 0.6, stop: floorDocs}

const floorDocs = 1000

//go:embed common.txt
var commonFile string

// tongue is a set of languages, one bit each; what a word of it is depends on it: "war" and "die" are stop words of
// German, and news in English.
type tongue uint16

// wordFacts is what the built-in table knows of a stemmed word.
type wordFacts struct {
	stops  tongue // the languages it is a stop word of
	common bool   // in the news of towns
}

// lexicon is the built-in table.
type lexicon struct {
	table   map[string]wordFacts
	pairs   map[string]bool // the characters that its words of two characters begin with
	english tongue
	dense   tongue // the languages without spaces
}

// words reads the table. A line that begins with "-" holds the stop words of the language named first, any other
// words that are common in the news of towns; characters and bigrams where words are not spaced.
var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{table: map[string]wordFacts{}, pairs: map[string]bool{}}
	named := map[string]tongue{}
	for line := range strings.Lines(commonFile) {
		fields := strings.Fields(line)
		var of tongue
		if len(fields) > 0 && fields[0][0] == '-' {
			if named[fields[0]] == 0 {
				named[fields[0]] = 1 << len(named)
			}
			of, fields = named[fields[0]], fields[1:]
		}
		for _, w := range fields {
			w = stem(foldWord(w))
			x := l.table[w]
			l.table[w] = wordFacts{x.stops | of, x.common || of == 0}
			if r, n := utf8.DecodeRuneInString(w); isDense(r) && n < len(w) {
				l.pairs[w[:n]] = true
			}
		}
	}
	l.english, l.dense = named["-en"], named["-zh"]|named["-ja"]
	return l
})

// class tells how common a word is in a text written in t.
func (w wordFacts) class(t tongue) class {
	switch {
	case w.stops&t != 0:
		return stop
	case w.common:
		return common
	}
	return rare
}

// tongueOf gives the language whose stop words are the most frequent in tokens, English when none occur, and those
// without spaces.
func (l *lexicon) tongueOf(tokens []token) tongue {
	var hits [16]int
	for _, t := range tokens[:min(len(tokens), 200)] {
		if t.kind == spaced {
			for of := t.stops; of != 0; of &= of - 1 {
				hits[bits.TrailingZeros16(uint16(of))]++
			}
		}
	}
	best := bits.TrailingZeros16(uint16(l.english))
	for i, n := range hits {
		if n > hits[best] {
			best = i
		}
	}
	return 1<<best | l.dense
}

// idf gives the weight of a term found in df of docs articles, over the floor of its class.
func idf(c class, df, docs int) float64 {
	return math.Log((floorDocs + float64(docs) + 1) / (floor[c] + float64(df) + 0.5))
}

// telling is the idf of each class before anything is counted.
var telling = [classes]float64{rare: idf(rare, 0, 0), common: idf(common, 0, 0), named: idf(named, 0, 0)}
