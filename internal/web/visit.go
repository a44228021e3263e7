package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/templates"
)

// handler answers one request, or says why it cannot.
type handler func(*visit) error

// visit is one request on its way through a handler.
type visit struct {
	*site
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	loc  *templates.Locale
	lang string // asked for by ?lang=, kept in links; "" = not asked for

	accepted []language.Tag // what the browser asks for, best first
	all      []news.Source  // read once a visit
}

// errBusy is given to those who ask too often.
var errBusy = errors.New("too many requests")

// page is the adapter: it runs h and turns its error into status, page and log.
func (s *site) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if err := h(v); err != nil {
			v.fail(err)
		}
	})
}

// visit finds the language: asked for, else what the browser accepts.
func (s *site) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{site: s, w: w, r: r, ctx: r.Context()}
	accepted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil { // a browser that talks nonsense gets the fallback
		v.accepted = accepted
	}
	for _, tag := range s.tags {
		if strings.EqualFold(tag, r.URL.Query().Get("lang")) {
			v.lang, v.loc = tag, s.Templates.Locale(tag)
			return v
		}
	}
	_, i, _ := s.matcher.Match(v.accepted...)
	v.loc = s.Templates.Locale(s.tags[i])
	return v
}

// speak takes the language a reader chose, unless the page was asked for in another.
func (v *visit) speak(lang string) {
	if v.lang == "" && lang != "" {
		v.loc = v.Templates.Locale(lang)
	}
}

// link gives the URL of one of our pages; a language asked for stays asked for.
func (v *visit) link(path string) string {
	out := v.prefix + path
	if v.lang == "" {
		return out
	}
	sep := "?"
	if strings.Contains(out, "?") {
		sep = "&"
	}
	return out + sep + "lang=" + url.QueryEscape(v.lang)
}

// page gives what every page has.
func (v *visit) page() templates.Page {
	p := templates.Page{
		Lang: v.loc.Tag, Site: v.Service, Home: v.link(v.home()), Archive: v.link("/archive"), Status: v.link("/status"),
		Preferences: v.link("/preferences"),
		Style:       v.style, Contact: v.Contact, Postal: v.Postal,
	}
	for _, tag := range v.tags {
		query := v.r.URL.Query()
		query.Set("lang", tag)
		p.Languages = append(p.Languages, templates.LanguageLink{
			Tag: tag, Name: v.Templates.Locale(tag).T("language_name"), Current: tag == v.loc.Tag,
			URL: v.prefix + v.r.URL.EscapedPath() + "?" + query.Encode(),
		})
	}
	return p
}

// show renders a page.
func (v *visit) show(status int, name string, data any) error {
	var b bytes.Buffer
	if err := v.Templates.Page(&b, name, v.loc.Tag, data); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.loc.Tag)
	v.w.Header().Add("Vary", "Accept-Language")
	return v.write(status, []byte(v.local(b.String())))
}

// write sends what is ready. A reader who hung up is no error of ours.
func (v *visit) write(status int, body []byte) error {
	v.w.WriteHeader(status)
	_, err := v.w.Write(body)
	if err != nil {
		v.Log.Debug("answer not taken", "pattern", v.r.Pattern, "error", err)
	}
	return nil
}

// seeOther sends the reader on after a POST.
func (v *visit) seeOther(path string) error {
	http.Redirect(v.w, v.r, v.link(path), http.StatusSeeOther)
	return nil
}

// private keeps a page about one reader out of caches and search engines.
func (v *visit) private() {
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("X-Robots-Tag", "noindex, nofollow")
}

// refusals say what each kind of error is to a reader.
var refusals = map[fault.Kind]struct {
	status int
	kind   string
}{
	fault.Internal: {http.StatusInternalServerError, "internal"}, fault.NotFound: {http.StatusNotFound, "notfound"},
	fault.Invalid: {http.StatusBadRequest, "invalid"}, fault.Conflict: {http.StatusConflict, "busy"},
	fault.Temporary: {http.StatusServiceUnavailable, "busy"}, fault.Gone: {http.StatusGone, "gone"},
	fault.Denied: {http.StatusForbidden, "denied"}, fault.Partial: {http.StatusInternalServerError, "internal"},
}

// fail answers with the page for err. Its words go to the log, never to the reader.
func (v *visit) fail(err error) {
	if v.ctx.Err() != nil {
		return // the reader has gone
	}
	refusal := refusals[fault.KindOf(err)]
	status, kind := refusal.status, refusal.kind
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errBusy):
		status, kind = http.StatusTooManyRequests, "busy"
		v.w.Header().Set("Retry-After", "300")
	case errors.As(err, &large):
		status, kind = http.StatusRequestEntityTooLarge, "invalid"
	}
	if status >= http.StatusInternalServerError {
		v.Log.Error("page failed", "method", v.r.Method, "pattern", v.r.Pattern, "status", status, "error", err)
	} else {
		v.Log.Debug("page refused", "method", v.r.Method, "pattern", v.r.Pattern, "status", status, "error", err)
	}
	v.private()
	page := templates.PageError{Page: v.page(), Code: status, Kind: kind}
	if err := v.show(status, "error", page); err != nil {
		v.Log.Error("error page failed", "error", err)
		http.Error(v.w, http.StatusText(status), status)
	}
}

func notThere(v *visit) error {
	return fault.New(fault.NotFound, "no page %s", v.r.URL.Path)
}

func nothing(v *visit) error {
	v.w.Header().Set("Cache-Control", "public, max-age=86400")
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// showStyle answers with the style sheet.
func (s *site) showStyle(v *visit) error {
	v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	v.w.Header().Set("Cache-Control", "public, max-age=86400")
	return v.write(http.StatusOK, s.Templates.CSS())
}

// showRobots keeps crawlers off the signed links.
func (s *site) showRobots(v *visit) error {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return v.write(http.StatusOK, []byte("User-agent: *\nDisallow: /confirm/\nDisallow: /unsubscribe/\n"+
		"Disallow: /undo/\nDisallow: /block/\nDisallow: /preferences/\nDisallow: /edition/\nDisallow: /inbox\n"+
		"Disallow: /search\nDisallow: /preview\nDisallow: /api/\n"))
}

// version names content by its bytes.
func version(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

// zone gives the zone public pages tell times in: that of the public digest in the page's language, else of the first.
func (v *visit) zone() *time.Location {
	public := v.public()
	if d, ok := v.likely(public); ok && d.Zone != "" {
		return digestZone(d)
	}
	return time.UTC
}

// likely gives the digest a reader is most likely here for: the one in the page's language, else the first.
func (v *visit) likely(digests []news.Digest) (news.Digest, bool) {
	for _, d := range digests {
		if news.SameLanguage(d.Language, v.loc.Tag) {
			return d, true
		}
	}
	if len(digests) == 0 {
		return news.Digest{}, false
	}
	return digests[0], true
}

// moment writes an instant on public pages.
func (v *visit) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.loc.T("at_time", v.date(at), v.loc.Clock(at.In(v.zone())))
}

// date writes the day of an instant on public pages; the year where it is not this one.
func (v *visit) date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(v.zone())
	if at.Year() == v.Now().In(v.zone()).Year() {
		return v.loc.ShortDate(at)
	}
	return v.loc.Date(at)
}
