package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sampleListing = `<html lang="en"><ul><li><a href="/levee">Council votes on the levee</a> May 6, 2024</li>
<li><a href="/library">Library hours are longer</a> May 2, 2024</li></ul><a rel="next" href="?p=2">Next</a></html>`

func TestDiscover(t *testing.T) {
	dir := t.TempDir()
	page, index := filepath.Join(dir, "l.html"), filepath.Join(dir, "index.tsv")
	write(t, page, sampleListing)
	write(t, index, page+"\thttps://town.example/news\n"+filepath.Join(dir, "gone.html")+"\thttps://town.example/\n")
	line := `{"file":"` + page + `","way":"dated","links":[` +
		`{"url":"https://town.example/levee","title":"Council votes on the levee","date":"2024-05-06"},` +
		`{"url":"https://town.example/library","title":"Library hours are longer","date":"2024-05-02"}],` +
		`"next":"https://town.example/news?p=2"}`
	tests := []struct {
		name string
		args []string
		code int
		want string // a part of standard output
	}{
		{"one file", []string{"discover", page, "https://town.example/news"}, exitOK, "2024-05-06  Council votes"},
		{"jsonl", []string{"discover", "--format", "jsonl", page, "https://town.example/news"}, exitOK, line + "\n"},
		{"index with a missing file", []string{"discover", "--format", "jsonl", "--index", index}, exitPartial, line},
		{"no arguments", []string{"discover"}, exitUsage, ""},
		{"unknown format", []string{"discover", "--format", "xml", page, "u"}, exitUsage, ""},
		{"nothing readable", []string{"discover", filepath.Join(dir, "gone"), "u"}, exitFailed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(context.Background(), tt.args, strings.NewReader(""), &out, &errs)
			if code != tt.code || !strings.Contains(out.String(), tt.want) {
				t.Errorf("exit %d, want %d; printed\n%s\nwant\n%s\n%s", code, tt.code, out.String(), tt.want, errs.String())
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
