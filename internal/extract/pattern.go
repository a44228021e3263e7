package extract

import (
	"regexp"
	"strings"
	"sync"
)

// pattern gives a regular expression that is compiled when it is first used: compiling all of the package's at the
// start would cost every process 10 ms, though most never read a page.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// guarded is a pattern together with words of which one stands in whatever it matches. Looking for them first spares most
// texts the pattern, which takes a hundred times as long.
type guarded struct {
	words []string
	re    func() *regexp.Regexp
}

// guard makes a guarded pattern of expr.
func guard(expr string, words ...string) guarded { return guarded{words, pattern(expr)} }

// may reports whether the pattern may match s.
func (g guarded) may(s string) bool { return holdsAny(s, g.words...) }

// find gives the pattern's first match in s and its groups, nil when there is none.
func (g guarded) find(s string) []string {
	if !g.may(s) {
		return nil
	}
	return g.re().FindStringSubmatch(s)
}

// holdsAny reports whether one of the words stands in s.
func holdsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
