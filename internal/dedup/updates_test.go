package dedup

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// update is a case of testdata/updates.jsonl: what was told, what comes later, and what that adds: Kind is "" when it
// adds nothing.
type update struct{ Name, Told, Now, Kind, New string }

func readUpdates(t *testing.T) []update {
	t.Helper()
	file, err := os.Open("testdata/updates.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []update
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var u update
		if err := json.Unmarshal(lines.Bytes(), &u); err != nil {
			t.Fatal(err)
		}
		out = append(out, u)
	}
	return out
}

// TestUpdates measures how well a later article that adds something is told from one that adds nothing.
func TestUpdates(t *testing.T) {
	day := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
	var right, wrong, missed int
	all := readUpdates(t)
	for _, u := range all {
		got, fresh := Novelty([]Doc{{ID: 1, Text: u.Told, Published: day}}, Doc{ID: 2, Text: u.Now, Published: day})
		switch {
		case fresh && u.Kind == "":
			wrong++
			t.Logf("%s: adds nothing, got %+v", u.Name, got)
		case !fresh && u.Kind != "":
			missed++
			t.Logf("%s: missed", u.Name)
		case fresh:
			right++
			if got.Kind != u.Kind || !strings.Contains(got.New, u.New) || !strings.Contains(got.Sentence, u.New) {
				t.Errorf("%s: %+v, want %s %q", u.Name, got, u.Kind, u.New)
			}
		}
	}
	precision, recall := float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	t.Logf("%d cases: precision %.3f, recall %.3f", len(all), precision, recall)
	if precision < 0.95 || recall < 0.95 {
		t.Errorf("precision %.3f, recall %.3f; want at least 0.95 each", precision, recall)
	}
}
