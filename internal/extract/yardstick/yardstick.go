// Command yardstick holds the extractor against go-trafilatura (with fallback, as its makers recommend) and
// go-readability on the same pages in the same process, each reading the bytes by itself.
//
// Usage: yardstick [DIR]. DIR has a folder per page with page.html and the golden want.json of package extract
// (default ../testdata); the table printed has the mean F of word shingles against the golden texts and the time a page
// takes. Benchmarks of the same three are in this folder's test.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"

	"tidings/internal/extract"
)

// page is one page and, if known, its text.
type page struct {
	body []byte
	text string
}

// extractor is one way to read a page's text.
type extractor struct {
	name string
	read func(body []byte) string
}

// address is the invented address all pages are said to have.
var address = &url.URL{Scheme: "https", Host: "news.example", Path: "/a.html"}

// extractors are the ones compared, ours first.
var extractors = []extractor{
	{"tidings", func(body []byte) string {
		a, _ := extract.Extract(extract.Input{URL: address.String(), Body: body})
		return a.Text
	}},
	{"go-trafilatura", func(body []byte) string {
		r, err := trafilatura.Extract(bytes.NewReader(body), trafilatura.Options{
			OriginalURL: address, EnableFallback: true, ExcludeComments: true,
		})
		if err != nil {
			return ""
		}
		return r.ContentText
	}},
	{"go-readability", func(body []byte) string {
		r, err := readability.FromReader(bytes.NewReader(body), address)
		if err != nil || r.Node == nil {
			return ""
		}
		var b strings.Builder
		if err := r.RenderText(&b); err != nil {
			return ""
		}
		return b.String()
	}},
}

func main() {
	dir := "../testdata"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	pages, err := load(dir)
	if err != nil || len(pages) == 0 {
		fmt.Fprintln(os.Stderr, "yardstick: no pages in", dir, err)
		os.Exit(1)
	}
	fmt.Printf("%-16s %6s %6s %9s\n", "extractor", "pages", "F", "ms/page")
	for _, e := range extractors {
		f, took := measure(e, pages)
		fmt.Printf("%-16s %6d %6.3f %9.2f\n", e.name, len(pages), f, took.Seconds()*1000)
	}
}

// load reads the pages of dir that have a golden text.
func load(dir string) ([]page, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "page.html"))
	if err != nil {
		return nil, err
	}
	var pages []page
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		raw, err := os.ReadFile(filepath.Join(filepath.Dir(file), "want.json"))
		if err != nil {
			return nil, err
		}
		var want struct {
			Kind string
			Text []string
		}
		if err := json.Unmarshal(raw, &want); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if want.Kind == "article" {
			pages = append(pages, page{body, strings.Join(want.Text, "\n")})
		}
	}
	return pages, nil
}

// measure gives the mean F of an extractor over the pages and the time it takes for one.
func measure(e extractor, pages []page) (f float64, each time.Duration) {
	start := time.Now()
	texts := make([]string, len(pages))
	for i, p := range pages {
		texts[i] = e.read(p.body)
	}
	each = time.Since(start) / time.Duration(len(pages))
	for i, p := range pages {
		f += score(p.text, texts[i])
	}
	return f / float64(len(pages)), each
}

// score is the F of the four-word shingles of got against want; wide characters count as words.
func score(want, got string) float64 {
	w, g := shingles(want), shingles(got)
	hit, nw, ng := 0, 0, 0
	for s, n := range w {
		hit += min(n, g[s])
		nw += n
	}
	for _, n := range g {
		ng += n
	}
	if hit == 0 {
		return 0
	}
	precision, recall := float64(hit)/float64(ng), float64(hit)/float64(nw)
	return 2 * precision * recall / (precision + recall)
}

// shingles counts the runs of four words in text.
func shingles(text string) map[string]int {
	var words []string
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.IndexFunc(field, func(r rune) bool { return r >= 0x2e80 }) < 0 {
			words = append(words, field)
			continue
		}
		for _, r := range field {
			words = append(words, string(r))
		}
	}
	out := map[string]int{}
	for i := 0; i+4 <= max(len(words), 4); i++ {
		out[strings.Join(words[i:min(i+4, len(words))], " ")]++
	}
	return out
}
