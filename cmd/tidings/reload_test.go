package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// TestAHangupTakesTheNewConfigurationAndKeepsTheOldOneWhileThatIsWrong runs the daemon under a supervisor's eyes: one
// process, whose configuration changes.
func TestAHangupTakesTheNewConfigurationAndKeepsTheOldOneWhileThatIsWrong(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the program")
	}
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "tidings.yaml")
	listen := "127.0.0.1:0"
	configure := func(digests string) {
		t.Helper()
		text := "data_dir: " + dir + "\nweb: {listen: \"" + listen + "\"}\nsources: []\ndigests: [" + digests + "]\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	digest := func(id string) string {
		return fmt.Sprintf("{id: %s, name: The %s, language: en, zone: UTC, public: true}", id, id)
	}
	configure(digest("morning"))
	binary := filepath.Join(program.path(t), "tidings") // building it may take longer than the test
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	daemon := exec.CommandContext(ctx, binary, "serve", "-c", file)
	daemon.Dir = dir
	said, err := daemon.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	// says reads the log on to a line that fits.
	says := func(what string) []string {
		t.Helper()
		line := regexp.MustCompile(what)
		for lines.Scan() {
			if found := line.FindStringSubmatch(lines.Text()); found != nil {
				return found
			}
		}
		t.Fatalf("the log does not say %s", what)
		return nil
	}
	const up = `tidings is up" pages=(\S+) .*digests=(\d)`
	offered := func(base string) string {
		t.Helper()
		answer, err := http.Get(base + "/api/v1/sources")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close() //nolint:errcheck // only read
		return answer.Status
	}
	if first := says(up); first[2] != "1" {
		t.Fatalf("serves %v", first)
	}
	configure(digest("morning") + ", {id: evening, towns: [Nowhere], language: en, zone: UTC}")
	hangup(t, daemon)
	says(`level=WARN msg="a digest waits for a town that no source is of".*Nowhere`)
	second := says(up)
	if second[2] != "2" {
		t.Errorf("after a hangup it serves %s digests", second[2])
	}
	configure("{id: morning, zone: Mars/Base, language: en}")
	hangup(t, daemon)
	says(`level=ERROR msg="the configuration is not taken.*Mars/Base`)
	if status := offered(second[1]); status != "200 OK" {
		t.Errorf("with a wrong configuration beside it, it answers %s", status)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()                                        //nolint:errcheck // only held
	silent, err := net.Dial("tcp", second[1][len("http://"):]) // a browser's, which asks nothing yet
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close() //nolint:errcheck // only held
	listen = taken.Addr().String()
	configure(digest("morning"))
	hangup(t, daemon)
	says(`level=ERROR msg="the configuration is not taken.*address already in use`)
	if third := says(up); third[2] != "2" {
		t.Errorf("by a configuration that cannot begin it serves %s digests, want the 2 of the one before", third[2])
	}
	if err := daemon.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // to its end
	}
	if err := daemon.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func hangup(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}
