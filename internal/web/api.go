package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/internal/web/reading"
	"tidings/internal/web/visit"
)

// api mounts the API and its description at /openapi.json. Reading is free, asking for something needs the token.
func (s *site) api(mux *http.ServeMux) {
	config := huma.DefaultConfig(s.Service, "1")
	config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", nil // no page that fetches scripts from elsewhere
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	api := humago.New(mux, config)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		if _, err := w.Write([]byte(`{"title":"Not Found","status":404}` + "\n")); err != nil {
			s.Log.Debug("answer not taken", "error", err)
		}
	})
	huma.Register(api, huma.Operation{
		OperationID: "start-crawls", Method: http.MethodPost, Path: "/api/v1/crawls", Summary: "Crawl sources now",
		DefaultStatus: http.StatusAccepted, Security: []map[string][]string{{"token": {}}}, MaxBodyBytes: visit.MaxBody,
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound},
	}, s.startCrawls)
	huma.Register(api, huma.Operation{
		OperationID: "get-crawls", Method: http.MethodGet, Path: "/api/v1/crawls/{run_id}", Summary: "How a run goes",
		Errors: []int{http.StatusNotFound},
	}, s.getCrawls)
	huma.Register(api, huma.Operation{
		OperationID: "get-sources", Method: http.MethodGet, Path: "/api/v1/sources", Summary: "Sources and their states",
	}, s.getSources)
	s.subscribeAPI(api)
}

// answer turns an error into the API's.
func (s *site) answer(err error) error {
	if err == nil {
		return nil
	}
	status := visit.StatusOf(err)
	if status >= http.StatusInternalServerError {
		s.Log.Error("API call failed", "status", status, "error", err)
		return huma.NewError(status, http.StatusText(status))
	}
	return huma.NewError(status, err.Error())
}

// allowed checks a bearer token in constant time.
func (s *site) allowed(header string) error {
	if s.opt.Token == "" {
		return huma.Error403Forbidden("no token is configured: the API only reads")
	}
	given, ok := strings.CutPrefix(header, "Bearer ")
	a, b := sha256.Sum256([]byte(strings.TrimSpace(given))), sha256.Sum256([]byte(s.opt.Token))
	if subtle.ConstantTimeCompare(a[:], b[:]) != 1 || !ok {
		return huma.Error401Unauthorized("wrong token")
	}
	return nil
}

type startInput struct {
	Authorization string `header:"Authorization"`
	Body          *struct {
		Sources []string `json:"sources,omitempty" maxItems:"1000" doc:"Their ids; all enabled ones when left out."`
	}
}

type startOutput struct {
	Body struct {
		RunID   string   `json:"run_id"`
		Sources []string `json:"sources"`
	}
}

// startCrawls asks for crawls and gives the id their records are found by.
func (s *site) startCrawls(ctx context.Context, in *startInput) (*startOutput, error) {
	if err := s.allowed(in.Authorization); err != nil {
		return nil, err
	}
	var wanted []string
	if in.Body != nil {
		wanted = in.Body.Sources
	}
	ids, err := s.crawlable(ctx, wanted)
	if err != nil {
		return nil, s.answer(err)
	}
	now := s.Now()
	out := &startOutput{}
	out.Body.Sources = ids
	out.Body.RunID = s.Keys.Sign(token.Run, now.UnixNano(), time.Time{})
	return out, s.answer(s.opt.Enqueue(ctx, out.Body.RunID, ids...))
}

// crawlable gives the ids of the wanted sources, each once; of all enabled ones when none is named.
func (s *site) crawlable(ctx context.Context, wanted []string) ([]string, error) {
	sources, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, source := range sources {
		if source.Enabled && (len(wanted) == 0 || slices.Contains(wanted, source.ID)) {
			ids = append(ids, source.ID)
		}
	}
	for _, id := range wanted {
		if !slices.Contains(ids, id) {
			return nil, fault.New(fault.NotFound, "no enabled source %q", id)
		}
	}
	return ids, nil
}

