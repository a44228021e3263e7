package digest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares got with testdata/name.golden, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (run with -update to accept):\n%s", file, diff)
	}
}

func goldenMail(t *testing.T, name string, r Rendered) {
	t.Helper()
	golden(t, name+".html", r.HTML)
	golden(t, name+".txt", "Subject: "+r.Subject+"\nPreheader: "+r.Preheader+"\n\n"+r.Text)
}

func TestRenderGolden(t *testing.T) {
	set := mustSet(t)
	for name, issue := range map[string]Issue{"edition.en": englishIssue(t), "edition.zh": chineseIssue(t)} {
		t.Run(name, func(t *testing.T) {
			r, err := Render(set, issue)
			if err != nil {
				t.Fatal(err)
			}
			goldenMail(t, name, r)
		})
	}
}
