package app_test

import (
	"fmt"
	"strings"
	"testing"

	"tidings/internal/audience"
	"tidings/internal/reader"
	"tidings/internal/store"
)

// row is a reader of another system who has agreed to be mailed.
func (r *rig) row(name, digest string) audience.Enrolment {
	return audience.Enrolment{
		Address: name + "@reader.test", Digest: digest, ConsentAt: r.clock().AddDate(-1, 0, 0), ConsentFrom: "paper form",
	}
}

// TestARowThatCannotBeKeptIsLeftOutAlone: rows are kept many at a time, and one that the store fails on takes no other
// with it.
func TestARowThatCannotBeKeptIsLeftOutAlone(t *testing.T) {
	r := newRig(t)
	_, err := r.Store.DB().ExecContext(t.Context(), `CREATE TRIGGER broken BEFORE INSERT ON subscribers
		WHEN NEW.address = 'r7@reader.test' BEGIN SELECT RAISE(FAIL, 'a broken page'); END`)
	r.ok(err)
	var rows []audience.Enrolment
	for i := range 20 {
		rows = append(rows, r.row(fmt.Sprintf("r%d", i), "all"))
	}
	rows[11].ConsentFrom = "" // refused before it comes to the store
	for i, got := range r.Reader.Import(t.Context(), rows, reader.ImportOptions{}) {
		said := fmt.Sprint(got.Err)
		switch i {
		case 7:
			if !strings.Contains(said, "a broken page") {
				t.Errorf("row 7: %+v", got)
			}
		case 11:
			if !strings.Contains(said, "no consent") {
				t.Errorf("row 11: %+v", got)
			}
		default:
			if got.Imported != reader.ImportAdded || got.Err != nil {
				t.Errorf("row %d: %+v", i, got)
			}
		}
	}
	exported, err := r.Reader.Export(t.Context())
	r.ok(err)
	if len(exported) != 18 {
		t.Errorf("%d readers were kept, want 18", len(exported))
	}
}

// TestWhoLeftElsewhereIsNotMailedHere: what was ended stays so on the way out and in again.
func TestWhoLeftElsewhereIsNotMailedHere(t *testing.T) {
	there := newRig(t)
	stays := there.subscribe("ann@reader.test", "all")
	left := there.subscribe("ann@reader.test", "fairmeadow")
	gone := there.subscribe("bob@reader.test", "all")
	there.subscribe("cy@reader.test", "all")
	there.ok(there.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutSuppression(t.Context(), audience.Suppression{Address: "cy@reader.test", Reason: "complaint", At: noon})
	}))
	for _, s := range []audience.Subscription{left, gone} {
		_, err := there.Reader.Leave(t.Context(), s.ID, false, audience.ByPage)
		there.ok(err)
	}
	rows, err := there.Reader.Export(t.Context())
	there.ok(err)
	var ends []string
	for i, row := range rows {
		ends = append(ends, fmt.Sprintf("%s %s %v %s", row.Status, row.Digest, row.EndedAt.Equal(noon), row.EndedBy))
		if row.Status == audience.Unsubscribed {
			rows[i].Status = audience.Active // by a mistake with the file: its end speaks for itself
		}
	}
	if got, want := strings.Join(ends, "\n"), "active all false \nunsubscribed fairmeadow true page\n"+
		"unsubscribed all true page\nsuppressed all true complaint"; got != want {
		t.Errorf("exported:\n%s\nwant:\n%s", got, want)
	}

	t.Run("here", func(t *testing.T) {
		here := newRig(t)
		var got []reader.Imported
		for _, result := range here.Reader.Import(t.Context(), rows, reader.ImportOptions{Ask: true}) {
			here.ok(result.Err)
			got = append(got, result.Imported)
		}
		if fmt.Sprint(got) != "[added ignored ignored barred]" {
			t.Errorf("%v of %+v", got, rows)
		}
		_, subs, err := here.Reader.ByAddress(t.Context(), "ann@reader.test")
		here.ok(err)
		if len(subs) != 1 || subs[0].DigestID != stays.DigestID || !subs[0].Active {
			t.Errorf("Ann has %+v", subs)
		}
		here.none(here.deliver())
	})
}
