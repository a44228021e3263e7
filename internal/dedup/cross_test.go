package dedup

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
	"time"

	"tidings/internal/dedup/memory"
)

// labelled is an article of testdata with the story it belongs to.
type labelled struct {
	Story, Lang, Title, Text, Published string
}

func readLabelled(t *testing.T, name string) ([]labelled, []Doc) {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows []labelled
	var docs []Doc
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var row labelled
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.DateOnly, row.Published)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
		docs = append(docs, Doc{ID: int64(len(rows)), Lang: row.Lang, Title: row.Title, Text: row.Text, Published: at})
	}
	return rows, docs
}

// TestAcrossLanguages measures how well a Chinese article and its English translation find each other among notices
// of the same kind about other places and days: on the pairs the method was made with, and on pairs written afterwards.
func TestAcrossLanguages(t *testing.T) {
	for name, least := range map[string]float64{"crosslang.jsonl": 0.95, "crosslang_kept.jsonl": 0.9} {
		t.Run(name, func(t *testing.T) {
			precision, recall := acrossLanguages(t, name)
			if precision < least || recall < least {
				t.Errorf("precision %.3f, recall %.3f; want at least %.2f each", precision, recall, least)
			}
		})
	}
}

func acrossLanguages(t *testing.T, name string) (precision, recall float64) {
	t.Helper()
	rows, docs := readLabelled(t, name)
	places := cluster(t, &memory.Index{}, docs, Options{})
	var right, wrong, missed int
	for i, a := range rows {
		for j, b := range rows[:i] {
			if a.Lang == b.Lang {
				continue
			}
			joined := places[i].Group == places[j].Group
			switch {
			case joined && a.Story == b.Story:
				right++
			case joined:
				wrong++
				t.Logf("joined wrongly: %s | %s: %s", a.Title, b.Title, places[i].Reason)
			case a.Story == b.Story:
				missed++
				t.Logf("missed: %s | %s", a.Title, b.Title)
			}
		}
	}
	precision, recall = float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	t.Logf("%d pairs: precision %.3f, recall %.3f", right+missed, precision, recall)
	return precision, recall
}
