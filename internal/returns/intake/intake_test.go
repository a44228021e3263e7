package intake_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/mail/bounce"
	"tidings/internal/returns/intake"
)

const (
	ours   = "b+00000001.token@returns.news.example"
	letter = "From: r@inbox.example\r\nTo: Somebody <%>\r\nSubject: hm\r\n\r\nWho are you?\r\n"
)

// desk takes mail as the room would.
type desk struct {
	mu    sync.Mutex
	taken []string // channel, recipient and first line
	marks map[string]string
	class bounce.Class
	fail  error
}

func (d *desk) Welcome(address string) bool { return address == ours }

func (d *desk) Take(_ context.Context, channel, rcpt string, raw []byte) (bounce.Class, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return "", d.fail
	}
	first, _, _ := strings.Cut(string(raw), "\r\n")
	d.taken = append(d.taken, channel+" "+rcpt+" "+first)
	return d.class, nil
}

func (d *desk) Mark(_ context.Context, mailbox string) (string, error) { return d.marks[mailbox], nil }

func (d *desk) SetMark(_ context.Context, mailbox, mark string) error {
	d.marks[mailbox] = mark
	return nil
}

func (d *desk) want(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(want, d.taken); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
}

func newDesk() *desk { return &desk{marks: map[string]string{}, class: bounce.Failure} }

func local(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// listen runs a listener until the test ends.
func listen(t *testing.T, lmtp bool, d *desk) (address string) {
	t.Helper()
	l := local(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	server := intake.NewListener("returns.news.example", lmtp, nil, d, slog.New(slog.DiscardHandler))
	go func() { ended <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("listener ended: %v", err)
		}
	})
	return l.Addr().String()
}

func TestListener(t *testing.T) {
	d := newDesk()
	c, err := smtp.Dial(listen(t, false, d))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // the listener's end closes it too
	if err := c.SendMail("", []string{ours}, strings.NewReader(letter)); err != nil {
		t.Fatal(err)
	}
	var refused *smtp.SMTPError
	err = c.SendMail("spam@evil.example", []string{"sales@news.example"}, strings.NewReader(letter))
	if !errors.As(err, &refused) || refused.Code != 550 {
		t.Errorf("a stranger's mail: %v, want 550", err)
	}
	d.want(t, "listener "+ours+" From: r@inbox.example")
	d.mu.Lock()
	d.fail = errors.New("disk full")
	d.mu.Unlock()
	if err := c.Reset(); err != nil {
		t.Fatal(err)
	}
	err = c.SendMail("", []string{ours}, strings.NewReader(letter))
	if !errors.As(err, &refused) || refused.Code != 451 || strings.Contains(refused.Message, "disk") {
		t.Errorf("a mail that could not be recorded: %v, want 451 and no inner matters", err)
	}
}

// LMTP answers for each recipient.
func TestListenerSpeaksLMTP(t *testing.T) {
	d := newDesk()
	conn, err := net.Dial("tcp", listen(t, true, d))
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close() //nolint:errcheck // the listener's end closes it too
	if err := c.SendMail("", []string{ours}, strings.NewReader(letter)); err != nil {
		t.Fatal(err)
	}
	d.want(t, "listener "+ours+" From: r@inbox.example")
}

// mailbox is an IMAP server with one mailbox.
type mailbox struct {
	*imapmemserver.User
	address string
	trust   *tls.Config
}

func newMailbox(t *testing.T, wrap ...func(imapserver.Session) imapserver.Session) mailbox {
	t.Helper()
	web := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	t.Cleanup(web.Close)
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	user := imapmemserver.NewUser("returns", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			session := mem.NewSession()
			for _, f := range wrap {
				session = f(session)
			}
			return session, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, TLSConfig: &tls.Config{Certificates: web.TLS.Certificates}, //nolint:gosec // a test's server
	})
	l := local(t)
	go server.Serve(l)                                                                                                   //nolint:errcheck // ends with Close
	t.Cleanup(func() { server.Close() })                                                                                 //nolint:errcheck // the test is over
	return mailbox{User: user, address: l.Addr().String(), trust: &tls.Config{RootCAs: pool, ServerName: "example.com"}} //nolint:gosec // as above
}

func (m mailbox) put(t *testing.T, text string) {
	t.Helper()
	if _, err := m.Append("INBOX", literal{bytes.NewReader([]byte(text))}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// unseen counts the mails of the inbox that are not marked as read.
func (m mailbox) unseen(t *testing.T) uint32 {
	t.Helper()
	status, err := m.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	if err != nil {
		t.Fatal(err)
	}
	return *status.NumUnseen
}

func TestMailbox(t *testing.T) {
	box, d := newMailbox(t), newDesk()
	m := &intake.Mailbox{
		Address: box.address, TLS: box.trust, Security: "starttls", Username: "returns", Password: "secret", Folder: "INBOX",
		Taker: d, Marks: d, Log: slog.New(slog.DiscardHandler),
	}
	read := func(want int) {
		t.Helper()
		if n, err := m.Read(t.Context()); err != nil || n != want {
			t.Errorf("read %d mails, %v; want %d", n, err, want)
		}
	}
	read(0)
	box.put(t, "Delivered-To: "+ours+"\r\n"+strings.Replace(letter, "%", "list@news.example", 1))
	box.put(t, "X-A: b\r\n"+strings.Replace(letter, "%", "human@news.example", 1))
	read(2)
	read(0)
	d.want(t, "imap "+ours+" Delivered-To: "+ours, "imap human@news.example X-A: b")
	if n := box.unseen(t); n != 0 {
		t.Errorf("%d understood mails are unread, want 0", n)
	}

	d.class = bounce.Unknown
	box.put(t, strings.Replace(letter, "%", ours, 1))
	read(1)
	if n := box.unseen(t); n != 1 {
		t.Errorf("%d mails are unread, want the one for a person", n)
	}

	// What was not recorded is brought again.
	d.fail = errors.New("disk full")
	box.put(t, strings.Replace(letter, "%", ours, 1))
	if _, err := m.Read(t.Context()); err == nil {
		t.Error("a mail that could not be recorded is no error")
	}
	d.fail = nil
	read(1)

	m.Password = "wrong"
	if _, err := m.Read(t.Context()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a wrong password: %v", err)
	}
	m.Password, m.TLS = "secret", &tls.Config{ServerName: "other.example"} //nolint:gosec // a test
	if _, err := m.Read(t.Context()); err == nil {
		t.Error("a certificate nobody trusts is accepted")
	}
}
