package visit

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/templates"
)

// Handler answers one request, or says why it cannot.
type Handler func(*Visit) error

// Visit is one request on its way through a handler.
type Visit struct {
	*Site
	W    http.ResponseWriter
	R    *http.Request
	Ctx  context.Context
	Loc  *templates.Locale
	Lang string // asked for by ?lang=, kept in links; "" = not asked for

	Accepted []language.Tag // what the browser asks for, best first

	enabled []news.Source // read once a visit
}

// ErrBusy is given to those who ask too often.
var ErrBusy = errors.New("too many requests")

// Handle is the adapter: it runs h and turns its error into status, page and log.
func (s *Site) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if err := h(v); err != nil {
			v.fail(err)
		}
	})
}

// visit finds the language: asked for, else what the browser accepts.
func (s *Site) visit(w http.ResponseWriter, r *http.Request) *Visit {
	v := &Visit{Site: s, W: w, R: r, Ctx: r.Context()}
	accepted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil { // a browser that talks nonsense gets the fallback
		v.Accepted = accepted
	}
	for _, tag := range s.Tags {
		if strings.EqualFold(tag, r.URL.Query().Get("lang")) {
			v.Lang, v.Loc = tag, s.Templates.Locale(tag)
			return v
		}
	}
	_, i, _ := s.matcher.Match(v.Accepted...)
	v.Loc = s.Templates.Locale(s.Tags[i])
	return v
}

// Speak takes the language a reader chose, unless the page was asked for in another.
func (v *Visit) Speak(lang string) {
	if v.Lang == "" && lang != "" {
		v.Loc = v.Templates.Locale(lang)
	}
}

// Link gives the URL of one of our pages; a language asked for stays asked for.
func (v *Visit) Link(path string) string {
	out := v.Prefix + path
	if v.Lang == "" {
		return out
	}
	sep := "?"
	if strings.Contains(out, "?") {
		sep = "&"
	}
	return out + sep + "lang=" + url.QueryEscape(v.Lang)
}

// Page gives what every page has.
func (v *Visit) Page() templates.Page {
	p := templates.Page{
		Lang: v.Loc.Tag, Site: v.Service, Home: v.Link(v.home()), Archive: v.Link("/archive"), Status: v.Link("/status"),
		Preferences: v.Link("/preferences"), About: v.Link("/about"),
		Style: v.style, Contact: v.Contact, Postal: v.Postal,
	}
	for _, tag := range v.Tags {
		query := v.R.URL.Query()
		query.Set("lang", tag)
		p.Languages = append(p.Languages, templates.LanguageLink{
			Tag: tag, Name: v.Templates.Locale(tag).T("language_name"), Current: tag == v.Loc.Tag,
			URL: v.Prefix + v.R.URL.EscapedPath() + "?" + query.Encode(),
		})
	}
	return p
}

// Show renders a page.
func (v *Visit) Show(status int, name string, data any) error {
	var b bytes.Buffer
	if err := v.Templates.Page(&b, name, v.Loc.Tag, data); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Content-Language", v.Loc.Tag)
	v.W.Header().Add("Vary", "Accept-Language")
	return v.Write(status, []byte(v.Local(b.String())))
}

// Write sends what is ready. A reader who hung up is no error of ours.
func (v *Visit) Write(status int, body []byte) error {
	v.W.WriteHeader(status)
	_, err := v.W.Write(body)
	if err != nil {
		v.Log.Debug("answer not taken", "pattern", v.R.Pattern, "error", err)
	}
	return nil
}

// SeeOther sends the reader on after a POST.
func (v *Visit) SeeOther(path string) error {
	http.Redirect(v.W, v.R, v.Link(path), http.StatusSeeOther)
	return nil
}

// Private keeps a page about one reader out of caches and search engines.
func (v *Visit) Private() {
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.Header().Set("X-Robots-Tag", "noindex, nofollow")
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

// StatusOf gives the HTTP status for what went wrong.
func StatusOf(err error) int { return refusals[fault.KindOf(err)].status }

// Gone says of a thing a signed link names that it is there no more.
func Gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.As(fault.Gone, err)
	}
	return err
}

// fail answers with the page for err. Its words go to the log, never to the reader.
func (v *Visit) fail(err error) {
	if v.Ctx.Err() != nil {
		return // the reader has gone
	}
	refusal := refusals[fault.KindOf(err)]
	status, kind := refusal.status, refusal.kind
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, ErrBusy):
		status, kind = http.StatusTooManyRequests, "busy"
		v.W.Header().Set("Retry-After", "300")
	case errors.As(err, &large):
		status, kind = http.StatusRequestEntityTooLarge, "invalid"
	}
	if status >= http.StatusInternalServerError {
		v.Log.Error("page failed", "method", v.R.Method, "pattern", v.R.Pattern, "status", status, "error", err)
	} else {
		v.Log.Debug("page refused", "method", v.R.Method, "pattern", v.R.Pattern, "status", status, "error", err)
	}
	v.Private()
	page := templates.PageError{Page: v.Page(), Code: status, Kind: kind}
	if err := v.Show(status, "error", page); err != nil {
		v.Log.Error("error page failed", "error", err)
		http.Error(v.W, http.StatusText(status), status)
	}
}
