package inbox

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tidings/internal/mail"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// fixture is the inbox over a real outbox.
type fixture struct {
	*testing.T
	box     *mail.Outbox
	handler http.Handler
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{T: t}
	set, err := templates.Load("")
	f.ok(err)
	f.box, err = mail.NewOutbox(t.TempDir())
	f.ok(err)
	site := visit.New(visit.Options{
		Templates: set, BaseURL: "https://tidings.example", ShowBase: "http://127.0.0.1:8080",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
		Now:            func() time.Time { return time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC) },
		Log:            slog.New(slog.DiscardHandler),
	})
	mux := http.NewServeMux()
	for pattern, h := range Handlers(FilesOf(f.box)) {
		mux.Handle(pattern, site.Handle(h))
	}
	f.handler = site.Guard(mux)
	return f
}

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

const testMail = "From: Tidings <news@tidings.example>\r\nTo: <reader@mail.example>\r\nSubject: Bridge opens\r\n" +
	"Date: Mon, 02 Mar 2026 06:30:00 +0000\r\nMessage-ID: <one@tidings.example>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"See https://tidings.example/status and https://tidings.example.evil/x\r\n--b\r\n" +
	"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>x</title></head><body>" +
	"<a href=\"https://tidings.example/confirm/abc\">go</a><script>alert(1)</script></body></html>\r\n--b--\r\n"

// keep puts the test mail into the outbox and gives its id.
func (f *fixture) keep() string {
	f.Helper()
	conn, err := f.box.Open(f.Context())
	f.ok(err)
	_, err = conn.Send(f.Context(), mail.Envelope{From: "b@tidings.example", To: "reader@mail.example"}, []byte(testMail), nil)
	f.ok(err)
	names, err := f.box.Names()
	f.ok(err)
	return names[0]
}

// ask asks for a page from a machine at remote, through proxies that say forwarded.
func (f *fixture) ask(path, remote, forwarded string) *httptest.ResponseRecorder {
	f.Helper()
	r := httptest.NewRequestWithContext(f.Context(), http.MethodGet, path, nil)
	if r.RemoteAddr = remote; forwarded != "" {
		r.Header.Set("X-Forwarded-For", forwarded)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// get asks from this machine, and ends the test unless the answer has that status and all of the words.
func (f *fixture) get(path string, status int, words ...string) *httptest.ResponseRecorder {
	f.Helper()
	a := f.ask(path, "127.0.0.1:4000", "")
	if a.Code != status {
		f.Fatalf("%s: status %d, want %d\n%s", path, a.Code, status, a.Body)
	}
	for _, w := range words {
		if !strings.Contains(a.Body.String(), w) {
			f.Fatalf("%s: %q is not in\n%s", path, w, a.Body)
		}
	}
	return a
}

func TestInbox(t *testing.T) {
	f := newFixture(t)
	f.get("/inbox", http.StatusOK, "No mail yet")
	path := "/inbox/" + f.keep()
	f.get("/inbox", http.StatusOK, "Bridge opens", "· reader@mail.example", `href="`+path+`"`)
	a := f.get(path, http.StatusOK, "Bridge opens", "Tidings &lt;news@tidings.example&gt;",
		`sandbox=`, path+"/html")
	if strings.Contains(a.Body.String(), "alert(1)") {
		t.Error("the mail's HTML is on our own page")
	}
	f.get(path+"?view=text", http.StatusOK, "http://127.0.0.1:8080/status", "https://tidings.example.evil/x")
	f.get(path+"?view=headers", http.StatusOK, "Message-Id", "&lt;one@tidings.example&gt;")
	a = f.get(path+"/html", http.StatusOK, `<head><base target="_blank">`,
		`href="http://127.0.0.1:8080/confirm/abc"`)
	if csp := a.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox ") ||
		strings.Contains(csp, "script") || strings.Contains(csp, "allow-same-origin") {
		t.Errorf("a mail is shown under %q", csp)
	}
	a = f.get(path+"/raw", http.StatusOK)
	if a.Body.String() != testMail || a.Header().Get("Content-Disposition") != "attachment" {
		t.Errorf("raw mail: %v\n%s", a.Header(), a.Body)
	}
	for _, bad := range []string{"/inbox/nope", "/inbox/..%2f..%2fetc%2fpasswd", "/inbox/nope/html", "/inbox/.mail/raw"} {
		f.get(bad, http.StatusNotFound)
	}
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
		w := f.ask("/inbox", c.remote, c.forwarded)
		if w.Code != c.want {
			t.Errorf("from %s for %s: %d, want %d", c.remote, c.forwarded, w.Code, c.want)
		}
	}
}
