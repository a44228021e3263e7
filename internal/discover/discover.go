// Package discover turns a listing into links: an HTML index page, a feed, a sitemap, a JSON answer, or a page whose
// rows hide in CDATA. [Find] takes the bytes of one answer, already in UTF-8, and gives the links and the way they
// were found; it fetches nothing, knows no clock and keeps no state. The crawl asks it first, fetches the feeds it
// advertises or the next page it names, and asks again.
//
// The ways are tried in the order of [news.Way]: the operator's rule, a feed, a sitemap, rows hidden in scripts, a
// repeated block of links with dates beside them, links with dates in their addresses, and last a block without any
// dates, which is to be used only after a person confirmed it: it may be a menu.
//
// A listing is seen as rows, each with one date. The first link of a row carries the date; its other links are its
// attachments and carry none. A row without an address of its own, as in schedules, becomes a link of kind
// [news.LinkInline] to its place on the listing.
//
// Below it stand package address, which knows what an address is worth by its text, package markup, which reads single
// elements, package role, which tells the part each plays, package phrase, which knows their words, and package pager,
// which finds the next page. How the elements of a page stand to each other is known here.
package discover

import (
	"bytes"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/pager"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// MaxBody is how much of a listing is looked at; the largest of 374 municipal listing pages had 1.4 MB.
const MaxBody = 8 << 20

// MaxLinks bounds the links of one listing.
const MaxLinks = 2000

// Input is one answer to read.
type Input struct {
	URL         string      // where it came from, after redirects
	ContentType string      // the header's value, may be empty
	Body        []byte      // in UTF-8
	Source      news.Source // Rule, Way, Language, Zone and Hosts are used
	Now         time.Time   // when it was fetched, for dates without a year; may be zero
	Saved       bool        // a copy, fetched at some time before Now: the page itself is asked for its age first
}

// Result is what was found.
type Result struct {
	Way      news.Way
	Links    []news.Link
	Next     string      // the next page of the listing, "" for none
	NextForm *pager.Form // asks for the next page where only an ASP.NET form leads to it; nil for none, and beside Next
	Scripted bool        // there are further pages, but only a script of the page that cannot be followed leads to them
	Feeds    []string    // feeds the page advertises, best first
	Refresh  string      // where a meta refresh leads
	Title    string      // of the feed or page
	Lang     string      // of the feed or page, "" when not said
}

// Confirmed reports whether the links may be used without a person having looked at them.
func (r Result) Confirmed() bool { return len(r.Links) > 0 && r.Way != news.WayUndated }

// Find reads one answer. The error is [fault.Invalid] when the answer cannot be a listing of any kind, or when the
// source's rule does not fit; a page without links is no error, only an empty Result.
func Find(in Input) (Result, error) {
	if len(in.Body) > MaxBody {
		return Result{}, fault.New(fault.Invalid, "listing %s: %d bytes are too many", in.URL, len(in.Body))
	}
	s, err := newSite(in)
	if err != nil {
		return Result{}, err
	}
	body := bytes.TrimPrefix(bytes.TrimSpace(in.Body), []byte("\xef\xbb\xbf"))
	switch sniff(body) {
	case formJSON:
		return s.json(body)
	case formFeed:
		return s.feed(body)
	case formSitemap:
		return s.sitemap(body)
	}
	return s.html(body)
}

// site is one answer being read, with what is known of its source.
type site struct {
	*address.Site
	in   Input
	lang string
}

// newSite parses the answer's address.
func newSite(in Input) (*site, error) {
	addresses, err := address.New(in.URL, in.Source)
	if err != nil {
		return nil, err
	}
	in.URL = addresses.URL
	return &site{Site: addresses, in: in, lang: in.Source.Language}, nil
}

// link makes a Link of an href; ok is false when it leads nowhere or to the listing itself.
func (s *site) link(href, title string) (news.Link, bool) {
	l, ok := s.Link(href)
	if ok {
		l.Title = markup.Clean(title)
	}
	return l, ok
}

// options gives how dates of this source are read.
func (s *site) options() dates.Options {
	lang := s.lang
	if base, _, _ := strings.Cut(lang, "-"); (base == "" || base == "zh") && strings.HasSuffix(address.Host(s.in.URL), ".tw") {
		lang = "zh-TW" // its offices count years from 1912
	}
	return dates.Options{Language: lang, Zone: s.in.Source.Location(), Now: s.in.Now}
}

// form is what bytes look like.
type form uint8

const (
	formHTML form = iota
	formFeed
	formSitemap
	formJSON
)

// sniff tells the form by the first element or bracket. Servers label feeds text/html too often to ask the header.
func sniff(body []byte) form {
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return formJSON
	}
	switch root(body[:min(len(body), 4096)]) {
	case "rss", "rdf:rdf", "feed", "channel", "rdf":
		return formFeed
	case "urlset", "sitemapindex":
		return formSitemap
	}
	return formHTML
}

// root gives the lower-case name of the first element, comments, doctype and processing instructions skipped.
func root(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return ""
		}
		head = head[i+1:]
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			_, rest, ok := bytes.Cut(head, []byte("-->"))
			if !ok {
				return ""
			}
			head = rest
		case head[0] == '?' || head[0] == '!':
		default:
			n := bytes.IndexAny(head, " \t\r\n/>")
			if n < 0 {
				return ""
			}
			return string(bytes.ToLower(head[:n]))
		}
	}
}
