package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/web/visit"
)

// call sends JSON with a bearer token.
func (f *fixture) call(body, token string) answer {
	f.Helper()
	headers := []string{"Content-Type", "application/json"}
	if token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	return f.do(http.MethodPost, "/api/v1/crawls", body, headers...)
}

func TestStartCrawls(t *testing.T) {
	f := newFixture(t)
	f.want(f.call(`{}`, ""), http.StatusUnauthorized)
	f.want(f.call(`{}`, "letmei"), http.StatusUnauthorized)
	f.want(f.call(`{"sources":["atlantis"]}`, "letmein"), http.StatusNotFound, "atlantis")
	f.want(f.call(`{"sources":"linden"}`, "letmein"), http.StatusUnprocessableEntity)
	f.want(f.call(`{"sources":["`+strings.Repeat("x", visit.MaxBody)+`"]}`, "letmein"), http.StatusRequestEntityTooLarge)
	if len(f.crawls) != 0 {
		t.Fatalf("asked for %v", f.crawls)
	}
	for body, want := range map[string][]string{
		"": {"linden", "linhe"}, "{}": {"linden", "linhe"}, `{"sources":["linhe","linhe"]}`: {"linhe"},
	} {
		a := f.want(f.call(body, "letmein"), http.StatusAccepted)
		var out struct {
			RunID   string `json:"run_id"`
			Sources []string
		}
		f.ok(json.Unmarshal([]byte(a.body), &out))
		if !slices.Equal(out.Sources, want) || !slices.Equal(f.crawls[out.RunID], want) {
			t.Errorf("%s: %s, asked for %v", body, a.body, f.crawls)
		}
		f.want(f.get("/api/v1/crawls/"+out.RunID), http.StatusOK, `"crawls":[]`)
		f.wait(1)
	}
	if len(f.crawls) != 3 {
		t.Errorf("runs share an id: %v", f.crawls)
	}
	closed := newFixture(t, func(o *Options) { o.Token = "" })
	closed.want(closed.call(`{}`, ""), http.StatusForbidden)
	closed.want(closed.call(`{}`, "letmein"), http.StatusForbidden)
}

func TestGetCrawls(t *testing.T) {
	f := newFixture(t)
	f.write(func(tx *store.Tx) error {
		id, err := tx.AddCrawl(t.Context(), news.Crawl{RunID: "run", SourceID: "linden", StartedAt: f.now})
		if err != nil {
			return err
		}
		return tx.FinishCrawl(t.Context(), news.Crawl{
			ID: id, FinishedAt: f.now, Links: 12, State: news.StateFine, Err: "inner words",
		})
	})
	a := f.want(f.get("/api/v1/crawls/run"), http.StatusOK, `"links":12`, `"finished_at"`)
	if strings.Contains(a.body, "inner words") {
		t.Error("strangers see the error")
	}
	f.want(f.get("/api/v1/crawls/run", "Authorization", "Bearer letmein"), http.StatusOK, "inner words")
	f.want(f.get("/api/v1/crawls/other"), http.StatusNotFound)
	f.want(f.get("/api/v2/anything"), http.StatusNotFound, `{"title"`)
}

func TestGetSources(t *testing.T) {
	f := newFixture(t)
	a := f.want(f.get("/api/v1/sources"), http.StatusOK, `"id":"linhe"`, `"state":"blocked"`, `"trouble":true`)
	if strings.Contains(a.body, "secret detail") {
		t.Error("strangers see the error")
	}
	f.want(f.get("/openapi.json"), http.StatusOK, `"start-crawls"`, `"/api/v1/sources"`)
}

func TestMetrics(t *testing.T) {
	f := newFixture(t)
	f.want(f.get("/metrics"), http.StatusOK, "tidings_broken_sources 1",
		`tidings_source_state{source="linhe",state="blocked"} 1`,
		`tidings_rows{kind="stories"} 2`, `tidings_deliveries{state="failed"} 0`)
	closed := newFixture(t, func(o *Options) { o.Metrics = false })
	closed.want(closed.get("/metrics"), http.StatusNotFound)
}

func TestStatus(t *testing.T) {
	f := newFixture(t)
	a := f.want(f.get("/status"), http.StatusOK, "Linden Town Hall", "refuses to be read")
	if strings.Index(a.body, "临河市人民政府") > strings.Index(a.body, "Linden Town Hall") {
		t.Error("trouble does not stand first")
	}
	if strings.Contains(a.body, "secret detail") {
		t.Error("readers see the error")
	}
}
