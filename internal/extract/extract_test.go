package extract

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/news"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden is the readable form of an article in testdata/<case>/want.json.
type golden struct {
	Kind           news.ArticleKind
	URL            string
	Title          string
	Lang           string
	Published      string
	Updated        string            `json:",omitempty"`
	Event          string            `json:",omitempty"`
	Reporters      []string          `json:",omitempty"`
	Correspondents []string          `json:",omitempty"`
	Outlet         string            `json:",omitempty"`
	Place          string            `json:",omitempty"`
	Image          news.Image        `json:",omitzero"`
	Attachments    []news.Attachment `json:",omitempty"`
	Text           []string
}

// source gives the source a case is read as: zone and language by its name's prefix.
func source(name string) news.Source {
	switch {
	case strings.HasPrefix(name, "zh"):
		return news.Source{ID: "s", Name: "柳溪市人民政府", Zone: "Asia/Shanghai", Language: "zh"}
	case strings.HasPrefix(name, "ja"):
		return news.Source{ID: "s", Zone: "Asia/Tokyo", Language: "ja"}
	case strings.HasPrefix(name, "ko"):
		return news.Source{ID: "s", Zone: "Asia/Seoul", Language: "ko"}
	case strings.HasPrefix(name, "de"), strings.HasPrefix(name, "fr"):
		return news.Source{ID: "s", Zone: "Europe/Berlin"}
	}
	return news.Source{ID: "s"}
}

// TestGolden reads the invented pages of testdata, one folder per kind of site.
func TestGolden(t *testing.T) {
	pages, err := filepath.Glob("testdata/*/page.*")
	if err != nil || len(pages) < 12 {
		t.Fatalf("pages: %d, %v", len(pages), err)
	}
	for _, page := range pages {
		dir := filepath.Dir(page)
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			a, _ := Extract(Input{URL: "https://news.example/2023/a.html", Body: body, Source: source(name)})
			got := golden{
				a.Kind, a.URL, a.Title, a.Lang, a.Published.String(), a.Updated.String(), a.Event.String(), a.Byline.Reporters,
				a.Byline.Correspondents, a.Outlet, a.Place, a.Image, a.Attachments, strings.Split(a.Text, "\n"),
			}
			compare(t, filepath.Join(dir, "want.json"), got)
		})
	}
}

