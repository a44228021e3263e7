package survey_test

import (
	"testing"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// TestKnownAndSaved: what is saved is known from then on, under an id of its own, until it is removed.
func TestKnownAndSaved(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	oak := news.Source{ID: "oak", Name: "Oakfield", Town: "Oakfield", URL: s.url, Zone: "UTC", Enabled: true}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.SyncSources(ctx, []news.Source{{ID: "elm", URL: s.url}}, s.now)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(ctx, oak, false); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(ctx, oak, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("saved twice: %v", err)
	}
	oak.Name = "Oakfield Town Council"
	if err := s.Save(ctx, oak, true); err != nil {
		t.Fatal(err)
	}
	known, err := s.Known(ctx)
	if err != nil || len(known) != 2 || known[0].Origin != store.Configured || known[1].Source.Name != oak.Name {
		t.Errorf("%v %+v", err, known)
	}
	for address, want := range map[string]string{s.url: "elm", s.url + "/": "elm", s.url + "?page=2": "", "https://x.example/": "", "%": ""} {
		if id, err := s.Reads(ctx, address, ""); id != want || err != nil {
			t.Errorf("%s is read by %q, %v; want %q", address, id, err, want)
		}
	}
	for _, tt := range []struct {
		id               string
		guessed, replace bool
		want             string
		refused          bool
	}{
		{"fir", true, false, "fir", false}, {"oak", true, false, "oak-2", false}, {"oak", false, true, "oak", false},
		{"oak", false, false, "oak", true}, {"elm", true, false, "elm-2", false}, {"elm", false, true, "elm", true},
	} {
		got, err := s.FreeID(ctx, tt.id, tt.guessed, tt.replace)
		if got != tt.want || fault.Is(err, fault.Invalid) != tt.refused {
			t.Errorf("%+v: %q, %v", tt, got, err)
		}
	}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return tx.RemoveSource(ctx, "oak") }); err != nil {
		t.Fatal(err)
	}
	if known, err = s.Known(ctx); err != nil || len(known) != 1 {
		t.Errorf("after removal: %v %+v", err, known)
	}
}
