package ground

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
	"tidings/internal/summarize"
)

// groundCase is a sentence and what was done to it: "kept" when nothing was.
type groundCase struct {
	doc  summarize.Doc
	what string
	said string
}

// readCases reads testdata/cases.txt.
func readCases(t testing.TB) []groundCase {
	t.Helper()
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []groundCase
	var doc summarize.Doc
	for in := bufio.NewScanner(f); in.Scan(); {
		line := in.Text()
		what, said, isCase := strings.Cut(line, " | ")
		switch {
		case strings.HasPrefix(line, "#") || line == "":
		case strings.HasPrefix(line, "== "):
			part := strings.SplitN(line, " ", 4)
			at, err := news.ParseDate(part[2], time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			doc = summarize.Doc{ID: doc.ID + 1, Lang: part[1], Published: at, Title: part[3]}
		case isCase:
			out = append(out, groundCase{doc, what, said})
		default:
			doc.Text += line + "\n"
		}
	}
	return out
}

// TestCases measures the check on the table. An alarm is a sentence refused. The bounds are what it reached when they
// were written: they may only be raised.
func TestCases(t *testing.T) {
	const minPrecision, minRecall = 0.97, 0.97
	var right, falseAlarm, missed int
	cases := readCases(t)
	if len(cases) < 200 {
		t.Errorf("%d cases, want at least 200", len(cases))
	}
	for _, c := range cases {
		v := New([]summarize.Doc{c.doc}).Check(c.said)
		switch altered := c.what != "kept"; {
		case altered && !v.OK():
			right++
		case altered:
			missed++
			t.Logf("missed (%s): %s", c.what, c.said)
		case !v.OK():
			falseAlarm++
			t.Logf("false alarm: %s: %s", c.said, v)
		}
	}
	precision, recall := float64(right)/float64(right+falseAlarm), float64(right)/float64(right+missed)
	t.Logf("%d cases: precision %.3f, recall %.3f", len(cases), precision, recall)
	if precision < minPrecision || recall < minRecall {
		t.Errorf("precision %.3f (want %.3f), recall %.3f (want %.3f)", precision, minPrecision, recall, minRecall)
	}
}
