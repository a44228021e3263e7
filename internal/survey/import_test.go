package survey_test

import (
	"testing"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/survey"
)

// sourceAt is a source of a file.
func sourceAt(id, url string) news.Source {
	return news.Source{ID: id, Name: id, Town: "Oakfield", URL: url, Zone: "UTC", Enabled: true}
}

// TestImport: what is there by id or address stays as it is, an added source may be replaced, a configured one never.
func TestImport(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	if err := s.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.SyncSources(ctx, []news.Source{sourceAt("elm", "https://elm.example/")}, s.now)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(ctx, sourceAt("oak", "https://oak.example/"), false); err != nil {
		t.Fatal(err)
	}
	off := sourceAt("yew", "https://yew.example/")
	off.Enabled = false
	file := []news.Source{
		sourceAt("oak", "https://oak.example/news"), sourceAt("elm", "https://elm.example/news"),
		sourceAt("ash", "https://elm.example/"), sourceAt("fir", "https://fir.example/"), off,
	}
	skipped, added, replaced := survey.FateSkipped, survey.FateAdded, survey.FateReplaced
	for _, tt := range []struct {
		name string
		opt  survey.ImportOptions
		want []survey.Imported
		url  string // of oak afterwards
		n    int    // sources afterwards
	}{
		{"dry", survey.ImportOptions{Dry: true, Replace: true}, []survey.Imported{
			{Fate: replaced}, {Fate: skipped, Note: "in the configuration, which is where to change it"},
			{Fate: skipped, Note: "the same address as elm"}, {Fate: added}, {Fate: added, Note: "disabled"},
		}, "https://oak.example/", 2},
		{"first", survey.ImportOptions{}, []survey.Imported{
			{Fate: skipped, Note: "there is a source of this id"}, {Fate: skipped, Note: "there is a source of this id"},
			{Fate: skipped, Note: "the same address as elm"}, {Fate: added}, {Fate: added, Note: "disabled"},
		}, "https://oak.example/", 4},
		{"again, to replace", survey.ImportOptions{Replace: true}, []survey.Imported{
			{Fate: replaced}, {Fate: skipped, Note: "in the configuration, which is where to change it"},
			{Fate: skipped, Note: "the same address as elm"}, {Fate: replaced}, {Fate: replaced, Note: "disabled"},
		}, "https://oak.example/news", 4},
	} {
		got, err := s.Import(ctx, file, tt.opt)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		for i, want := range tt.want {
			if got[i].Source.ID != file[i].ID || got[i].Fate != want.Fate || got[i].Note != want.Note {
				t.Errorf("%s: %s is %s (%s), want %s (%s)", tt.name, got[i].Source.ID, got[i].Fate, got[i].Note, want.Fate, want.Note)
			}
		}
		known, err := s.Known(ctx)
		if err != nil || len(known) != tt.n {
			t.Errorf("%s: %d sources, %v; want %d", tt.name, len(known), err, tt.n)
		}
		for _, k := range known {
			if k.Source.ID == "oak" && k.Source.URL != tt.url {
				t.Errorf("%s: oak is at %s, want %s", tt.name, k.Source.URL, tt.url)
			}
		}
	}
}

// TestImportAllOrNone: a file that names one id twice adds nothing.
func TestImportAllOrNone(t *testing.T) {
	s := newSite(t)
	if err := s.Save(t.Context(), sourceAt("oak", "https://oak.example/old"), false); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"oak", "elm"} {
		for _, opt := range []survey.ImportOptions{{}, {Dry: true}, {Replace: true}} {
			_, err := s.Import(t.Context(), []news.Source{
				sourceAt(id, "https://oak.example/"), sourceAt(id, "https://oak.example/news"),
			}, opt)
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s twice, %+v: %v, want fault.Invalid", id, opt, err)
			}
		}
	}
	if known, err := s.Known(t.Context()); err != nil || len(known) != 1 || known[0].Source.URL != "https://oak.example/old" {
		t.Errorf("there are %+v, %v; want what was there", known, err)
	}
}
