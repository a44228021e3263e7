package dedup

import (
	_ "embed"
	"math"
	"strings"
	"sync"
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

// commonTerms maps a stemmed word or a bigram to its class. The file's lines beginning with "-" hold stop words.
var commonTerms = sync.OnceValue(func() map[string]class {
	out := map[string]class{}
	for line := range strings.Lines(commonFile) {
		kind := common
		if rest, isStop := strings.CutPrefix(line, "-"); isStop {
			line, kind = rest, stop
		}
		for _, w := range strings.Fields(line) {
			w = stem(w)
			if kind > out[w] {
				out[w] = kind
			}
		}
	}
	return out
})

// idf gives the weight of a term found in df of docs articles, over the floor of its class.
func idf(c class, df, docs int) float64 {
	return math.Log((floorDocs + float64(docs) + 1) / (floor[c] + float64(df) + 0.5))
}
