package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/internal/web/visit"
)

// edition makes an edition of a subscription that told every story.
func (f *fixture) edition(subscription int64) (id int64) {
	f.Helper()
	f.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddEdition(f.Context(), news.Edition{
			DigestID: "linden", SubscriptionID: subscription, Start: f.now.Add(-24 * time.Hour), End: f.now, MadeAt: f.now,
			Stories: []news.Told{
				{StoryID: 2, Rank: 1, Articles: 1}, {StoryID: 1, Rank: 2, Update: "Cars may cross.", Articles: 1},
			},
		})
		return err
	})
	return id
}

const testMail = "From: <news@tidings.example>\r\nTo: <reader@mail.example>\r\nSubject: Bridge opens\r\n" +
	"Date: Mon, 02 Mar 2026 06:30:00 +0000\r\nMessage-ID: <one@tidings.example>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: text/html; charset=utf-8\r\n\r\n<p>The bridge is open.</p>\r\n"

// keep puts the test mail into the outbox and gives its id.
func (f *fixture) keep() string {
	f.Helper()
	conn, err := f.box.Open(f.Context())
	f.ok(err)
	envelope := mail.Envelope{From: "b@tidings.example", To: "reader@mail.example"}
	_, err = conn.Send(f.Context(), envelope, []byte(testMail), nil)
	f.ok(err)
	names, err := f.box.Names()
	f.ok(err)
	return names[0]
}

// paths gives a path for every GET pattern, with links that are good.
func (f *fixture) paths() map[string]string {
	f.Helper()
	person, subs := f.subscriber()
	sign := func(p token.Purpose, id int64, expires time.Time) string { return f.keys.Sign(p, id, expires) }
	later := f.now.Add(time.Hour)
	preferences := sign(token.Preferences, person.ID, time.Time{})
	id := f.keep()
	return map[string]string{
		"GET /{$}": "/", "GET /subscribe": "/subscribe", "GET /preview": "/preview", "GET /archive": "/archive",
		"GET /status": "/status", "GET /style.css": "/style.css", "GET /robots.txt": "/robots.txt",
		"GET /healthz": "/healthz", "GET /readyz": "/readyz", "GET /about": "/about", "GET /favicon.ico": "/favicon.ico",
		"GET /search": "/search?q=bridge&from=2026-01-01", "GET /feed.atom": "/feed.atom?digest=linden",
		"GET /feed.json": "/feed.json", "GET /feed.ics": "/feed.ics", "GET /story/{id}": "/story/1",
		"GET /story/{id}/calendar.ics": "/story/1/calendar.ics",
		"GET /edition/{token}/calendar.ics": "/edition/" + sign(token.Edition, f.edition(subs[0].ID), time.Time{}) +
			"/calendar.ics",
		"GET /archive/{digest}/{day}": "/archive/linden/2026-03-02", "GET /archive/{digest}": "/archive/linhe",
		"GET /edition/{token}":            "/edition/" + sign(token.Edition, f.edition(subs[0].ID), time.Time{}),
		"GET /confirm/{token}":            "/confirm/" + sign(token.Confirm, subs[0].ID, later),
		"GET /confirm/{token}/renew":      "/confirm/" + sign(token.Confirm, subs[0].ID, f.now.Add(-time.Hour)) + "/renew",
		"GET /unsubscribe/{token}":        "/unsubscribe/" + sign(token.Unsubscribe, subs[0].ID, time.Time{}),
		"GET /block/{token}":              "/block/" + sign(token.Block, person.ID, time.Time{}),
		"GET /undo/{token}":               "/undo/" + sign(token.Undo, subs[0].ID, later),
		"GET /preferences":                "/preferences",
		"GET /preferences/{token}":        "/preferences/" + preferences,
		"GET /preferences/{token}/add":    "/preferences/" + preferences + "/add",
		"GET /preferences/{token}/pause":  "/preferences/" + preferences + "/pause",
		"GET /preferences/{token}/renew":  "/preferences/" + sign(token.Preferences, person.ID, f.now.Add(-time.Hour)) + "/renew",
		"GET /preferences/{token}/export": "/preferences/" + preferences + "/export",
		"GET /preferences/{token}/erase":  "/preferences/" + preferences + "/erase",
		"GET /inbox":                      "/inbox",
		"GET /inbox/{id}":                 "/inbox/" + id,
		"GET /inbox/{id}/html":            "/inbox/" + id + "/html",
		"GET /inbox/{id}/raw":             "/inbox/" + id + "/raw", "GET /metrics": "/metrics", "GET /openapi.json": "/openapi.json",
		"GET /api/v1/sources":         "/api/v1/sources",
		"GET /api/v1/crawls/{run_id}": "/api/v1/crawls/" + sign(token.Run, 1, time.Time{}),
	}
}

// TestGetChangesNothing asks for every page in every language, as link scanners do: the database stays as it is.
func TestGetChangesNothing(t *testing.T) {
	f := newFixture(t)
	paths := f.paths()
	for pattern := range newSite(f.opt).handlers() {
		if strings.HasPrefix(pattern, "GET ") && paths[pattern] == "" {
			t.Errorf("%s is not walked", pattern)
		}
	}
	before := f.dump()
	for pattern, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			for _, lang := range []string{"en", "zh"} {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				a := f.do(method, path+sep+"lang="+lang, "")
				if a.code != http.StatusOK && a.code != http.StatusNoContent && !strings.HasPrefix(path, "/api/") {
					t.Errorf("%s %s: status %d\n%s", method, pattern, a.code, a.body)
				}
				checkPage(t, pattern, lang, method, a)
			}
		}
	}
	if after := f.dump(); after != before {
		t.Errorf("asking changed the database\nbefore:\n%s\nafter:\n%s", before, after)
	}
	if f.log.Len() > 0 {
		t.Errorf("log at info level:\n%s", f.log)
	}
}

