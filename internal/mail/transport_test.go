package mail_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
)

// TestTransports holds both ways out to the contract of [mail.Conn]. A new one is one line here.
func TestTransports(t *testing.T) {
	server := start(t, mailtest.Options{})
	outbox, err := mail.NewOutbox(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	ways := []struct {
		way     mail.Transport
		arrived func() [][]byte
	}{
		{relay(t, server, nil), func() (out [][]byte) {
			for _, m := range server.Mails() {
				out = append(out, m.Raw)
			}
			return out
		}},
		{outbox, func() [][]byte { return outboxMails(t, outbox) }},
	}
	for _, w := range ways {
		t.Run(w.way.String(), func(t *testing.T) { conform(t, w.way, w.arrived) })
	}
}

func conform(t *testing.T, way mail.Transport, arrived func() [][]byte) {
	conn, err := way.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw := compose(t, sampleMessage())
	atCommit := -1
	reply, err := conn.Send(t.Context(), envelope(), raw, func(context.Context) error {
		atCommit = len(arrived())
		return nil
	})
	if err != nil || reply.Code != 250 || reply.Connection == "" || atCommit != 0 {
		t.Fatalf("send: %+v, %v; %d mails at the commit", reply, err, atCommit)
	}
	if got := arrived(); len(got) != 1 || !bytes.Equal(got[0], raw) {
		t.Fatalf("%d mails arrived, or changed", len(got))
	}
	if !conn.Alive() {
		t.Error("connection is over after a good mail")
	}
	_, err = conn.Send(t.Context(), envelope(), raw[:50], nil)
	if e := sendError(t, err); e.Stage != mail.StageCheck {
		t.Errorf("half a mail: %v", err)
	}
	other := sampleMessage()
	other.MessageID = mail.MessageID("other", 1, secret, domain)
	refuse := func(context.Context) error { return mail.ErrSuppressed }
	_, err = conn.Send(t.Context(), envelope(), compose(t, other), refuse)
	if e := sendError(t, err); !errors.Is(err, mail.ErrSuppressed) || e.Uncertain {
		t.Errorf("refused commit: %v", err)
	}
	if got := arrived(); len(got) != 1 {
		t.Errorf("%d mails after a refused commit", len(got))
	}
	if err := conn.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if err := conn.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}

func outboxMails(t *testing.T, o *mail.Outbox) (out [][]byte) {
	t.Helper()
	names, err := o.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		raw, err := o.Raw(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, raw)
	}
	return out
}

func TestOutboxKeepsOneFileForEachMail(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	outbox, err := mail.NewOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	line := mail.NewLine(outbox, 0)
	for range 2 { // a second copy after a crash replaces the first
		if _, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil); err != nil {
			t.Fatal(err)
		}
	}
	later := sampleMessage()
	later.Date = later.Date.AddDate(0, 0, 1)
	if _, err := line.Send(t.Context(), envelope(), compose(t, later), nil); err != nil {
		t.Fatal(err)
	}
	names, err := outbox.Names()
	if err != nil || len(names) != 2 || !strings.HasPrefix(names[0], "20261123T070000Z-dharbour-daily") {
		t.Fatalf("names %v, %v; want two, the newest first", names, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Errorf("%d files, %v; want two mails and two envelopes", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
	var env map[string]string
	text, err := os.ReadFile(filepath.Join(dir, names[0]+".json"))
	if err := errors.Join(err, json.Unmarshal(text, &env)); err != nil || env["rcpt_to"] != reader {
		t.Errorf("envelope %s, %v", text, err)
	}
	for _, name := range []string{"", "../x", ".mail-1", "nothing", "a/b"} {
		if _, err := outbox.Raw(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("Raw(%q): %v", name, err)
		}
	}
}

func TestOutboxWithoutRoom(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	outbox, err := mail.NewOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil { // the disk is gone
		t.Fatal(err)
	}
	commit := func(context.Context) error {
		t.Error("committed a mail that could not be written")
		return nil
	}
	_, err = mail.NewLine(outbox, 0).Send(t.Context(), envelope(), compose(t, sampleMessage()), commit)
	if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred {
		t.Errorf("%v became %+v", err, v)
	}
}

func TestTLS(t *testing.T) {
	cases := []struct {
		name   string
		server mailtest.Options
		way    mail.Security
		trust  bool
		want   string // in the error; empty = it works
	}{
		{"starttls", mailtest.Options{STARTTLS: true}, mail.StartTLS, true, ""},
		{"implicit", mailtest.Options{Implicit: true}, mail.Implicit, true, ""},
		{"starttls, unknown authority", mailtest.Options{STARTTLS: true}, mail.StartTLS, false, "CA file"},
		{"implicit, unknown authority", mailtest.Options{Implicit: true}, mail.Implicit, false, "CA file"},
		{"wrong name", mailtest.Options{STARTTLS: true, TLSName: "other.test"}, mail.StartTLS, true, "not for 127.0.0.1"},
		{"not offered", mailtest.Options{}, mail.StartTLS, true, "offers no STARTTLS"},
		{"implicit on an open port", mailtest.Options{}, mail.Implicit, true, "does not speak TLS"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, c.server)
			line := mail.NewLine(relay(t, s, func(o *mail.SMTPOptions) {
				o.Security, o.Roots = c.way, x509.NewCertPool()
				if c.trust {
					o.Roots = s.Roots()
				}
			}), 0)
			defer line.Close()
			_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
			if c.want == "" {
				if err != nil || s.Count() != 1 {
					t.Errorf("%d mails, %v", s.Count(), err)
				}
				return
			}
			e := sendError(t, err)
			if e.Stage != mail.StageTLS || !e.Setup || !strings.Contains(e.Error(), c.want) {
				t.Errorf("got %+v: %v, want %q", e, err, c.want)
			}
			if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || v.Stop == "" || s.Count() != 0 {
				t.Errorf("became %+v, %d mails", v, s.Count())
			}
		})
	}
}

