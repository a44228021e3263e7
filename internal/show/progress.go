package show

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows how crawls go on: a moving line on a terminal, a plain line for each finished source elsewhere. It is
// safe for use by many goroutines; the zero value shows nothing.
type Progress struct {
	mu  sync.Mutex
	w   io.Writer
	bar *progressbar.ProgressBar // nil where there is no terminal
}

// NewProgress makes a progress display on w.
func NewProgress(w io.Writer) *Progress {
	p := &Progress{w: w}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(w), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(20), progressbar.OptionShowCount(), progressbar.OptionSetItsString("pages"))
	}
	return p
}

// Page says that a page of a source was read.
func (p *Progress) Page(source, title string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Describe(source + " " + title)
		p.bar.Add(1) //nolint:errcheck // a progress display may fail to draw
	}
}

// Done says that a source is finished, with so many pages read.
func (p *Progress) Done(source string, pages int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil && p.w != nil {
		fmt.Fprintf(p.w, "%s: %d pages read\n", source, pages)
	}
}

// End clears the moving line.
func (p *Progress) End() {
	if p.bar != nil {
		p.bar.Finish() //nolint:errcheck // as above
	}
}
