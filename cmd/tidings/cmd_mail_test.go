package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/mailtest"
)

// mailTest runs `tidings mail test` with a relay and gives what it printed and its exit code.
func mailTest(t *testing.T, port int, args ...string) (out string, code int) {
	t.Helper()
	return mailTestBy(t, fmt.Sprintf("{name: near, host: 127.0.0.1, port: %d, tls: none}", port), args...)
}

// mailTestBy does so with a relay as configured.
func mailTestBy(t *testing.T, relay string, args ...string) (out string, code int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "tidings.yaml")
	text := "data_dir: " + dir + "\nmail:\n  enabled: true\n  from: T <t@news.example>\n  smtp: " + relay + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	code = run(context.Background(), append([]string{"mail", "test", "-c", file}, args...), strings.NewReader(""), &printed, &printed)
	return printed.String(), code
}

// Every step is shown with its answer, and a failure with what to do.
func TestMailTest(t *testing.T) {
	box, err := mailtest.Start(mailtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close() //nolint:errcheck // the test is over
	out, code := mailTest(t, box.Port(), "me@reader.example")
	for _, want := range []string{"near\n", "connected to 127.0.0.1", "EHLO news.example", "MAIL FROM:<postmaster@news.example>",
		"RCPT TO:<me@reader.example>", "354 ", "the mail\n              250 ", "Taken is not delivered"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not show %q:\n%s", want, out)
		}
	}
	if code != exitOK || box.Count() != 1 {
		t.Errorf("exit %d, %d mails", code, box.Count())
	}

	if out, code := mailTest(t, 1, "me@reader.example"); code != exitFailed || !strings.Contains(out, "FAIL  dial") ||
		!strings.Contains(out, "firewall") {
		t.Errorf("nobody answers: exit %d\n%s", code, out)
	}
	if out, code := mailTest(t, box.Port(), "me@reader.example", "--relay", "far"); code != exitUsage ||
		!strings.Contains(out, "there are near") {
		t.Errorf("another relay: exit %d\n%s", code, out)
	}
	if out, code := mailTest(t, box.Port(), "nobody"); code != exitUsage {
		t.Errorf("no address: exit %d\n%s", code, out)
	}
}

// An access token is a step of its own, and its trouble says what to do.
func TestMailTestByToken(t *testing.T) {
	issuer := mailtest.StartIssuer(mailtest.IssuerOptions{ClientID: "abc", RefreshToken: "hush", Rotate: true})
	defer issuer.Close()
	box, err := mailtest.Start(mailtest.Options{Login: "t@news.example", Mechanisms: []string{"XOAUTH2"}, Issuer: issuer})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close() //nolint:errcheck // the test is over
	relay := fmt.Sprintf("{host: 127.0.0.1, port: %d, tls: none, username: t@news.example, "+
		"oauth2: {token_url: %q, client_id: abc, refresh_token: hush}}", box.Port(), issuer.URL())
	out, code := mailTestBy(t, relay, "me@reader.example")
	if code != exitOK || !strings.Contains(out, "ok    token an access token from 127.0.0.1") ||
		!strings.Contains(out, "sign in as t@news.example by xoauth2") || box.Count() != 1 {
		t.Errorf("exit %d, %d mails\n%s", code, box.Count(), out)
	}
	out, code = mailTestBy(t, relay, "me@reader.example") // elsewhere: the token was replaced, and kept where it was used
	if code != exitFailed || !strings.Contains(out, "FAIL  token") || !strings.Contains(out, "sign in anew") ||
		!strings.Contains(out, "docs/mail.md") || strings.Contains(out, "hush") {
		t.Errorf("exit %d\n%s", code, out)
	}
}
