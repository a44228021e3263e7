// Package candidate makes a source of what a person said of it, what the catalogue has, what its address gives away and
// what its page shows, in this order: a source that is looked at is made by [Of], one that is to be saved by [Complete].
// It asks nobody and keeps nothing; package survey looks and saves.
package candidate

import (
	"cmp"
	"errors"
	"strings"

	"tidings/internal/extract/lang"
	"tidings/internal/fetch"
	"tidings/internal/guess"
	"tidings/internal/news"
	"tidings/internal/survey"
	"tidings/templates"
)

// maxName is how many characters of a page's title a source's name has.
const maxName = 60

// Of gives the source to look at: known, which has at least its URL, under what was said of it. said wins wherever it is
// not zero, but for its URL and Enabled, which are not looked at; what neither has is guessed from the address.
func Of(known, said news.Source) news.Source {
	g, s := guess.Of(known.URL), known
	s.ID = cmp.Or(said.ID, s.ID, g.ID, guess.ID(said.Town), "source")
	s.Name, s.Region, s.Town = cmp.Or(said.Name, s.Name), cmp.Or(said.Region, s.Region), cmp.Or(said.Town, s.Town)
	s.Country, s.Zone = cmp.Or(said.Country, s.Country, g.Country), cmp.Or(said.Zone, s.Zone, g.Zone)
	s.Language, s.Schedule = cmp.Or(said.Language, s.Language), cmp.Or(said.Schedule, s.Schedule)
	s.Backfill, s.Pages = cmp.Or(said.Backfill, s.Backfill), cmp.Or(said.Pages, s.Pages)
	s.Way, s.Attachments = cmp.Or(said.Way, s.Way), cmp.Or(said.Attachments, s.Attachments)
	s.Rule, s.TLSInsecure = cmp.Or(said.Rule, s.Rule), said.TLSInsecure || s.TLSInsecure
	if len(said.Topics) > 0 {
		s.Topics = said.Topics
	}
	return s
}

// Complete gives the source that was looked at with what only its page could say: its name, its language, and that its
// links have no dates. The town is taken from the address where nobody said it.
func Complete(p survey.Preview) news.Source {
	s, g := p.Source, guess.Of(p.Source.URL)
	s.Town = cmp.Or(s.Town, g.Town)
	s.Name = cmp.Or(s.Name, templates.Truncate(guess.Name(p.Crawl.Title), maxName), s.Town)
	s.Language = cmp.Or(s.Language, Language(p))
	if p.Crawl.Way == news.WayUndated {
		s.Way = news.WayUndated
	}
	return s
}

// Language gives the language a source was seen to have: as the page says, as it was looked at, or as its titles and
// its first page read.
func Language(p survey.Preview) string {
	if p.Crawl.Lang != "" {
		return lang.Tag(p.Crawl.Lang)
	}
	var titles []string
	for _, l := range p.Links {
		titles = append(titles, l.Title)
	}
	return cmp.Or(p.Source.Language, lang.Detect(strings.Join(titles, "\n")), p.Sample.Lang)
}

// Hint says what else could be tried where no source can be made of what was looked at, as the end of a sentence; ""
// where nothing comes to mind.
func Hint(p survey.Preview) string {
	switch {
	case guarded(p.Err):
		return ". Addresses of this machine and of private networks are not read, unless crawl.allow_private is true"
	case p.Crawl.Wall != "" || p.Crawl.Trouble == news.StateBlocked:
		return ". The site does not want programs, and tidings goes round no wall; look for another publisher of its news"
	case len(p.More) > 0:
		return ". Try one of the pages the site calls its news"
	case p.Crawl.Trouble == news.StateRedesigned:
		return ". Look for the page that lists the news, or say how to read this one: --rule list=… --rule item=…"
	}
	return ""
}

// guarded reports whether it was our own address guard that refused, be it for robots.txt.
func guarded(err error) bool {
	for cause, ok := errors.AsType[*fetch.Error](err); ok; cause, ok = errors.AsType[*fetch.Error](cause.Err) {
		if cause.Trouble == fetch.TroubleAddress {
			return true
		}
	}
	return false
}
