package mailtest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/mailtest"
)

const sample = "From: a@news.example\r\nTo: <b@inbox.example>\r\nSubject: =?UTF-8?B?5L2g5aW9?=\r\n" +
	"Date: Sun, 22 Nov 2026 07:00:00 +0000\r\nMessage-ID: <x.1@news.example>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain" +
	"\r\n--q\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>rich</p>\r\n--q--\r\n"

func start(t *testing.T, opt mailtest.Options) *mailtest.Server {
	t.Helper()
	s, err := mailtest.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func send(s *mailtest.Server) error {
	return smtp.SendMail(s.Addr(), nil, "v+1@news.example", []string{"b@inbox.example"}, []byte(sample))
}

func TestMailIsShownAsItCame(t *testing.T) {
	s := start(t, mailtest.Options{})
	if err := send(s); err != nil {
		t.Fatal(err)
	}
	m, ok := s.Mail("1")
	if !ok || m.Subject != "你好" || m.Text != "plain" || strings.TrimSpace(m.HTML) != "<p>rich</p>" ||
		m.EnvelopeFrom != "v+1@news.example" || string(m.Raw) != sample || m.ReceivedAt.IsZero() ||
		m.Date.Year() != 2026 || len(m.Headers) != 7 {
		t.Errorf("got %+v", m)
	}
	for _, id := range []string{"0", "2", "x", "-1"} {
		if _, ok := s.Mail(id); ok {
			t.Errorf("there is a mail %s", id)
		}
	}
}

func TestJournalKnowsBeforeTheSenderDoes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal")
	s := start(t, mailtest.Options{Journal: file, Sync: true, JournalRaw: true})
	hold, reached := make(chan struct{}), make(chan struct{})
	s.Script(mailtest.Fault{
		Step: mailtest.StepDot, Accepted: true, Act: mailtest.Proceed, Hold: hold, Reached: func() { close(reached) },
	})
	done := make(chan error, 1)
	go func() { done <- send(s) }()
	<-reached
	lines, err := mailtest.ReadJournal(file)
	close(hold)
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(sample))
	if len(lines) != 1 || lines[0].To != "b@inbox.example" || lines[0].SHA256 != hex.EncodeToString(sum[:]) ||
		lines[0].MessageID != "<x.1@news.example>" || string(lines[0].Raw) != sample || lines[0].Connection != 1 {
		t.Errorf("journal holds %+v", lines)
	}
}

func TestJournalCutShort(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(file, []byte(`{"id":"1"}`+"\n"+`{"id":"2`), 0o600); err != nil {
		t.Fatal(err)
	}
	if lines, err := mailtest.ReadJournal(file); err != nil || len(lines) != 1 {
		t.Errorf("%v, %v; want the one whole line", lines, err)
	}
	if err := os.WriteFile(file, []byte("rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mailtest.ReadJournal(file); err == nil {
		t.Error("rubbish was read as a journal")
	}
}

func TestWait(t *testing.T) {
	s := start(t, mailtest.Options{Delay: time.Millisecond})
	got := make(chan int, 1)
	go func() {
		mails, err := s.Wait(t.Context(), 2)
		if err != nil {
			t.Error(err)
		}
		got <- len(mails)
	}()
	for range 2 {
		if err := send(s); err != nil {
			t.Fatal(err)
		}
	}
	if n := <-got; n != 2 {
		t.Errorf("Wait gave %d mails", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Wait(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait after cancellation: %v", err)
	}
}

func TestFaultsStrikeWhereTheyAreAimed(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Script(
		mailtest.Fault{Step: mailtest.StepRcpt, Recipient: "other@inbox.example", Code: 550},
		mailtest.Fault{Step: mailtest.StepRcpt, Connection: 2, Code: 451, Text: "later"},
		mailtest.Fault{Step: mailtest.StepMail, Times: 1, Code: 421, Text: "not now"},
	)
	for i, want := range []string{"not now", "later", ""} {
		err := send(s)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("connection %d: %v, want %q", i+1, err, want)
		}
	}
	if s.Connections() != 3 || s.Count() != 1 {
		t.Errorf("%d connections, %d mails", s.Connections(), s.Count())
	}
}

func TestStaysOnLoopback(t *testing.T) {
	if s, err := mailtest.Start(mailtest.Options{Addr: "0.0.0.0:0"}); err == nil {
		t.Errorf("listens on %s", s.Addr())
	}
}
