package filter_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/filter"
)

// storedPage writes an invented page to a temporary file.
func storedPage(t *testing.T) string {
	t.Helper()
	page := `<meta name="PubDate" content="2023-08-07"><h1>River walls mended</h1><p>By Ann Reed</p>
<p>The council met on the river bank, heard the engineers, and asked for a plan before the autumn rains.</p>`
	file := filepath.Join(t.TempDir(), "page.html")
	write(t, file, page)
	return file
}

// extracted gives what Extract prints of pages.
func extracted(t *testing.T, pages []filter.Saved, opt filter.ExtractOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := filter.Extract(t.Context(), &out, pages, opt); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExtractText(t *testing.T) {
	out := extracted(t, []filter.Saved{{File: storedPage(t), URL: "https://news.example/a.html"}},
		filter.ExtractOptions{Explain: true})
	for _, want := range []string{"Title:          River walls mended", "Published:      2023-08-07", "Reporters:      Ann Reed",
		"* published  meta PubDate", "The council met"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestExtractJSON(t *testing.T) {
	file := storedPage(t)
	out := extracted(t, []filter.Saved{{File: file, URL: "https://news.example/a.html"}, {File: file}},
		filter.ExtractOptions{JSON: true})
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var got struct{ File, Title, Published, Byline string }
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil {
		t.Fatal(err)
	}
	if got.File != file || got.Title != "River walls mended" || got.Published != "2023-08-07" || got.Byline != "Ann Reed" {
		t.Errorf("%+v", got)
	}
}

// TestExtractLearns: pages of one site are read by what they have in common, and the account says where.
func TestExtractLearns(t *testing.T) {
	var pages []filter.Saved
	dir := t.TempDir()
	for i := range 6 {
		page := fmt.Sprintf(`<div class="sheet"><h1>Matter %d is settled</h1><div class="words"><p>%s</p>
<p>Ask at the town hall on weekdays, from nine to five, if anything of this is not clear to you.</p></div></div>`,
			i, strings.Repeat(fmt.Sprintf("The council met for the %dth time, heard the engineers, and settled it. ", i+20), 4))
		file := filepath.Join(dir, fmt.Sprintf("%d.html", i))
		write(t, file, page)
		pages = append(pages, filter.Saved{File: file, URL: fmt.Sprintf("https://news.example/%d.html", i)})
	}
	for _, learn := range []bool{true, false} {
		out := extracted(t, pages, filter.ExtractOptions{JSON: true, Explain: true, Learn: learn})
		if strings.Contains(out, "Ask at the town hall") == learn || strings.Contains(out, "div.words") != learn {
			t.Errorf("learn %v:\n%s", learn, out)
		}
	}
}

// TestExtractPDF: a PDF file is read as a document.
func TestExtractPDF(t *testing.T) {
	out := extracted(t, []filter.Saved{{File: "../extract/testdata/pdf/notice-en.pdf"}}, filter.ExtractOptions{})
	for _, want := range []string{
		"Title:          Notice of Flood Wall Repairs on Willow Brook", "Published:      2026-08-07", "On the morning",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// TestExtractMissing: what came before the file that is missing is printed.
func TestExtractMissing(t *testing.T) {
	var out bytes.Buffer
	err := filter.Extract(t.Context(), &out, []filter.Saved{{File: storedPage(t)}, {File: "no-such-file"}},
		filter.ExtractOptions{})
	if err == nil || !strings.Contains(out.String(), "River walls mended") {
		t.Errorf("%v\n%s", err, &out)
	}
}
