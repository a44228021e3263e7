package filter_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tidings/internal/fault"
	"tidings/internal/filter"
)

const sampleListing = `<html lang="en"><ul><li><a href="/levee">Council votes on the levee</a> May 6, 2024</li>
<li><a href="/library">Library hours are longer</a> May 2, 2024</li></ul><a rel="next" href="?p=2">Next</a></html>`

func TestDiscover(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "l.html")
	write(t, page, sampleListing)
	line := `{"file":"` + page + `","way":"dated","links":[` +
		`{"url":"https://town.example/levee","title":"Council votes on the levee","date":"2024-05-06"},` +
		`{"url":"https://town.example/library","title":"Library hours are longer","date":"2024-05-02"}],` +
		`"next":"https://town.example/news?p=2"}`
	missing := filter.Saved{File: filepath.Join(dir, "gone.html"), URL: "https://town.example/"}
	here := filter.Saved{File: page, URL: "https://town.example/news"}
	tests := []struct {
		name  string
		pages []filter.Saved
		json  bool
		kind  fault.Kind // of the error; Internal = none
		want  string     // a part of what is printed
	}{
		{"one file", []filter.Saved{here}, false, fault.Internal, "2024-05-06  Council votes"},
		{"as JSON", []filter.Saved{here}, true, fault.Internal, line + "\n"},
		{"one is missing", []filter.Saved{here, missing}, true, fault.Partial, line},
		{"none is there", []filter.Saved{missing}, false, fault.Invalid, ""},
		{"no address", []filter.Saved{{File: page}}, false, fault.Internal, "http://listing.invalid/levee"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, talk bytes.Buffer
			err := filter.Discover(t.Context(), &out, &talk, tt.pages, filter.DiscoverOptions{JSON: tt.json})
			if fault.KindOf(err) != tt.kind || !strings.Contains(out.String(), tt.want) {
				t.Errorf("%v; printed\n%s\nwant\n%s\n%s", err, &out, tt.want, &talk)
			}
		})
	}
}

// TestIndex: lines of a file and its address; the address may be left out.
func TestIndex(t *testing.T) {
	got, err := filter.Index(strings.NewReader("a b.html\thttps://town.example/ \n\nc.html\n"), "-")
	want := []filter.Saved{{File: "a b.html", URL: "https://town.example/"}, {File: "c.html"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := filter.Index(nil, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("an index that is not there is read")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
