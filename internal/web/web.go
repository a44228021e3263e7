// Package web is what readers, operators and programs see over HTTP: the pages that are read (package reading), those a
// reader acts on (acting), where there is one the inbox of mails that never left the machine (inbox), and here the API,
// health, metrics, the reports of mail services and what all pages need beside. They share package visit.
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
	"maps"
	"net/http"

	"tidings/internal/fault"
	"tidings/internal/web/acting"
	"tidings/internal/web/inbox"
	"tidings/internal/web/reading"
	"tidings/internal/web/visit"
)

// Options are what all pages are made of, and the parts that may be left out. Enqueue is needed where there is a Token.
type Options struct {
	visit.Options

	Token   string // for POST /api/v1/crawls; "" = the API only reads
	Metrics bool   // show /metrics

	// Enqueue inserts crawls of the sources, joined by runID.
	Enqueue func(ctx context.Context, runID string, sourceIDs ...string) error

	// Hook takes one report of a mail service; nil = none are taken.
	Hook func(ctx context.Context, service string, header http.Header, body []byte) error

	Inbox inbox.Mailbox // nil = no inbox
}

// site is all that is mounted.
type site struct {
	*visit.Site
	opt     Options
	reading *reading.Pages
	acting  *acting.Pages
}

// New makes the handler.
func New(opt Options) http.Handler {
	s := newSite(opt)
	mux := http.NewServeMux()
	s.routes(mux)
	s.api(mux)
	return s.Guard(mux)
}

func newSite(opt Options) *site {
	read := reading.New(opt.Now)
	return &site{Site: visit.New(opt.Options), opt: opt, reading: read, acting: acting.New(read)}
}

// handlers gives the pages by their patterns.
func (s *site) handlers() map[string]visit.Handler {
	out := map[string]visit.Handler{
		"GET /style.css":   showStyle,
		"GET /robots.txt":  showRobots,
		"GET /healthz":     showHealth,
		"GET /readyz":      showReady,
		"GET /favicon.ico": nothing,
	}
	maps.Copy(out, s.reading.Handlers())
	maps.Copy(out, s.acting.Handlers())
	if s.InboxHome {
		out["GET /{$}"] = toInbox
	}
	return out
}

// routes mounts the pages.
func (s *site) routes(mux *http.ServeMux) {
	pages := s.handlers()
	if s.opt.Inbox != nil {
		maps.Copy(pages, inbox.Handlers(s.opt.Inbox))
	}
	if s.opt.Hook != nil {
		pages["POST /hooks/{service}"] = s.hook
	}
	for pattern, h := range pages {
		mux.Handle(pattern, s.Handle(h))
	}
	mux.Handle("/", s.Handle(notThere))
	if s.opt.Metrics {
		mux.Handle("GET /metrics", s.metrics())
	}
}

// toInbox leads from the front page to the inbox.
func toInbox(v *visit.Visit) error {
	http.Redirect(v.W, v.R, v.Prefix+"/inbox", http.StatusSeeOther)
	return nil
}

func notThere(v *visit.Visit) error {
	return fault.New(fault.NotFound, "no page %s", v.R.URL.Path)
}

func nothing(v *visit.Visit) error {
	v.W.Header().Set("Cache-Control", "public, max-age=86400")
	v.W.WriteHeader(http.StatusNoContent)
	return nil
}

// showStyle answers with the style sheet.
func showStyle(v *visit.Visit) error {
	v.W.Header().Set("Content-Type", "text/css; charset=utf-8")
	v.W.Header().Set("Cache-Control", "public, max-age=86400")
	return v.Write(http.StatusOK, v.Templates.CSS())
}

// showRobots keeps crawlers off the signed links.
func showRobots(v *visit.Visit) error {
	v.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return v.Write(http.StatusOK, []byte("User-agent: *\nDisallow: /confirm/\nDisallow: /unsubscribe/\n"+
		"Disallow: /undo/\nDisallow: /block/\nDisallow: /preferences/\nDisallow: /edition/\nDisallow: /inbox\n"+
		"Disallow: /search\nDisallow: /preview\nDisallow: /api/\n"))
}
