// Package filter runs the stages of the flow alone, over files and standard input: [Discover] and [Extract] over saved
// pages, [Cluster] and [Summarize] over JSON lines. Nothing is fetched and nothing is kept, so that a stage can be
// looked at, measured, or used in a pipe. The forms of the lines are documented in the verbs' help and are kept
// stable.
package filter

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Saved is a page in a file and the address it came from, "" where nobody said.
type Saved struct{ File, URL string }

// Index reads pages named by lines FILE<TAB>URL of the file name, or of stdin for "-". Empty lines are passed over.
func Index(stdin io.Reader, name string) ([]Saved, error) {
	if name == "-" {
		return readIndex(stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	pages, err := readIndex(f)
	return pages, errors.Join(err, f.Close())
}

func readIndex(in io.Reader) ([]Saved, error) {
	var out []Saved
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			file, url, _ := strings.Cut(line, "\t") // no tab, no address
			out = append(out, Saved{file, strings.TrimSpace(url)})
		}
	}
	return out, lines.Err()
}
