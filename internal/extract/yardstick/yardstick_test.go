package main

import (
	"os"
	"path/filepath"
	"testing"
)

// benchPages gives the pages to time: those of $YARDSTICK_PAGES/*.html, else the golden ones.
func benchPages(b *testing.B) [][]byte {
	b.Helper()
	pattern := "../testdata/*/page.html"
	if dir := os.Getenv("YARDSTICK_PAGES"); dir != "" {
		pattern = filepath.Join(dir, "*.html")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		b.Fatalf("pages %s: %v", pattern, err)
	}
	var pages [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, body)
	}
	return pages
}

// BenchmarkExtract times one page of each extractor; compare the three, not runs on different machines.
func BenchmarkExtract(b *testing.B) {
	pages := benchPages(b)
	for _, e := range extractors {
		b.Run(e.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				e.read(pages[i%len(pages)])
				i++
			}
		})
	}
}

// TestNotBehind: on the golden pages no other extractor reads the text better.
func TestNotBehind(t *testing.T) {
	pages, err := load("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	ours, _ := measure(extractors[0], pages)
	for _, e := range extractors[1:] {
		if f, _ := measure(e, pages); f > ours {
			t.Errorf("%s %.3f, ours %.3f", e.name, f, ours)
		}
	}
}
