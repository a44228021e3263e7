package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tidings/config"
)

// TestStopBreaksCrawlsOff: a crawl is resumed by the next one, so an ending process does not wait for a slow site.
func TestStopBreaksCrawlsOff(t *testing.T) {
	asked := make(chan struct{}, 1)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer site.Close()
	r := newRig(t, func(c *config.Config) {
		c.Sources = []config.Source{{ID: "slow", Town: "Slowham", Zone: "UTC", URL: site.URL, Enabled: true}}
	})
	r.ok(r.App.Start(r.Context(), false))
	r.ok(r.Jobs.EnqueueCrawls(r.Context(), "test", "slow"))
	<-asked
	began := time.Now()
	r.ok(r.Stop(r.Context()))
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the end took %s", took)
	}
	health, err := r.Store.Health(r.Context(), "slow")
	if err != nil || health.State != "" && health.State != "new" {
		t.Errorf("a crawl that was broken off says of the source: %q, %v", health.State, err)
	}
}