// apiCrawl is one source's crawl.
type apiCrawl struct {
	Source     string     `json:"source"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty" doc:"Absent while it runs."`
	State      string     `json:"state,omitempty"`
	Way        string     `json:"way,omitempty"`
	Links      int        `json:"links"`
	New        int        `json:"new"`
	Pages      int        `json:"pages"`
	Articles   int        `json:"articles"`
	Failed     int        `json:"failed"`
	Baseline   bool       `json:"baseline,omitempty"`
	Error      string     `json:"error,omitempty" doc:"With the token only."`
}

type crawlsInput struct {
	Authorization string `header:"Authorization"`
	RunID         string `path:"run_id" maxLength:"100"`
}

type crawlsOutput struct {
	Body struct {
		RunID  string     `json:"run_id"`
		Crawls []apiCrawl `json:"crawls" doc:"Those begun. A source already waiting to be crawled keeps its earlier run."`
	}
}

// getCrawls gives the crawls of a run that have begun. A run of ours none of which has begun yet is empty, not unknown.
func (s *site) getCrawls(ctx context.Context, in *crawlsInput) (*crawlsOutput, error) {
	records, err := s.Store.Crawls(ctx, store.CrawlFilter{RunID: in.RunID})
	if err != nil {
		return nil, s.answer(err)
	}
	if len(records) == 0 {
		if _, err := s.Keys.Verify(token.Run, in.RunID, s.Now()); err != nil {
			return nil, huma.Error404NotFound("no such run")
		}
	}
	out := &crawlsOutput{}
	out.Body.RunID, out.Body.Crawls = in.RunID, []apiCrawl{}
	for _, c := range slices.Backward(records) {
		out.Body.Crawls = append(out.Body.Crawls, crawlOf(c, s.allowed(in.Authorization) == nil))
	}
	return out, nil
}

// crawlOf is a crawl as the API has it. Why it failed is told to those who have the token.
func crawlOf(c news.Crawl, trusted bool) apiCrawl {
	out := apiCrawl{
		Source: c.SourceID, StartedAt: c.StartedAt, State: string(c.State), Way: string(c.Way), Links: c.Links, New: c.New,
		Pages: c.Pages, Articles: c.Articles, Failed: c.Failed, Baseline: c.Baseline,
	}
	if !c.FinishedAt.IsZero() {
		out.FinishedAt = &c.FinishedAt
	}
	if trusted {
		out.Error = c.Err
	}
	return out
}

// apiSource is a source and how it is.
type apiSource struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Town     string     `json:"town"`
	Country  string     `json:"country,omitempty"`
	Language string     `json:"language,omitempty"`
	URL      string     `json:"url"`
	State    string     `json:"state"`
	Trouble  bool       `json:"trouble"`
	Since    *time.Time `json:"since,omitempty"`
	LastRead *time.Time `json:"last_read,omitempty"`
	LastNew  *time.Time `json:"last_new,omitempty"`
}

type sourcesOutput struct {
	Body struct {
		Sources []apiSource `json:"sources"`
	}
}

func (s *site) getSources(ctx context.Context, _ *struct{}) (*sourcesOutput, error) {
	states, err := reading.States(ctx, s.Store)
	if err != nil {
		return nil, s.answer(err)
	}
	out := &sourcesOutput{}
	out.Body.Sources = []apiSource{}
	for _, st := range states {
		out.Body.Sources = append(out.Body.Sources, apiSource{
			ID: st.ID, Name: st.Name, Town: st.Town, Country: st.Country, Language: st.Language, URL: st.URL,
			State: string(st.State), Trouble: st.State.Trouble(), Since: known(st.Since), LastRead: known(st.LastRead),
			LastNew: known(st.LastNew),
		})
	}
	return out, nil
}

// known gives nil for a time that is not.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
