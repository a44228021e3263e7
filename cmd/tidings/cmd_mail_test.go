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
	file := filepath.Join(t.TempDir(), "tidings.yaml")
	text := fmt.Sprintf("mail:\n  enabled: true\n  from: T <t@news.example>\n  smtp: {name: near, host: 127.0.0.1, port: %d, tls: none}\n", port)
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
