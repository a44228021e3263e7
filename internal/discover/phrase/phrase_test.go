package phrase_test

import (
	"testing"

	"tidings/internal/discover/phrase"
)

func TestVague(t *testing.T) {
	for title, want := range map[string]bool{
		"Read more": true, "Weiterlesen": true, "查看更多": true, "Dettagli": true, "Agenda (PDF)": true, "": true, "232.0KB": true, "PDF (1.9MB)": true,
		"Mill Road reopens": false, "Harbor board agenda": false, "渡口恢复通航": false,
	} {
		if got := phrase.Vague(title); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
}

func TestTurnsPages(t *testing.T) {
	for title, want := range map[string]bool{
		"2": true, "Next »": true, "尾页": true, "[ 下一页 ]": true, "2026": false, "weiter": false, "Next meeting": false,
	} {
		if got := phrase.TurnsPages(title); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
	for title, want := range map[string]bool{"Back to all rulings": true, "Zurück zur Übersicht": true, "Back in town": false} {
		if got := phrase.LeadsOff(title); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"September": 9, "сентября": 8, "渡口": 4, "": 0} {
		if got := phrase.Width(s); got != want {
			t.Errorf("%q: %d", s, got)
		}
	}
	if phrase.Narrow("  渡口恢复通航 ", 11) || !phrase.Narrow("  渡口恢复通航 ", 12) {
		t.Error("a width of 12 is not 12")
	}
}

func TestColumns(t *testing.T) {
	if !phrase.Matter("oggetto") || !phrase.Whereabouts("venue") || !phrase.Ending("until") || phrase.Matter("date") {
		t.Error("heads of columns are not known")
	}
	if !phrase.NamesPapers("agenda") || phrase.NamesPapers("meeting") || !phrase.PaperOnly("Agenda, Minutes") || phrase.PaperOnly("Quay") {
		t.Error("papers are not known")
	}
}

func TestUnlinked(t *testing.T) {
	if got := phrase.Unlinked("Permalink to The quay"); got != "The quay" {
		t.Errorf("%q", got)
	}
	if got := phrase.Unlinked("Link to the quay"); got != "Link to the quay" {
		t.Errorf("%q", got)
	}
}
