// Package feed writes stories as feeds for those who would rather poll than be mailed: Atom (RFC 4287) and JSON Feed
// (version 1.1, https://www.jsonfeed.org/version/1.1/). Both say the same.
//
// It is pure: what is told, in which words and in which order, is decided before; the same values give the same bytes,
// so that a reader who asks again can be told that nothing changed.
package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"strings"
	"time"
)

// The media types of the two forms.
const (
	AtomType = "application/atom+xml"
	JSONType = "application/feed+json"
)

// Feed is a feed's own data. URLs are absolute.
type Feed struct {
	Title   string
	Lang    string // BCP 47
	Home    string // the page it is of
	Self    string // its own address
	Author  string
	Updated time.Time // when anything in it last changed
	Stories []Story
}

// Story is one story. ID is its own page and stays the same for as long as the story is told.
type Story struct {
	ID        string
	Headline  string
	Text      string
	Lang      string
	Act       string // what can still be acted on, and when; may be empty
	Note      string // a further line, such as the label of machine-written summaries; may be empty
	Sources   []Source
	Towns     []string // and topics
	Published time.Time
	Updated   time.Time
}

// Source is a link to where a story stands.
type Source struct{ Name, URL string }

// body gives a story as a piece of HTML.
func (s Story) body() string {
	var b strings.Builder
	for _, text := range []string{s.Act, s.Text} {
		if text != "" {
			b.WriteString("<p>" + html.EscapeString(text) + "</p>")
		}
	}
	links := make([]string, 0, len(s.Sources))
	for _, src := range s.Sources {
		links = append(links, `<a href="`+html.EscapeString(src.URL)+`">`+html.EscapeString(src.Name)+`</a>`)
	}
	if len(links) > 0 {
		b.WriteString("<p>" + strings.Join(links, " · ") + "</p>")
	}
	if s.Note != "" {
		b.WriteString("<p><small>" + html.EscapeString(s.Note) + "</small></p>")
	}
	return b.String()
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr,omitempty"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Stories []atomStory `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Href  string `xml:"href,attr"`
	Title string `xml:"title,attr,omitempty"`
}

type atomStory struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Content    atomText       `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

// Atom gives the feed as Atom.
func Atom(f Feed) ([]byte, error) {
	out := atomFeed{
		Lang: f.Lang, ID: f.Self, Title: clean(f.Title), Updated: stamp(f.Updated), Author: atomAuthor{f.Author},
		Links: []atomLink{
			{Rel: "self", Type: AtomType, Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Home},
		},
	}
	for _, s := range f.Stories {
		story := atomStory{
			ID: s.ID, Title: clean(s.Headline), Published: stamp(s.Published), Updated: stamp(s.Updated),
			Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: s.ID}}, Content: atomText{"html", clean(s.body())},
		}
		if s.Lang != f.Lang {
			story.Lang = s.Lang
		}
		for _, src := range s.Sources {
			story.Links = append(story.Links, atomLink{Rel: "via", Href: src.URL, Title: clean(src.Name)})
		}
		for _, term := range s.Towns {
			story.Categories = append(story.Categories, atomCategory{clean(term)})
		}
		out.Stories = append(out.Stories, story)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", " ")
	if err := encoder.Encode(out); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type jsonFeed struct {
	Version  string       `json:"version"`
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url"`
	Self     string       `json:"feed_url"`
	Language string       `json:"language,omitempty"`
	Authors  []jsonAuthor `json:"authors"`
	Stories  []jsonStory  `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonStory struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	External  string   `json:"external_url,omitempty"`
	Title     string   `json:"title"`
	HTML      string   `json:"content_html"`
	Summary   string   `json:"summary,omitempty"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
	Language  string   `json:"language,omitempty"`
}

// JSON gives the feed as JSON Feed.
func JSON(f Feed) ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Language: f.Lang,
		Authors: []jsonAuthor{{f.Author}}, Stories: []jsonStory{},
	}
	for _, s := range f.Stories {
		story := jsonStory{
			ID: s.ID, URL: s.ID, Title: s.Headline, HTML: s.body(), Summary: s.Text, Published: stamp(s.Published),
			Modified: stamp(s.Updated), Tags: s.Towns, Language: s.Lang,
		}
		if len(s.Sources) > 0 {
			story.External = s.Sources[0].URL
		}
		out.Stories = append(out.Stories, story)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false) // it is no page
	if err := encoder.Encode(out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// stamp writes an instant as RFC 3339, to the second.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// clean takes out what XML 1.0 cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}