func TestAuth(t *testing.T) {
	for way, mechanism := range map[mail.Auth]string{
		mail.AuthPlain: "PLAIN", mail.AuthLogin: "LOGIN", mail.AuthCRAMMD5: "CRAM-MD5", mail.AuthXOAuth2: "XOAUTH2",
		mail.AuthAuto: "CRAM-MD5", "": "LOGIN",
	} {
		for _, password := range []string{"open sesame", "wrong"} {
			s := start(t, mailtest.Options{
				STARTTLS: true, Login: "tidings", Password: "open sesame", Mechanisms: []string{mechanism},
			})
			line := mail.NewLine(relay(t, s, func(o *mail.SMTPOptions) {
				o.Security, o.Roots, o.Auth, o.Login, o.Password = mail.StartTLS, s.Roots(), way, "tidings", password
			}), 0)
			_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
			if password != "wrong" {
				if err != nil || s.Count() != 1 {
					t.Errorf("%s: %v", way, err)
				}
				continue
			}
			e := sendError(t, err)
			if e.Stage != mail.StageAuth || !e.Setup || e.Code != 535 || strings.Contains(e.Error(), password) {
				t.Errorf("%s with a wrong password: %+v", way, e)
			}
			if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || v.Stop == "" {
				t.Errorf("%s with a wrong password became %+v", way, v)
			}
		}
	}
}

func TestAuthNobodyKnows(t *testing.T) {
	s := start(t, mailtest.Options{Login: "tidings", Password: "x", Mechanisms: []string{"GSSAPI"}})
	way := relay(t, s, func(o *mail.SMTPOptions) { o.Login, o.Password = "tidings", "x" })
	_, err := way.Open(t.Context())
	if e := sendError(t, err); e.Stage != mail.StageAuth || !strings.Contains(e.Error(), "GSSAPI") {
		t.Errorf("got %v", err)
	}
}

func TestNewSMTPRefuses(t *testing.T) {
	for name, opt := range map[string]mail.SMTPOptions{
		"no host":           {},
		"unknown security":  {Host: "mail.example", Security: "maybe"},
		"unknown auth":      {Host: "mail.example", Auth: "digest-md5"},
		"password in clear": {Host: "mail.example", Security: mail.Plain, Login: "a", Password: "b"},
	} {
		if _, err := mail.NewSMTP(opt); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	way, err := mail.NewSMTP(mail.SMTPOptions{Host: "mail.example", Login: "tidings", Password: "hush"})
	if err != nil || way.String() != "smtp mail.example:587 starttls as tidings" {
		t.Errorf("%v, %v", way, err)
	}
}

func TestPresets(t *testing.T) {
	for _, name := range mail.PresetNames() {
		p, err := mail.FindPreset(strings.ToUpper(name), "eu-west-1")
		if err != nil || strings.Contains(p.Host, "{") {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		if _, err := mail.NewSMTP(p.Apply(mail.SMTPOptions{Login: "a", Password: "b"})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := mail.FindPreset("ses", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("ses without a region: %v", err)
	}
	if _, err := mail.FindPreset("pigeon", ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown provider: %v", err)
	}
	own := mail.SMTPOptions{Host: "mine.example", Port: 2525, Security: mail.Implicit, Auth: mail.AuthPlain}
	p, err := mail.FindPreset("gmail", "")
	if got := p.Apply(own); err != nil || got.Host != own.Host || got.Port != own.Port || got.Auth != own.Auth {
		t.Errorf("preset overrode what was set: %+v, %v", got, err)
	}
}
