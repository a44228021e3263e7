package show

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tidings/internal/news"
)

// Crawled is one source's crawl, and why it failed.
type Crawled struct {
	Source news.Source
	Record news.Crawl
	Err    error
}

// Stopped reports that the crawl was told to stop before the source was read to its end.
func (c Crawled) Stopped() bool { return errors.Is(c.Err, context.Canceled) }

// crawlLine is what a crawl is as JSON.
type crawlLine struct {
	Source   string `json:"source"`
	State    string `json:"state"`
	Way      string `json:"way,omitempty"`
	Links    int    `json:"links"`
	New      int    `json:"new"`
	Pages    int    `json:"pages"`
	Articles int    `json:"articles"`
	Failed   int    `json:"failed"`
	Baseline bool   `json:"baseline,omitempty"`
	Error    string `json:"error,omitempty"`
}

// Crawl writes a line about one crawl: words for people, an object as JSON.
func Crawl(w io.Writer, c Crawled, asJSON bool) error {
	r := c.Record
	switch {
	case asJSON:
		return json.NewEncoder(w).Encode(c.line())
	case c.Stopped():
		_, err := fmt.Fprintf(w, "%-20s stopped %3d pages kept; the next crawl reads the rest\n", c.Source.ID, r.Pages)
		return err
	case c.Err != nil:
		_, err := fmt.Fprintf(w, "%-20s FAILED  %v\n", c.Source.ID, c.Err)
		return err
	}
	note := ""
	if r.Baseline {
		note = "  first crawl: readers are not told of these"
		if c.Source.Backfill > 0 {
			note = fmt.Sprintf("  first crawl: readers are told of the newest %d", c.Source.Backfill)
		}
	}
	_, err := fmt.Fprintf(w, "%-20s %-10s %3d links, %3d new, %3d articles, %d failed%s\n", c.Source.ID, r.State, r.Links,
		r.New, r.Articles, r.Failed, note)
	return err
}

func (c Crawled) line() crawlLine {
	r := c.Record
	line := crawlLine{
		Source: c.Source.ID, State: string(r.State), Way: string(r.Way), Links: r.Links, New: r.New, Pages: r.Pages,
		Articles: r.Articles, Failed: r.Failed, Baseline: r.Baseline,
	}
	if c.Err != nil {
		line.Error = c.Err.Error()
	}
	return line
}
