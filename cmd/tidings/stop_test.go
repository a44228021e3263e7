package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tidings/internal/store"
)

// backlog is an invented town with a long listing, which counts what it is asked for.
type backlog struct {
	*httptest.Server
	mu    sync.Mutex
	asked map[string]int
	n     int           // of its articles
	far   chan struct{} // closed when a third of them was asked for
	all   chan struct{} // closed when each was
}

func newBacklog(t *testing.T, n int) *backlog {
	b := &backlog{asked: map[string]int{}, n: n, far: make(chan struct{}), all: make(chan struct{})}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

// ServeHTTP is the site.
func (b *backlog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case r.URL.Path == "/news/":
		fmt.Fprint(w, "<html><head><title>News of Harrowgate</title></head><body><ul class=news>\n")
		for i := range b.n {
			fmt.Fprintf(w, "<li><a href='/news/%d.html'>The council of Harrowgate settles matter %d</a> <span>%s</span></li>\n",
				i, i, time.Now().AddDate(0, 0, -i/4).Format(time.DateOnly))
		}
		fmt.Fprint(w, "</ul></body></html>")
	case strings.HasPrefix(r.URL.Path, "/news/"):
		b.mu.Lock()
		if b.asked[r.URL.Path]++; b.asked[r.URL.Path] == 1 {
			switch len(b.asked) {
			case b.n / 3:
				close(b.far)
			case b.n:
				close(b.all)
			}
		}
		b.mu.Unlock()
		fmt.Fprintf(w, "<html><head><title>Matter</title></head><body><article><h1>The council settles %s</h1><p>%s</p></article></body></html>",
			r.URL.Path, strings.Repeat("The council met on Monday and settled it. ", 15))
	default:
		http.NotFound(w, r)
	}
}

// twice counts the articles that were asked for more than once.
func (b *backlog) twice() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, asked := range b.asked {
		if asked > 1 {
			n++
		}
	}
	return n
}

// TestACrawlIsToldToStopOrKilledAndTheNextOneReadsTheRest: it ends in time, and what was read is not asked for again.
// One page may be on its way at that moment; kill -9 may take those that were being kept as well.
func TestACrawlIsToldToStopOrKilledAndTheNextOneReadsTheRest(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the program")
	}
	t.Parallel()
	tests := []struct {
		name   string
		verb   string
		signal syscall.Signal
		exit   int
		within time.Duration
		again  int // pages that may be asked for twice
	}{
		{"crawl", "crawl", syscall.SIGTERM, exitPartial, 4 * time.Second, 1},
		{"daemon", "serve", syscall.SIGTERM, exitOK, 5 * time.Second, 1},
		{"killed", "crawl", syscall.SIGKILL, -1, time.Second, 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, dir := newBacklog(t, 60), t.TempDir()
			config := fmt.Sprintf(`data_dir: %s
database: "sqlite://%s"
web: {listen: "127.0.0.1:0"}
crawl: {delay: 5ms, per_host: 1, allow_private: true}
digests: []
sources:
  - {id: harrowgate, town: Harrowgate, language: en, zone: UTC, url: %q, enabled: true}
`, dir, filepath.Join(dir, "tidings.db"), b.URL+"/news/")
			if err := os.WriteFile(filepath.Join(dir, "tidings.yaml"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			start := func(verb string) *exec.Cmd {
				c := exec.Command(filepath.Join(program.path(t), "tidings"), verb, "-c", filepath.Join(dir, "tidings.yaml"))
				c.Env = append(os.Environ(), "TIDINGS_STALE=1s")
				c.Dir, c.Stdout, c.Stderr = dir, &said, &said
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				return c
			}
			first := start(test.verb)
			<-b.far
			told := time.Now()
			if err := first.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			_ = first.Wait() // the exit code says it
			if took := time.Since(told); took > test.within || first.ProcessState.ExitCode() != test.exit {
				t.Errorf("ended after %s with %d\n%s", took, first.ProcessState.ExitCode(), said.String())
			}
			if second := start("crawl"); second.Wait() != nil {
				t.Errorf("the next crawl ended with %d\n%s", second.ProcessState.ExitCode(), said.String())
			}
			if n := b.twice(); n > test.again {
				t.Errorf("%d articles were asked for twice", n)
			}
			wantArticles(t, filepath.Join(dir, "tidings.db"), b.n)
		})
	}
}

// wantArticles wants so many articles in a database.
func wantArticles(t *testing.T, file string, want int) {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite://"+file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	articles, err := st.ArticlesFiltered(t.Context(), store.ArticleFilter{})
	if err != nil || len(articles) != want {
		t.Errorf("%d articles, want %d: %v", len(articles), want, err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}
