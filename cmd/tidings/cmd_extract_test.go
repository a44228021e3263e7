package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// storedPage writes an invented page to a temporary file.
func storedPage(t *testing.T) string {
	t.Helper()
	page := `<meta name="PubDate" content="2023-08-07"><h1>River walls mended</h1><p>By Ann Reed</p>
<p>The council met on the river bank, heard the engineers, and asked for a plan before the autumn rains.</p>`
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestExtractText(t *testing.T) {
	var out, errs bytes.Buffer
	args := []string{"extract", "--explain", storedPage(t), "https://news.example/a.html"}
	if code := run(context.Background(), args, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"Title:          River walls mended", "Published:      2023-08-07", "Reporters:      Ann Reed",
		"* published  meta PubDate", "The council met"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestExtractIndex(t *testing.T) {
	file := storedPage(t)
	index := strings.NewReader(file + "\thttps://news.example/a.html\n\n" + file + "\n")
	for _, args := range [][]string{{"--index", "-"}, {"-"}} {
		if _, err := index.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run(context.Background(), append([]string{"extract", "--format", "jsonl"}, args...), index, &out, &errs); code != 0 {
			t.Fatalf("exit %d: %s", code, &errs)
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 2 {
			t.Fatalf("%d lines", len(lines))
		}
		var got articleJSON
		if err := json.Unmarshal([]byte(lines[0]), &got); err != nil {
			t.Fatal(err)
		}
		if got.File != file || got.Title != "River walls mended" || got.Published != "2023-08-07" || got.Byline != "Ann Reed" {
			t.Errorf("%+v", got)
		}
	}
}

// TestExtractLearns: pages of one site are read by what they have in common, and the account says where.
func TestExtractLearns(t *testing.T) {
	var index strings.Builder
	dir := t.TempDir()
	for i := range 6 {
		page := fmt.Sprintf(`<div class="sheet"><h1>Matter %d is settled</h1><div class="words"><p>%s</p>
<p>Ask at the town hall on weekdays, from nine to five, if anything of this is not clear to you.</p></div></div>`,
			i, strings.Repeat(fmt.Sprintf("The council met for the %dth time, heard the engineers, and settled it. ", i+20), 4))
		file := filepath.Join(dir, fmt.Sprintf("%d.html", i))
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&index, "%s\thttps://news.example/%d.html\n", file, i)
	}
	for _, args := range [][]string{{"--learn"}, nil} {
		var out, errs bytes.Buffer
		args := append([]string{"extract", "--format", "jsonl", "--explain", "--index", "-"}, args...)
		if code := run(context.Background(), args, strings.NewReader(index.String()), &out, &errs); code != exitOK {
			t.Fatalf("exit %d: %s", code, &errs)
		}
		learned := len(args) > 6
		if strings.Count(out.String(), "Ask at the town hall") == 0 != learned || strings.Contains(out.String(), "div.words") != learned {
			t.Errorf("%v:\n%s", args, &out)
		}
	}
}

// TestExtractPDF: a PDF file is read as a document.
func TestExtractPDF(t *testing.T) {
	var out, errs bytes.Buffer
	args := []string{"extract", "../../internal/extract/testdata/pdf/notice-en.pdf"}
	if code := run(context.Background(), args, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"Title:          Notice of Flood Wall Repairs on Willow Brook", "Published:      2026-08-07", "On the morning"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestExtractUsage(t *testing.T) {
	for _, args := range [][]string{{"extract"}, {"extract", "--format", "xml", "x"}} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &errs); code != exitUsage {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"extract", "no-such-file"}, nil, &out, &errs); code != exitFailed {
		t.Errorf("missing file: exit %d", code)
	}
}
