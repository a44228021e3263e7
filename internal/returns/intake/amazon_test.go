package intake_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"tidings/internal/returns/intake"
)

// TestAmazon: a certificate is asked for once, and not kept when what came was none; a confirmation that is refused is
// an error, so that it is asked for again.
func TestAmazon(t *testing.T) {
	var asked atomic.Int32
	var down atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		if down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(w, "-----BEGIN CERTIFICATE-----")
	}))
	t.Cleanup(server.Close)
	a := intake.NewAmazon()
	down.Store(true)
	if _, err := a.Certificate(server.URL); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("a certificate that could not be had: %v", err)
	}
	if err := a.Visit(t.Context(), server.URL); err == nil {
		t.Error("a confirmation that was refused is taken for done")
	}
	down.Store(false)
	for range 2 {
		text, err := a.Certificate(server.URL)
		if err != nil || !strings.HasPrefix(string(text), "-----BEGIN") {
			t.Errorf("certificate %q, %v", text, err)
		}
	}
	if err := a.Visit(t.Context(), server.URL); err != nil {
		t.Errorf("visit: %v", err)
	}
	if n := asked.Load(); n != 4 {
		t.Errorf("asked %d times, want 4: the second certificate is the kept one", n)
	}
}
