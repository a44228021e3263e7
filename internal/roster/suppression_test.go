package roster_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/roster"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestSuppressionsComeBack(t *testing.T) {
	want := []audience.Suppression{
		{Address: "ann@reader.test", Reason: "asked, by telephone", At: now},
		{Address: "bo@reader.test", Reason: "hard bounce", At: now, Expires: now.AddDate(0, 0, 7)},
	}
	var out strings.Builder
	if err := roster.WriteSuppressions(&out, want); err != nil {
		t.Fatal(err)
	}
	got, wrong, err := roster.ReadSuppressions(strings.NewReader(out.String()), now.AddDate(1, 0, 0))
	if diff := cmp.Diff(want, got); err != nil || len(wrong) > 0 || diff != "" {
		t.Errorf("%v %v %s", err, wrong, diff)
	}
}

// TestSuppressionsOfOthers: only the address is needed, and each wrong line is named while the others are taken.
func TestSuppressionsOfOthers(t *testing.T) {
	file := "\ufeffNote, Address ,until\nx,ann@reader.test,\ny,nobody,\nz,bo@reader.test,soon\n,\"cy\"@reader.test,\n,di@reader.test\n"
	got, wrong, err := roster.ReadSuppressions(strings.NewReader(file), now)
	want := []audience.Suppression{
		{Address: "ann@reader.test", Reason: "imported", At: now}, {Address: "di@reader.test", Reason: "imported", At: now},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	said := strings.Join(wrong, "\n")
	for _, line := range []string{"3: ", `4: until "soon" is not a time`, "5: "} {
		if !strings.Contains(said, line) {
			t.Errorf("no %q in\n%s", line, said)
		}
	}
	for _, file := range []string{"", "name,until\n"} {
		if _, _, err := roster.ReadSuppressions(strings.NewReader(file), now); err == nil {
			t.Errorf("%q is read", file)
		}
	}
}

func FuzzReadSuppressions(f *testing.F) {
	f.Add("address,since\nann@reader.test,2026-03-02T12:00:00Z\n")
	f.Add("\"address\nx")
	f.Fuzz(func(t *testing.T, text string) {
		found, _, _ := roster.ReadSuppressions(strings.NewReader(text), now)
		for _, x := range found {
			if x.Address == "" {
				t.Error("a suppression of nobody")
			}
		}
	})
}
