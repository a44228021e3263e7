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
	"syscall"
	"testing"
	"time"
)

// hangs are ways in which hosts of towns hang, from robots.txt on or behind it.
var hangs = []http.HandlerFunc{
	func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, // accepts, and never answers
	drip,
	func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		drip(w, r)
	},
	func(w http.ResponseWriter, r *http.Request) { // its listing answers, its pages do not
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/news/":
			w.Header().Set("Content-Type", "text/html")
			for i := range 20 {
				fmt.Fprintf(w, "<li><a href='/news/%d.html'>The council of Hangham settles matter %d</a> <span>%s</span></li>\n",
					i, i, time.Now().AddDate(0, 0, -i).Format(time.DateOnly))
			}
		default:
			<-r.Context().Done()
		}
	},
	func(w http.ResponseWriter, _ *http.Request) { // never ends
		w.Header().Set("Content-Type", "text/html")
		for line := []byte(strings.Repeat("<p>and so on</p>\n", 100)); ; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	},
}

// drip answers a byte a second.
func drip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	slow := time.NewTicker(time.Second)
	defer slow.Stop()
	for r.Context().Err() == nil {
		fmt.Fprint(w, "<")
		w.(http.Flusher).Flush()
		<-slow.C
	}
}

// TestSourcesThatHangHoldNoOther: forty hang, come first and would for half a minute and more; twenty beside them are
// read within seconds, and the process ends in time.
func TestSourcesThatHangHoldNoOther(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the program")
	}
	t.Parallel()
	for _, verb := range []string{"crawl", "serve"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			config := fmt.Sprintf("data_dir: %s\ndatabase: \"sqlite://%s\"\nweb: {listen: \"127.0.0.1:0\"}\n"+
				"crawl: {delay: 0s, allow_private: true}\ndigests: []\nsources:\n", dir, filepath.Join(dir, "tidings.db"))
			for i := range 40 {
				hung := httptest.NewServer(hangs[i%len(hangs)])
				t.Cleanup(func() { hung.CloseClientConnections(); hung.Close() })
				config += fmt.Sprintf("  - {id: a-hung-%d, town: Hangham %d, zone: UTC, url: %q, enabled: true}\n", i, i, hung.URL+"/news/")
			}
			var towns []*backlog
			for i := range 20 {
				b := newBacklog(t, 5)
				towns = append(towns, b)
				config += fmt.Sprintf("  - {id: b-%d, town: Harrowgate %d, zone: UTC, url: %q, enabled: true}\n", i, i, b.URL+"/news/")
			}
			if err := os.WriteFile(filepath.Join(dir, "tidings.yaml"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			c := exec.Command(filepath.Join(program.path(t), "tidings"), verb, "-c", filepath.Join(dir, "tidings.yaml"))
			c.Dir, c.Stdout, c.Stderr = dir, &said, &said
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			patience := time.After(20 * time.Second) // on a busy machine; alone it takes three
			read := 0
			for _, b := range towns {
				select {
				case <-b.all:
					read++
				case <-patience:
					t.Errorf("%d of %d sources were read while others hung", read, len(towns))
					patience = nil
				}
				if patience == nil {
					break
				}
			}
			told := time.Now()
			if err := c.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait() // it was told to stop
			if took := time.Since(told); took > 5*time.Second {
				t.Errorf("the end took %s\n%s", took, said.String())
			}
		})
	}
}
