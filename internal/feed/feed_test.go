package feed

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

var at = time.Date(2026, 3, 2, 6, 30, 0, 123, time.UTC)

func sample() Feed {
	return Feed{
		Title: "Linden & 临河", Lang: "en", Home: "https://tidings.example/archive", Author: "Tidings", Updated: at,
		Self: "https://tidings.example/feed.atom?digest=linden&language=en",
		Stories: []Story{{
			ID: "https://tidings.example/story/7", Headline: `Bridge <b> "reopens" & stays`, Text: "临河大桥今天通车。 a < b\x01", Lang: "zh",
			Act: "Until 30 March", Note: "by machine", Towns: []string{"Linden", "water"}, Published: at.Add(-time.Hour), Updated: at,
			Sources: []Source{{"Town Hall", "https://linden.example/1?a=1&b=2"}, {"Gazette <x>", "https://gazette.example/"}},
		}, {ID: "https://tidings.example/story/8", Headline: "No text", Published: at, Updated: at}},
	}
}

// TestBothSayTheSame reads both forms with the parser that reads other people's feeds.
func TestBothSayTheSame(t *testing.T) {
	for name, write := range map[string]func(Feed) ([]byte, error){"atom": Atom, "json": JSON} {
		t.Run(name, func(t *testing.T) {
			body, err := write(sample())
			if err != nil {
				t.Fatal(err)
			}
			got, err := gofeed.NewParser().Parse(bytes.NewReader(body))
			if err != nil || got.FeedType != name || len(got.Items) != 2 {
				t.Fatalf("%v\n%s", err, body)
			}
			story := got.Items[0]
			if got.Title != "Linden & 临河" || got.Link != sample().Home || got.FeedLink != sample().Self || got.Language != "en" {
				t.Errorf("feed %+v", got)
			}
			if story.GUID != "https://tidings.example/story/7" || story.Title != `Bridge <b> "reopens" & stays` ||
				!story.PublishedParsed.Equal(at.Add(-time.Hour).Truncate(time.Second)) ||
				!story.UpdatedParsed.Equal(at.Truncate(time.Second)) || strings.Join(story.Categories, " ") != "Linden water" {
				t.Errorf("story %+v", story)
			}
			for _, want := range []string{
				"<p>Until 30 March</p>", "a &lt; b", `href="https://linden.example/1?a=1&amp;b=2"`, "Gazette &lt;x&gt;",
				"<small>by machine</small>",
			} {
				if !strings.Contains(story.Content, want) {
					t.Errorf("no %q in %s", want, story.Content)
				}
			}
			again, err := write(sample())
			if err != nil || !bytes.Equal(again, body) {
				t.Error("the same values give other bytes")
			}
		})
	}
}

// TestRequired holds what the two specifications ask of every feed, an empty one included.
func TestRequired(t *testing.T) {
	empty := Feed{Title: "x", Self: "https://tidings.example/feed.atom", Home: "https://tidings.example/", Author: "a", Updated: at}
	body, err := Atom(empty)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom">`, "<id>https://tidings.example/feed.atom</id>", "<title>x</title>",
		"<updated>2026-03-02T06:30:00Z</updated>", "<name>a</name>", `rel="self"`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if body, err = JSON(empty); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if got["version"] != "https://jsonfeed.org/version/1.1" || got["title"] != "x" || got["items"] == nil {
		t.Errorf("%v", got)
	}
}
