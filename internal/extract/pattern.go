package extract

import (
	"regexp"
	"sync"
)

// pattern gives a regular expression that is compiled when it is first used: compiling all of the package's at the
// start would cost every process 10 ms, though most never read a page.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