// checkPage holds what is true of every page.
func checkPage(t *testing.T, pattern, lang, method string, a answer) {
	t.Helper()
	for _, name := range []string{"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"} {
		if a.header.Get(name) == "" {
			t.Errorf("%s: no %s", pattern, name)
		}
	}
	if a.header.Get("Set-Cookie") != "" {
		t.Errorf("%s: sets a cookie", pattern)
	}
	if strings.Contains(pattern, "{token}") && (a.header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(a.header.Get("X-Robots-Tag"), "noindex")) {
		t.Errorf("%s: a page of one reader may be kept by others: %v", pattern, a.header)
	}
	if method == http.MethodHead || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") ||
		pattern == "GET /inbox/{id}/html" {
		return
	}
	if !strings.Contains(a.body, `<html lang="`+lang+`"`) {
		t.Errorf("%s: not in %s", pattern, lang)
	}
	if strings.Contains(a.body, "page_") || strings.Contains(a.body, "form_") {
		t.Errorf("%s in %s: a message is missing\n%s", pattern, lang, a.body)
	}
}

func TestLinksMustBeOurs(t *testing.T) {
	f := newFixture(t)
	_, subs := f.subscriber()
	before := f.dump()
	good := f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{})
	for _, bad := range []string{
		"x", good[:len(good)-2], good + "AA", "A" + good[1:], f.keys.Sign(token.Edition, subs[0].ID, time.Time{}),
		token.Keyring{[]byte("another key")}.Sign(token.Unsubscribe, subs[0].ID, time.Time{}),
		strconv.FormatInt(subs[0].ID, 10),
	} {
		for _, kind := range []string{"confirm", "unsubscribe", "undo", "block", "preferences"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if a := f.do(method, "/"+kind+"/"+bad, ""); a.code != http.StatusForbidden {
					t.Errorf("%s /%s/%s: status %d", method, kind, bad, a.code)
				}
			}
		}
	}
	if f.dump() != before {
		t.Error("a forged link changed the database")
	}
}

// TestOtherSites sends every form from another site: only the one-click unsubscribe may come from there.
func TestOtherSites(t *testing.T) {
	f := newFixture(t)
	before := f.dump()
	for pattern := range newSite(f.opt).handlers() {
		path, ok := strings.CutPrefix(pattern, "POST ")
		if !ok || path == "/unsubscribe/{token}" {
			continue
		}
		for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
			f.want(f.do(http.MethodPost, strings.ReplaceAll(path, "{token}", "x"), "", from...), http.StatusForbidden)
		}
	}
	if f.dump() != before {
		t.Error("a form of another site changed the database")
	}
	f.want(f.do(http.MethodPost, "/preview", "", "Origin", base), http.StatusSeeOther)
}

func TestErrorsShowNothingInside(t *testing.T) {
	f := newFixture(t)
	f.want(f.get("/nowhere"), http.StatusNotFound, "There is nothing here")
	f.want(f.get("/nowhere?lang=zh"), http.StatusNotFound, "这里没有内容")
	f.want(f.get("/archive/inner"), http.StatusNotFound)
	f.want(f.get("/archive/linden/1999-01-01"), http.StatusNotFound)
	f.want(f.get("/archive?before=1999-01-01"), http.StatusNotFound)
	f.want(f.get("/archive?before=soon"), http.StatusNotFound)
	for _, id := range []string{"99", "x", "-1", "99999999999999999999"} {
		f.want(f.get("/story/"+id), http.StatusNotFound)
		f.want(f.get("/story/"+id+"/calendar.ics"), http.StatusNotFound)
	}
	f.want(f.do(http.MethodPost, "/subscribe", strings.Repeat("a=b&", visit.MaxBody), "Content-Type",
		"application/x-www-form-urlencoded"), http.StatusRequestEntityTooLarge)
	f.want(f.do(http.MethodDelete, "/subscribe", ""), http.StatusNotFound)
	f.ok(f.store.Close())
	a := f.want(f.get("/status"), http.StatusInternalServerError, "Something broke on our side")
	if strings.Contains(a.body, "sql") || !strings.Contains(f.log.String(), "sql") {
		t.Errorf("the cause belongs into the log, not on the page\n%s\n%s", a.body, f.log)
	}
	f.want(f.get("/healthz"), http.StatusOK)
	f.want(f.get("/readyz"), http.StatusServiceUnavailable)
}

func TestLanguages(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "en"}, {"", "zh-CN,zh;q=0.9,en;q=0.5", "zh"}, {"", "de-DE,fr;q=0.5", "en"},
		{"", "ja, zh-Hant;q=0.3", "zh"},
		{"?lang=zh", "en", "zh"}, {"?lang=xx", "zh", "zh"}, {"", "!!!", "en"},
	} {
		a := f.want(f.get("/status"+c.query, "Accept-Language", c.accept), http.StatusOK)
		if !strings.Contains(a.body, `<html lang="`+c.want+`"`) {
			t.Errorf("%q with %q is not in %s", c.query, c.accept, c.want)
		}
	}
	if a := f.get("/?lang=zh"); !strings.Contains(a.body, `action="/subscribe?lang=zh"`) {
		t.Error("a language asked for is forgotten by the form")
	}
}

func TestBasePath(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.BaseURL = "https://town.example/news" })
	for _, path := range []string{"/news/status", "/status"} {
		f.want(f.get(path), http.StatusOK, `href="/news/archive"`)
	}
	f.want(f.get("/newspaper"), http.StatusNotFound)
}

func TestNoInbox(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Inbox = nil })
	f.want(f.get("/inbox"), http.StatusNotFound)
}
