package wording

import (
	"regexp"
	"strings"
	"sync"
)

// Pattern gives a regular expression that is compiled when it is first used: compiling all of the package's at the
// start would cost every process 10 ms, though most never read a page.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// Guarded is a pattern together with words of which one stands in whatever it matches. Looking for them first spares
// most texts the pattern, which takes a hundred times as long.
type Guarded struct {
	words []string
	Re    func() *regexp.Regexp
}

// Guard makes a guarded pattern of expr.
func Guard(expr string, words ...string) Guarded { return Guarded{words, Pattern(expr)} }

// May reports whether the pattern may match s.
func (g Guarded) May(s string) bool { return HoldsAny(s, g.words...) }

// Find gives the pattern's first match in s and its groups, nil when there is none.
func (g Guarded) Find(s string) []string {
	if !g.May(s) {
		return nil
	}
	return g.Re().FindStringSubmatch(s)
}

// HoldsAny reports whether one of the words stands in s.
func HoldsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
