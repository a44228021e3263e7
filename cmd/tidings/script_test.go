package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tidings/internal/sitetest"
)

// program is the binary as it is shipped, built once for the tests that run it. Without the race detector, since that
// makes SQLite ten times slower; the packages are tested with it.
var program build

type build struct {
	once sync.Once
	dir  string
	err  error
}

// path gives the folder the binary is in.
func (b *build) path(t *testing.T) string {
	t.Helper()
	b.once.Do(func() {
		if b.dir, b.err = os.MkdirTemp("", "tidings-binary-"); b.err != nil {
			return
		}
		cmd := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(b.dir, "tidings"), ".")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.dir
}

func TestMain(m *testing.M) {
	code := m.Run()
	if program.dir != "" {
		_ = os.RemoveAll(program.dir) // a temporary folder
	}
	os.Exit(code)
}

// TestScripts runs the scripts of testdata/script, each in a folder of its own that has a tidings.yaml: the invented
// towns of package sitetest as sources, nothing else changed. Beside the usual commands of testscript there are
//
//	exits CODE PROGRAM ARGS…   runs it and wants that exit code
//	break TOWN TROUBLE         none, down, redesigned or blocked
//	site FOLDER                serves the script's folder; its address is $SITE
func TestScripts(t *testing.T) {
	t.Parallel()
	dir := program.path(t)
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error { return furnish(env, dir) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "break": breakTown, "site": serveSite,
		},
	})
}

// furnish serves the towns of one script and writes its configuration.
func furnish(env *testscript.Env, dir string) error {
	towns, err := sitetest.Demo(time.Now())
	if err != nil {
		return err
	}
	server, err := sitetest.Start(towns...)
	if err != nil {
		return err
	}
	env.Defer(func() { _ = server.Close() }) // it was for this script only
	env.Values["towns"] = towns
	closed, err := closedAddress()
	if err != nil {
		return err
	}
	env.Setenv("CLOSED", closed)
	env.Setenv("PATH", dir+string(os.PathListSeparator)+env.Getenv("PATH"))
	for _, t := range towns {
		env.Setenv(strings.ToUpper(t.ID), t.URL())
	}
	file := filepath.Join(env.WorkDir, "tidings.yaml")
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	return os.WriteFile(file, []byte(townsConfig(towns)), 0o600)
}

// closedAddress gives an address that nobody listens at. Its port is below those that are given to whoever asks for any,
// or a server of another test might get it.
func closedAddress() (string, error) {
	var err error
	for port := 21000; port < 21100; port++ {
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", err
}

// townsConfig enables the towns as sources and offers two digests of them.
func townsConfig(towns []*sitetest.Town) string {
	var b strings.Builder
	b.WriteString(`crawl: {delay: 0s, allow_private: true}
digests:
  - {id: all, name: All Towns, language: en, zone: UTC, schedule: "0 7 * * *"}
  - {id: huaibei, name: 淮北要闻, towns: [淮北], language: zh, zone: Asia/Shanghai}
sources:
`)
	for _, t := range towns {
		fmt.Fprintf(&b, "  - {id: %s, name: %q, town: %q, language: %s, zone: %s, url: %q, backfill: 50, enabled: true}\n",
			t.ID, t.Name, t.Place, t.Language, t.Zone, t.URL())
	}
	return b.String()
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func serveSite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: site FOLDER")
	}
	files := http.FileServer(http.Dir(ts.MkAbs(args[0])))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("If-Modified-Since") // a script changes a file more than once a second
		files.ServeHTTP(w, r)
	}))
	ts.Defer(server.Close)
	ts.Setenv("SITE", server.URL)
}

func breakTown(ts *testscript.TestScript, neg bool, args []string) {
	troubles := map[string]sitetest.Trouble{
		"none": sitetest.None, "down": sitetest.Down, "redesigned": sitetest.Redesigned, "blocked": sitetest.Blocked,
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: break TOWN TROUBLE")
	}
	towns, ok := ts.Value("towns").([]*sitetest.Town)
	if !ok {
		ts.Fatalf("this script has no towns")
	}
	town := sitetest.Find(towns, args[0])
	trouble, known := troubles[args[1]]
	if town == nil || !known {
		ts.Fatalf("no town %s, or no trouble %s", args[0], args[1])
	}
	town.Break(trouble)
}
