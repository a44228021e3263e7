package discover

import (
	"bytes"
	"html"
	"strings"

	"github.com/mmcdole/gofeed"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// feed reads RSS 0.9x, 1.0 (RDF) and 2.0, Atom and JSON Feed.
func (s *site) feed(body []byte) (Result, error) {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return Result{}, fault.New(fault.Invalid, "feed %s: %w", s.in.URL, err)
	}
	r := Result{Way: news.WayFeed, Title: markup.Clean(parsed.Title), Lang: parsed.Language}
	if s.lang == "" {
		s.lang = parsed.Language
	}
	seen := map[string]bool{}
	for _, entry := range parsed.Items {
		l, ok := s.link(feedLink(entry), plain(entry.Title))
		if !ok || seen[l.URL] || len(r.Links) == MaxLinks {
			continue
		}
		seen[l.URL] = true
		l.Published = s.feedDate(entry)
		r.Links = append(r.Links, l)
	}
	return r, nil
}

// feedLink gives where an entry leads: its link, else a GUID that is an address, else an enclosure.
func feedLink(entry *gofeed.Item) string {
	switch {
	case entry.Link != "":
		return entry.Link
	case len(entry.Links) > 0:
		return entry.Links[0]
	case strings.HasPrefix(entry.GUID, "http"):
		return entry.GUID
	case len(entry.Enclosures) > 0:
		return entry.Enclosures[0].URL
	}
	return ""
}

// feedDate reads an entry's date as printed, so that a bare date stays one and lies in the source's zone.
func (s *site) feedDate(entry *gofeed.Item) news.Date {
	printed := []string{entry.Published}
	if entry.DublinCoreExt != nil {
		printed = append(printed, entry.DublinCoreExt.Date...)
	}
	for _, text := range append(printed, entry.Updated) {
		if d, ok := dates.Parse(text, s.options()); ok {
			return d
		}
	}
	if entry.PublishedParsed != nil {
		return news.Date{Time: entry.PublishedParsed.In(s.in.Source.Location()), Clock: true}
	}
	return news.Date{}
}

// plain turns a feed's title, which may hold entities twice over and tags, into text.
func plain(title string) string {
	title = html.UnescapeString(title)
	for {
		i := strings.IndexByte(title, '<')
		if i < 0 {
			return title
		}
		j := strings.IndexByte(title[i:], '>')
		if j < 0 || i+1 < len(title) && (title[i+1] == ' ' || title[i+1] == '=') {
			return title
		}
		title = title[:i] + title[i+j+1:]
	}
}
