package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/fault"
)

// TestAWrongTemplateIsFoundAtTheStart, not when the first mail with that word in it is made.
func TestAWrongTemplateIsFoundAtTheStart(t *testing.T) {
	t.Parallel()
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.DataDir, c.Templates = t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(c.Templates, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(c.Templates, "mail", "notice.txt.tmpl")
	if err := os.WriteFile(file, []byte("Hello\n{{.Nonsense}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c, app.Options{})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "mail/notice.txt.tmpl:2") {
		t.Errorf("err = %v, want one that names file and line", err)
	}
	if err == nil {
		a.Close()
	}
}
