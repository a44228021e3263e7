package filter

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"tidings/internal/charset"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// DiscoverOptions say how saved listings are read.
type DiscoverOptions struct {
	JSON     bool   // one object a line in place of text
	Language string // of the pages (BCP 47), when they do not say
	Zone     string // of the dates on them (IANA)
}

// Discover prints the links of saved listings, and the way they were found. Those that cannot be read are named on
// talk: fault.Invalid when none could, fault.Partial when some could not.
func Discover(ctx context.Context, out, talk io.Writer, pages []Saved, opt DiscoverOptions) error {
	w := bufio.NewWriter(out)
	failed := 0
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := discoverPage(p, opt)
		if err != nil {
			failed++
			fmt.Fprintf(talk, "tidings: %s: %v\n", p.File, err)
		}
		if err := printDiscovery(w, opt.JSON, p, found); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case failed == 0:
		return nil
	case failed == len(pages):
		return fault.New(fault.Invalid, "no listing could be read")
	}
	return fault.New(fault.Partial, "%d of %d listings could not be read", failed, len(pages))
}

// discoverPage reads one file. Its dates without a year are those before the file was saved. The links of one whose
// address nobody knows any more are relative to a host that cannot exist.
func discoverPage(p Saved, opt DiscoverOptions) (discover.Result, error) {
	body, err := os.ReadFile(p.File)
	if err != nil {
		return discover.Result{}, err
	}
	in := discover.Input{URL: p.URL, Saved: true, Source: news.Source{URL: p.URL, Language: opt.Language, Zone: opt.Zone}}
	if info, err := os.Stat(p.File); err == nil {
		in.Now = info.ModTime()
	}
	in.Body, _ = charset.Decode(body, "", opt.Language) // in whatever encoding it was
	return discover.Find(in)
}

// discovered is the JSON of one file.
type discovered struct {
	File  string           `json:"file"`
	Way   news.Way         `json:"way"`
	Links []discoveredLink `json:"links"`
	Next  string           `json:"next"`
}

// discoveredLink is the JSON of one link; Date is a day.
type discoveredLink struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Date  string `json:"date"`
}

// printDiscovery writes one file's links.
func printDiscovery(w io.Writer, asJSON bool, p Saved, r discover.Result) error {
	d := discovered{File: p.File, Way: r.Way, Links: make([]discoveredLink, 0, len(r.Links)), Next: r.Next}
	for _, l := range r.Links {
		day := ""
		if l.Published.Known() {
			day = l.Published.Time.Format(time.DateOnly)
		}
		d.Links = append(d.Links, discoveredLink{l.URL, l.Title, day})
	}
	if asJSON {
		return json.NewEncoder(w).Encode(d)
	}
	way := string(r.Way)
	if way == "" {
		way = "nothing found"
	}
	if _, err := fmt.Fprintf(w, "%s: %s, %d links\n", p.File, way, len(d.Links)); err != nil {
		return err
	}
	for _, l := range d.Links {
		if _, err := fmt.Fprintf(w, "%-10s  %s\n            %s\n", l.Date, l.Title, l.URL); err != nil {
			return err
		}
	}
	return nil
}
