package demo

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/mail"
	"tidings/internal/store/storetest"
)

// TestTheChain goes from four towns to two mailboxes on both databases.
func TestTheChain(t *testing.T) {
	for name, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(*testing.T) string { return "" },
		"postgres": func(t *testing.T) string { return storetest.PostgresDSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			outbox := filepath.Join(t.TempDir(), "kept")
			err := Run(t.Context(), Options{
				Version: "test", Once: true, Outbox: outbox, Out: &out, Log: slog.New(slog.DiscardHandler), Now: time.Now,
				database: dsn(t),
			})
			if err != nil {
				t.Fatalf("%v\n%s", err, &out)
			}
			if want := "18 pages → 18 articles → 15 stories"; !strings.Contains(out.String(), want) {
				t.Errorf("%q is not in\n%s", want, &out)
			}
			kept, err := filepath.Glob(filepath.Join(outbox, "*.eml"))
			if err != nil || len(kept) != len(readers) {
				t.Fatalf("%d mails kept, %v", len(kept), err)
			}
			for _, file := range kept {
				read(t, file)
			}
		})
	}
}

// read looks at a mail as its reader would: in one language, with the sources linked by their names.
func read(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	view, err := mail.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{view.Text, view.HTML} {
		if !strings.Contains(part, "https://www.huaibei.example/") || strings.Contains(part, "127.0.0.1") {
			t.Errorf("%s does not link its sources by name", file)
		}
	}
	if strings.Contains(view.To, "xiaolin") && strings.Contains(view.Text, "Wetland Park") {
		t.Error("a Chinese reader is told in English what a Chinese source tells")
	}
}

func TestTheDemoStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := &watched{stop: cancel, at: "Stop with Ctrl-C"}
	err := Run(ctx, Options{
		Version: "test", Listen: "127.0.0.1:0", Out: out, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// watched stops the demo when it has printed a certain line.
type watched struct {
	bytes.Buffer
	stop context.CancelFunc
	at   string
}

func (w *watched) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(w.at)) {
		w.stop()
	}
	return w.Buffer.Write(p)
}
