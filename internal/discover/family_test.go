package discover_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/discover"
	"tidings/internal/news"
)

var update = flag.Bool("update", false, "rewrite the expected output under testdata")

// want is a family's want.json: how its listing was asked for and what is in it.
type want struct {
	URL      string     `json:"url"`
	Language string     `json:"language"`
	Zone     string     `json:"zone"`
	Now      *time.Time `json:"now,omitempty"`
	Way      news.Way   `json:"way"`
	Links    []wantLink `json:"links"`
	Next     string     `json:"next,omitempty"`
	Feeds    []string   `json:"feeds,omitempty"`
}

type wantLink struct {
	URL   string        `json:"url"`
	Title string        `json:"title"`
	Date  string        `json:"date"`
	Kind  news.LinkKind `json:"kind"`
}

// TestFamilies reads one listing of each family of content systems, without a rule.
func TestFamilies(t *testing.T) {
	files, err := filepath.Glob("testdata/*/want.json")
	if err != nil || len(files) < 34 {
		t.Fatalf("%d families, %v", len(files), err)
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			w := readWant(t, file)
			got := w
			fill(t, &got, dir)
			if *update {
				writeWant(t, file, got)
				return
			}
			if diff := cmp.Diff(w, got); diff != "" {
				t.Errorf("listing (-want +got):\n%s", diff)
			}
		})
	}
}

// fill replaces the outcome in w by what Find gives.
func fill(t *testing.T, w *want, dir string) {
	t.Helper()
	found, err := filepath.Glob(dir + "/listing.*")
	if err != nil || len(found) != 1 {
		t.Fatalf("listings %v, %v", found, err)
	}
	body, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	in := discover.Input{URL: w.URL, Body: body, Source: news.Source{URL: w.URL, Language: w.Language, Zone: w.Zone}}
	if w.Now != nil {
		in.Now = *w.Now
	}
	r, err := discover.Find(in)
	if err != nil {
		t.Fatal(err)
	}
	w.Way, w.Next, w.Feeds, w.Links = r.Way, r.Next, r.Feeds, nil
	for _, l := range r.Links {
		w.Links = append(w.Links, wantLink{l.URL, l.Title, l.Published.String(), l.Kind})
	}
}

func readWant(t *testing.T, file string) want {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var w want
	if err := json.Unmarshal(text, &w); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return w
}

func writeWant(t *testing.T, file string, w want) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(w); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
