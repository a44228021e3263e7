// Package web is what readers, operators and programs see over HTTP: the subscribe, confirm, preferences, unsubscribe,
// archive, search, story, edition and status pages, the feeds, the API, health, metrics and, where there is one, the
// inbox of mails that never left the machine.
//
// [New] gives one http.Handler; whoever serves it sets time-outs. Handlers return errors, and one adapter turns them
// into status, page and log. There are no accounts, cookies or scripts: a reader acts by signed links (package token).
// Three rules hold for every page and are tested over all routes:
//
//   - GET and HEAD change nothing, since link scanners follow every link of a mail. Acting is a POST.
//   - A POST of a page must come from our own pages; only the one-click unsubscribe of RFC 8058 may come from anywhere.
//   - An answer never says whether an address is known, and no address is logged.
//
// The wishes themselves go through package reader, stories through package digest; nothing is decided here twice.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"tidings/internal/feed"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/templates"
)

// Options are what the pages are made of. All but Contact, Postal, Token, Metrics, TrustedProxies, Hook, Inbox, ShowBase
// and ShowHosts are needed.
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

	Token          string         // for POST /api/v1/crawls; "" = the API only reads
	Metrics        bool           // show /metrics
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	// Enqueue inserts crawls of the sources, joined by runID.
	Enqueue func(ctx context.Context, runID string, sourceIDs ...string) error

	// Hook takes one report of a mail service; nil = none are taken.
	Hook func(ctx context.Context, service string, header http.Header, body []byte) error

	Inbox     Mailbox           // nil = no inbox
	InboxHome bool              // the inbox is the front page, for the demo
	ShowBase  string            // where links in mails and pages lead instead of BaseURL; "" = there
	ShowHosts map[string]string // further URL prefixes, and what mails and pages show for them

	Now func() time.Time
	Log *slog.Logger
}

// site is the pages with what they share.
type site struct {
	Options
	prefix  string // path of BaseURL
	style   string // URL of the style sheet, with its version
	matcher language.Matcher
	tags    []string // languages in the order of matcher
	host    string   // of BaseURL
	kept    *shelf   // stories of the last pages
	forms   *gate[netip.Prefix]
	reads   *gate[netip.Prefix]
	mailed  *gate[string] // by address
}

// New makes the handler.
func New(opt Options) http.Handler {
	if opt.Service == "" {
		opt.Service = "Tidings"
	}
	s := &site{
		Options: opt, kept: newShelf(opt.Now), forms: newGate[netip.Prefix](formRate, opt.Now),
		reads: newGate[netip.Prefix](readRate, opt.Now), mailed: newGate[string](addressRate, opt.Now),
	}
	if u, err := url.Parse(opt.BaseURL); err == nil {
		s.prefix, s.host = strings.TrimRight(u.Path, "/"), u.Hostname()
	}
	s.style = s.prefix + "/style.css?v=" + version(opt.Templates.CSS())
	s.tags = opt.Templates.Languages()
	tags := make([]language.Tag, len(s.tags))
	for i, t := range s.tags {
		tags[i] = language.Make(t)
	}
	s.matcher = language.NewMatcher(tags)

	mux := http.NewServeMux()
	s.routes(mux)
	s.api(mux)
	return s.guard(mux)
}

// handlers gives the pages by their patterns.
func (s *site) handlers() map[string]handler {
	return map[string]handler{
		"GET /{$}":         s.showHome,
		"GET /subscribe":   s.showSubscribe,
		"POST /subscribe":  s.subscribe,
		"GET /preview":     s.showPreview,
		"POST /preview":    s.preview,
		"GET /archive":     s.showArchive,
		"GET /search":      s.showSearch,
		"GET /feed.atom":   showFeed(feed.Atom, feed.AtomType),
		"GET /feed.json":   showFeed(feed.JSON, feed.JSONType),
		"GET /feed.ics":    s.showCalendar,
		"GET /status":      s.showStatus,
		"GET /style.css":   s.showStyle,
		"GET /robots.txt":  s.showRobots,
		"GET /healthz":     s.showHealth,
		"GET /readyz":      s.showReady,
		"GET /favicon.ico": nothing,

		"GET /archive/{digest}/{day}": s.showDay,
		"GET /archive/{digest}":       s.showArchive,
		"GET /story/{id}":             s.showStory,

		"GET /story/{id}/calendar.ics":      s.showStoryCalendar,
		"GET /edition/{token}":              s.showEdition,
		"GET /edition/{token}/calendar.ics": s.showEditionCalendar,

		"GET /confirm/{token}":        s.showConfirm,
		"POST /confirm/{token}":       s.confirm,
		"POST /confirm/{token}/renew": s.renew,
		"GET /confirm/{token}/renew":  s.showConfirm,
		"GET /unsubscribe/{token}":    s.showUnsubscribe,
		"POST /unsubscribe/{token}":   s.unsubscribe,
		"GET /block/{token}":          s.showBlock,
		"POST /block/{token}":         s.block,
		"GET /undo/{token}":           s.showUndo,
		"POST /undo/{token}":          s.undo,

		"GET /preferences":                s.showRequest,
		"POST /preferences":               s.request,
		"GET /preferences/{token}":        owned(s.showPreferences),
		"POST /preferences/{token}":       owned(s.change),
		"GET /preferences/{token}/add":    owned(s.showAdd),
		"POST /preferences/{token}/add":   owned(s.add),
		"GET /preferences/{token}/export": owned(s.export),
		"GET /preferences/{token}/erase":  owned(s.showErase),
		"POST /preferences/{token}/erase": owned(s.erase),
		"GET /preferences/{token}/pause":  owned(s.showPreferences),
		"POST /preferences/{token}/pause": owned(s.pause),
		"GET /preferences/{token}/renew":  owned(s.showPreferences),
		"POST /preferences/{token}/renew": s.renewLink,
	}
}

// routes mounts the pages.
func (s *site) routes(mux *http.ServeMux) {
	for pattern, h := range s.handlers() {
		mux.Handle(pattern, s.page(h))
	}
	mux.Handle("/", s.page(notThere))
	if s.Metrics {
		mux.Handle("GET /metrics", s.metrics())
	}
	if s.Hook != nil {
		mux.Handle("POST /hooks/{service}", s.page(s.hook))
	}
	if s.Inbox != nil {
		s.inboxRoutes(mux)
	}
}

// home is the path of the subscribe page, which is the front page unless the inbox is.
func (s *site) home() string {
	if s.InboxHome {
		return "/subscribe"
	}
	return "/"
}

// showHome shows the front page.
func (s *site) showHome(v *visit) error {
	if s.InboxHome {
		http.Redirect(v.w, v.r, s.prefix+"/inbox", http.StatusSeeOther)
		return nil
	}
	return s.showSubscribe(v)
}
