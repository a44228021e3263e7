package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/token"
)

func TestInbox(t *testing.T) {
	f := newFixture(t)
	f.want(f.get("/inbox"), http.StatusOK, "No mail yet")
	path := "/inbox/" + f.keep()
	f.want(f.get("/inbox"), http.StatusOK, "Bridge opens", "· reader@mail.example", `href="`+path+`"`)
	a := f.want(f.get(path), http.StatusOK, "Bridge opens", "Tidings &lt;news@tidings.example&gt;",
		`sandbox=`, path+"/html")
	if strings.Contains(a.body, "alert(1)") {
		t.Error("the mail's HTML is on our own page")
	}
	f.want(f.get(path+"?view=text"), http.StatusOK, "http://127.0.0.1:8080/status", "https://tidings.example.evil/x")
	f.want(f.get(path+"?view=headers"), http.StatusOK, "Message-Id", "&lt;one@tidings.example&gt;")
	a = f.want(f.get(path+"/html"), http.StatusOK, `<head><base target="_blank">`,
		`href="http://127.0.0.1:8080/confirm/abc"`)
	if csp := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox ") ||
		strings.Contains(csp, "script") || strings.Contains(csp, "allow-same-origin") {
		t.Errorf("a mail is shown under %q", csp)
	}
	if a = f.get(path + "/raw"); a.body != testMail || a.header.Get("Content-Disposition") != "attachment" {
		t.Errorf("raw mail: %v\n%s", a.header, a.body)
	}
	for _, bad := range []string{"/inbox/nope", "/inbox/..%2f..%2fetc%2fpasswd", "/inbox/nope/html", "/inbox/.mail/raw"} {
		f.want(f.get(bad), http.StatusNotFound)
	}
	closed := newFixture(t, func(o *Options) { o.Inbox = nil })
	closed.want(closed.get("/inbox"), http.StatusNotFound)
}

// TestInboxNear: mails hold signed links, so strangers do not see them.
func TestInboxNear(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		remote, forwarded string
		want              int
	}{
		{"127.0.0.1:1", "", 200}, {"[::1]:1", "", 200}, {"192.168.3.4:1", "", 200}, {"[::ffff:10.2.0.1]:1", "", 200},
		{"203.0.113.5:1", "", 403}, {"[2001:db8::1]:1", "", 403}, {"", "", 403},
		{"127.0.0.1:1", "192.168.1.1", 403}, // a proxy nobody told us of: anyone may stand behind it
		{"10.1.0.1:1", "203.0.113.5", 403}, {"10.1.0.1:1", "192.168.1.1", 200},
		{"10.1.0.1:1", "192.168.1.1, 203.0.113.5", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/inbox", nil)
		if r.RemoteAddr = c.remote; c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		w := httptest.NewRecorder()
		f.handler.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("from %s for %s: %d, want %d", c.remote, c.forwarded, w.Code, c.want)
		}
	}
}

func TestArchive(t *testing.T) {
	f := newFixture(t)
	f.want(f.get("/archive?lang=en"), http.StatusOK, "Bridge over the Elm reopens", "临河要闻", "/archive/linhe/2026-03-02")
	a := f.want(f.get("/archive/linden"), http.StatusOK, "Linden Daily", "Monday, 2 March 2026")
	if strings.Contains(a.body, "临河大桥") {
		t.Error("a digest's archive holds stories of towns it does not cover")
	}
	f.want(f.get("/archive/linhe/2026-03-02?lang=zh"), http.StatusOK, "临河大桥恢复通车", "大桥今天恢复通车")
	f.want(f.get("/archive/linden/2026-03-01"), http.StatusOK, "Linden Daily")
}

func TestEditionPage(t *testing.T) {
	f := newFixture(t)
	_, subs := f.subscriber()
	path := "/edition/" + f.keys.Sign(token.Edition, f.edition(subs[0].ID), time.Time{})
	f.want(f.get(path), http.StatusOK, "Linden Daily", "Bridge over the Elm reopens", "Cars may cross.",
		"Linhe bridge carries traffic again")
	f.want(f.get("/edition/"+f.keys.Sign(token.Edition, 99, time.Time{})), http.StatusGone)
	f.want(f.get("/edition/x"), http.StatusForbidden)
}

// TestShownHosts: in the demonstration no name leads anywhere, so pages show local addresses.
func TestShownHosts(t *testing.T) {
	f := newFixture(t, func(o *Options) {
		o.ShowHosts = map[string]string{"https://linden.example": "http://127.0.0.1:4711"}
	})
	f.want(f.get("/status"), http.StatusOK, `href="http://127.0.0.1:4711/"`, `href="https://linhe.example/"`)
}