// compare holds got against the golden file, or rewrites it.
func compare(t *testing.T, file string, got golden) {
	t.Helper()
	if *update {
		b, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestSameForms reads one article as plain text, as paragraphs and as lines in one block: all must come out alike.
func TestSameForms(t *testing.T) {
	paras := []string{
		"date 2023-08-07 Willow Brook Town Council Holds Meeting on Flood Walls",
		"On the morning of August 3, the town council of Willow Brook held a meeting on its flood walls. Its members " +
			"walked the bank, heard the engineers, and asked for a plan before the autumn rains come.",
		"The meeting stressed that repairs begin with the oldest walls, that neighbours be told early, and that the work " +
			"be open to inspection by anyone who lives along the brook.",
		"This news article was reported by Ann Reed and correspondent Tom Field.",
		"Share this: Twitter", "Facebook",
	}
	want := strings.Join(paras[1:4], "\n\n")
	for name, page := range map[string]string{
		"plain text": strings.Join(paras, "\n\n"),
		"paragraphs": "<html><body><p>" + strings.Join(paras, "</p><p>") + "</p></body></html>",
		"breaks":     "<div>" + strings.Join(paras, "<br>\n") + "</div>",
		"two breaks": "<div>" + strings.Join(paras, "<br/><br/>") + "</div>",
	} {
		a, _ := Extract(Input{Body: []byte(page)})
		if a.Text != want {
			t.Errorf("%s: text\n%s", name, cmp.Diff(want, a.Text))
		}
		if want := "Willow Brook Town Council Holds Meeting on Flood Walls"; a.Title != want {
			t.Errorf("%s: title %q", name, a.Title)
		}
		if a.Published.String() != "2023-08-07" || a.Event.String() != "2023-08-03" {
			t.Errorf("%s: published %s, event %s", name, a.Published, a.Event)
		}
		by := news.Byline{Reporters: []string{"Ann Reed"}, Correspondents: []string{"Tom Field"}}
		if d := cmp.Diff(by, a.Byline); d != "" {
			t.Errorf("%s: byline %s", name, d)
		}
	}
}

// TestZone: an instant is put into the source's zone; without one it keeps the offset it was printed with.
func TestZone(t *testing.T) {
	page := []byte(`<meta property="article:published_time" content="2023-08-06T23:30:00Z"><h1>Bridge opens</h1>` +
		`<p>The new bridge was opened on Sunday night with music, lights, and a walk across the river.</p>`)
	a, _ := Extract(Input{Body: page, Source: news.Source{Zone: "Asia/Shanghai"}})
	if got := a.Published.String(); got != "2023-08-07T07:30:00+08:00" {
		t.Errorf("with zone: %s", got)
	}
	a, _ = Extract(Input{Body: page})
	if got := a.Published.String(); got != "2023-08-06T23:30:00Z" {
		t.Errorf("without: %s", got)
	}
}

// TestListingHints: the listing's title and date stand in where the page says nothing.
func TestListingHints(t *testing.T) {
	page := []byte(`<div><p>The library opens its doors again in the old mill, with more seats, and longer hours ` +
		`for pupils.</p>` +
		`<p>Readers may bring their own cups, says the librarian, and leave them on the shelf by the door.</p></div>`)
	at := news.Day(2023, time.March, 4, time.UTC)
	a, why := Extract(Input{Body: page, Link: news.Link{Title: "Library opens again", Published: at}})
	if a.Title != "Library opens again" || a.Published.String() != "2023-03-04" {
		t.Errorf("title %q, published %s", a.Title, a.Published)
	}
	chosen := map[string]string{}
	for _, f := range why.Findings {
		if f.Chosen {
			chosen[f.Field] = f.Layer
		}
	}
	if chosen["title"] != "listing" || chosen["published"] != "listing" {
		t.Errorf("chosen layers: %v", chosen)
	}
}

// TestRule: the operator's selectors come before everything.
func TestRule(t *testing.T) {
	page := []byte(`<h1>Notice</h1><div class="x"><p>Short text, wanted.</p><p class="no">Unwanted, cut.</p></div>` +
		`<div class="y">` + strings.Repeat("<p>Long other text, with commas, and sentences that go on.</p>", 20) + `</div>`)
	src := news.Source{Rule: &news.Rule{Body: "div.x", Remove: []string{".no"}}}
	a, _ := Extract(Input{Body: page, Source: src})
	if a.Text != "Short text, wanted." {
		t.Errorf("text %q", a.Text)
	}
}

// TestDeterministic: the same bytes give the same answer.
func TestDeterministic(t *testing.T) {
	body, err := os.ReadFile("testdata/en-blog/page.html")
	if err != nil {
		t.Fatal(err)
	}
	first, why := Extract(Input{Body: body})
	for range 5 {
		again, whyAgain := Extract(Input{Body: body})
		if d := cmp.Diff(first, again) + cmp.Diff(why, whyAgain); d != "" {
			t.Fatal(d)
		}
	}
}

// TestStatedText: a page filled by script still gives the text its JSON-LD states.
func TestStatedText(t *testing.T) {
	stated := strings.Repeat("The council met on the river bank, and heard the engineers. ", 8)
	page := `<script type="application/ld+json">` +
		`{"@type":"Article","headline":"Walls","articleBody":"` + stated + `\n\nSecond."}</script>` +
		`<div id="app">Loading, please wait.</div>`
	a, _ := Extract(Input{Body: []byte(page)})
	if want := strings.TrimSpace(stated) + "\n\nSecond."; a.Text != want || a.Kind != news.KindArticle {
		t.Errorf("%s %q", a.Kind, a.Text)
	}
}
