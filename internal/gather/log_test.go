package gather_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestTheLogSaysWhatACrawlBroughtAndNothingOfQuietOnes, whose number is the schedule's and tells nothing.
func TestTheLogSaysWhatACrawlBroughtAndNothingOfQuietOnes(t *testing.T) {
	r := newRig(t, 0, "/news/1.html", "/news/2.html", "/news/3.html")
	var said bytes.Buffer
	r.Log = slog.New(slog.NewTextHandler(&said, nil))
	next := func() string {
		t.Helper()
		said.Reset()
		r.pass(time.Hour)
		_, _ = r.Crawl(t.Context(), "oak", "run") // the log is what is looked at
		return said.String()
	}
	if line := next(); !strings.Contains(line, "msg=crawled source=oak state=fine new=3 articles=3 failed=0") {
		t.Errorf("of three articles: %q", line)
	}
	if line := next(); line != "" {
		t.Errorf("of none: %q", line)
	}
	r.set(func() { r.fail["/news/"] = http.StatusServiceUnavailable })
	if line := next(); line != "" {
		t.Errorf("of a failure, which the job that failed tells of: %q", line)
	}
}
