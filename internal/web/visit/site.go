// Package visit is what every page shares: one request's way from the guard to a page in the reader's language, or to
// the page that says what went wrong.
//
// [New] makes the [Site]; [Site.Guard] stands before all its handlers, [Site.Handle] gives each of them a [Visit] and
// turns its error into status, page and log. A visit knows the language, writes links and times as the page's reader
// needs them, renders, and refuses those who ask too often. It knows digests and sources only so far as to say which of
// them are public. What is on the pages is none of its business: see the packages reading, acting and inbox.
package visit

import (
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/templates"
)

// Options are what all pages are made of. All but Contact, Postal, TrustedProxies, InboxHome, ShowBase and ShowHosts
// are needed.
type Options struct {
	Store     *store.Store
	Reader    *reader.Room
	Templates *templates.Set
	Keys      token.Keyring
	Digests   []news.Digest

	BaseURL string // where readers reach the pages, without a slash at the end
	Service string // the operator's name for the service
	Contact string // mail address or https URL
	Postal  string

	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	InboxHome bool              // the inbox is the front page, for the demo
	ShowBase  string            // where links in mails and pages lead instead of BaseURL; "" = there
	ShowHosts map[string]string // further URL prefixes, and what mails and pages show for them

	Now func() time.Time
	Log *slog.Logger
}

// Site is what all visits share.
type Site struct {
	Options
	Prefix string   // path of BaseURL
	Host   string   // of BaseURL
	Tags   []string // languages of the pages

	style   string           // URL of the style sheet, with its version
	matcher language.Matcher // gives indices of Tags
	forms   *gate[netip.Prefix]
	reads   *gate[netip.Prefix]
	mailed  *gate[string] // by address
}

// New makes a site.
func New(opt Options) *Site {
	if opt.Service == "" {
		opt.Service = "Tidings"
	}
	s := &Site{
		Options: opt, forms: newGate[netip.Prefix](formRate, opt.Now), reads: newGate[netip.Prefix](readRate, opt.Now),
		mailed: newGate[string](addressRate, opt.Now),
	}
	if u, err := url.Parse(opt.BaseURL); err == nil {
		s.Prefix, s.Host = strings.TrimRight(u.Path, "/"), u.Hostname()
	}
	s.style = s.Prefix + "/style.css?v=" + version(opt.Templates.CSS())
	s.Tags = opt.Templates.Languages()
	tags := make([]language.Tag, len(s.Tags))
	for i, t := range s.Tags {
		tags[i] = language.Make(t)
	}
	s.matcher = language.NewMatcher(tags)
	return s
}

// home is the path of the subscribe page, which is the front page unless the inbox is.
func (s *Site) home() string {
	if s.InboxHome {
		return "/subscribe"
	}
	return "/"
}
