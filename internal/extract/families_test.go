package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/news"
)

// familyZones are the zones of the invented towns of the content systems whose pages package discover keeps; a town
// that is not named here prints no time of day.
var familyZones = map[string]string{
	"civicplus": "America/Chicago", "wordpress": "America/Chicago",
	"trs": "Asia/Shanghai", "hanweb": "Asia/Shanghai", "longcom": "Asia/Shanghai", "ucap": "Asia/Shanghai",
	"founder": "Asia/Shanghai", "guangdong": "Asia/Shanghai", "aspnet": "Asia/Shanghai",
	"typo3": "Europe/Berlin", "weblication": "Europe/Berlin",
}

// familyGolden is what a family's article.want.json says.
type familyGolden struct {
	Title     string `json:"title"`
	Published string `json:"published"`
	Byline    struct {
		Reporters      []string `json:"reporters"`
		Correspondents []string `json:"correspondents"`
	} `json:"byline"`
	Text string `json:"text"`
}

// TestFamilies reads the article of every content system package discover finds links in: what is found must also be
// read.
func TestFamilies(t *testing.T) {
	pages, err := filepath.Glob("../discover/testdata/*/article.html")
	if err != nil || len(pages) < 12 {
		t.Fatalf("pages: %d, %v", len(pages), err)
	}
	for _, page := range pages {
		name := filepath.Base(filepath.Dir(page))
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			a, why := Extract(Input{URL: "https://news.example/a.html", Body: body,
				Source: news.Source{ID: "s", Zone: familyZones[name]}})
			got := familyGolden{Title: a.Title, Published: a.Published.String(), Text: a.Text}
			got.Byline.Reporters, got.Byline.Correspondents = a.Byline.Reporters, a.Byline.Correspondents
			if d := cmp.Diff(readFamily(t, filepath.Dir(page)), got); d != "" {
				t.Errorf("-want +got\n%s\n%v", d, why.Findings)
			}
			if a.Kind != news.KindArticle {
				t.Errorf("kind %s", a.Kind)
			}
		})
	}
}

// readFamily reads what is wanted of a family's article.
func readFamily(t *testing.T, dir string) familyGolden {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "article.want.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want familyGolden
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.RFC3339, want.Published); err != nil && len(want.Published) != len(time.DateOnly) {
		t.Fatalf("%s: published %q", dir, want.Published)
	}
	return want
}
