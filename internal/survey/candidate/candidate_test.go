package candidate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/fetch"
	"tidings/internal/news"
	"tidings/internal/survey"
	"tidings/internal/survey/candidate"
)

func TestOf(t *testing.T) {
	rule := &news.Rule{Item: "li.news"}
	known := news.Source{
		ID: "oak", Name: "Oakfield", Town: "Oakfield", Country: "US", Zone: "America/Chicago", URL: "https://www.oakfield.example/",
		Topics: []string{"council"}, Rule: rule, TLSInsecure: true,
	}
	for _, tt := range []struct {
		name        string
		known, said news.Source
		want        news.Source
	}{
		{"what is known stays where nothing was said", known, news.Source{}, known},
		{"what was said wins", known, news.Source{ID: "oakfield", Zone: "UTC", Topics: []string{"roads"}, Pages: 2}, news.Source{
			ID: "oakfield", Name: "Oakfield", Town: "Oakfield", Country: "US", Zone: "UTC", URL: known.URL,
			Topics: []string{"roads"}, Rule: rule, TLSInsecure: true, Pages: 2,
		}},
		{"an address gives country, zone and id away", news.Source{URL: "https://www.elmstadt.example.de/"}, news.Source{},
			news.Source{ID: "elmstadt", Country: "DE", Zone: "Europe/Berlin", URL: "https://www.elmstadt.example.de/"}},
		{"an address that gives nothing away", news.Source{URL: "http://127.0.0.1/"}, news.Source{Town: "Yew Hill"},
			news.Source{ID: "yew-hill", Town: "Yew Hill", URL: "http://127.0.0.1/"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, candidate.Of(tt.known, tt.said)); diff != "" {
				t.Errorf("candidate (-want +got):\n%s", diff)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	p := survey.Preview{Source: news.Source{URL: "https://www.oakfield.example/"}}
	p.Crawl.Title, p.Crawl.Lang, p.Crawl.Way = strings.Repeat("The News of Oakfield ", 9), "en-GB", news.WayUndated
	got := candidate.Complete(p)
	if n := len([]rune(got.Name)); n == 0 || n > 60 || !strings.HasPrefix(got.Name, "The News of Oakfield") {
		t.Errorf("the name is %q, want the beginning of the title", got.Name)
	}
	if !strings.HasPrefix(got.Language, "en") || got.Way != news.WayUndated || got.Town == "" {
		t.Errorf("got %+v, want the language of the page, its way, and a town", got)
	}
	p.Source.Name, p.Source.Town, p.Source.Language, p.Crawl.Way = "Oakfield Now", "Oakfield", "fr", news.WayFeed
	got = candidate.Complete(p)
	if got.Name != "Oakfield Now" || got.Town != "Oakfield" || got.Language != "fr" || got.Way != "" {
		t.Errorf("got %+v, want what was said", got)
	}
}

// TestLanguage: as the page says, else as its titles read.
func TestLanguage(t *testing.T) {
	p := survey.Preview{Links: []news.Link{{Title: "市图书馆新馆今天开放，市民可以免费借书"}}}
	if got := candidate.Language(p); got != "zh" {
		t.Errorf("by its titles: %q", got)
	}
	p.Crawl.Lang = "de-AT"
	if got := candidate.Language(p); !strings.HasPrefix(got, "de") {
		t.Errorf("as it says: %q", got)
	}
}

// TestHint: the first thing that helps, and nothing of walls where it was our own guard.
func TestHint(t *testing.T) {
	guarded := fmt.Errorf("look: %w", &fetch.Error{Trouble: fetch.TroubleRobots,
		Err: &fetch.Error{Trouble: fetch.TroubleAddress}})
	walled := survey.Preview{}
	walled.Crawl.Trouble = news.StateBlocked
	changed := survey.Preview{}
	changed.Crawl.Trouble = news.StateRedesigned
	own := walled
	own.Err = guarded
	for _, tt := range []struct {
		name string
		p    survey.Preview
		want string
	}{
		{"our guard, met through robots.txt", own, "crawl.allow_private"},
		{"a wall", walled, "goes round no wall"},
		{"no list", changed, "--rule list="},
		{"nothing known", survey.Preview{}, ""},
	} {
		got := candidate.Hint(tt.p)
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q, want something on %q", tt.name, got, tt.want)
		}
	}
}
