package fetch

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestACertificateIsUncheckedForTheHostNamedOnly(t *testing.T) {
	srv := httptest.NewUnstartedServer(text("news"))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	c, _ := newClient(t, Options{})
	get := func(address string, insecure bool) error {
		_, err := c.Get(For(t.Context(), srv.URL, insecure), Request{URL: address})
		return err
	}
	if err := get(srv.URL, false); TroubleOf(err) != TroubleTLS {
		t.Errorf("without the operator's word: %v", err)
	}
	if err := get(srv.URL, true); err != nil { // a failure of robots.txt is remembered, but not here
		t.Fatalf("robots.txt and page of the host named: %v", err)
	}
	if err := get(srv.URL, false); TroubleOf(err) != TroubleTLS {
		t.Errorf("without the operator's word, behind one who has it: %v", err)
	}
	other := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	if err := get(other, true); TroubleOf(err) != TroubleTLS {
		t.Errorf("another host: %v", err)
	}
	leads := serve(t, map[string]http.HandlerFunc{"/": redirect(srv.URL)})
	if _, err := c.Get(For(t.Context(), strings.Replace(leads.URL, "127.0.0.1", "localhost", 1), true),
		Request{URL: leads.URL}); TroubleOf(err) != TroubleTLS {
		t.Errorf("a redirect to another host: %v", err)
	}
}
