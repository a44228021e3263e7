package roster

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/fault"
)

func read(t testing.TB, text string) (rows []audience.Enrolment, problems []string) {
	t.Helper()
	err := Read(strings.NewReader(text), func(r audience.Enrolment, err error) {
		if err != nil {
			problems = append(problems, fmt.Sprintf("%d: %v", r.Line, err))
			return
		}
		rows = append(rows, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, problems
}

var full = audience.Enrolment{
	Line: 2, Address: "ann@reader.test", Status: audience.Active, Digest: "all", Frequency: audience.Weekly, Hour: 7,
	Minute: 5, Timed: true, Schedule: "thu", Zone: "Asia/Shanghai", Language: "zh", Stories: 8, Pictures: true,
	Filter: audience.Filter{
		Towns: []string{"淮北", "Port, Ellery"}, Topics: []string{"press"},
		Keywords: []string{"+bridge", "!football", `/a"b;c/`, "'quoted"},
	},
	ConsentAt:   time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
	ConsentFrom: "form", PausedUntil: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC),
	EndedAt: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC), EndedBy: "one-click",
}

func TestRoundTrip(t *testing.T) {
	var b bytes.Buffer
	other := audience.Enrolment{Address: "=bo@reader.test"}
	if err := Write(&b, []audience.Enrolment{full, other}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, `"'+bridge`) || !strings.Contains(text, "'=bo@") {
		t.Errorf("a spreadsheet would run this:\n%s", text)
	}
	rows, problems := read(t, b.String())
	other.Line = 7 // the cells before it hold line breaks
	if diff := cmp.Diff([]audience.Enrolment{full, other}, rows); diff != "" || len(problems) > 0 {
		t.Errorf("%v\n%s", problems, diff)
	}
}

func TestReadNamesLines(t *testing.T) {
	rows, problems := read(t, "\xef\xbb\xbfAddress;time;stories;consent_at\r\nann@reader.test;07:30;;2026-03-02\r\n"+
		"bo@reader.test;noon;many;2026-03-02\r\n\r\nshort\r\n;;;\r\ncarl@reader.test;;;yesterday\r\ndan\xff@reader.test;;;\r\n"+
		"eve@reader.test;\"0\"7;;\r\nfay@reader.test;;;2026-03-02 09:15\r\n")
	if len(rows) != 2 || rows[0].Address != "ann@reader.test" || rows[1].Address != "fay@reader.test" || rows[1].Line != 10 {
		t.Errorf("rows %+v", rows)
	}
	want := []string{
		"3: time: \"noon\": write it like 07:30\nstories: \"many\": want a whole number up to 1000",
		"5: 1 cells, and the first line has 4", "6: address: there is none", "7: consent_at: \"yesterday\": write it like",
		"8: address: not UTF-8", "9: extraneous or missing \" in quoted-field",
	}
	for i, w := range want {
		if i >= len(problems) || !strings.HasPrefix(problems[i], w) {
			t.Errorf("problem %d: want %q in %q", i, w, problems)
		}
	}
}

func TestReadRefusesHeaders(t *testing.T) {
	for text, want := range map[string]string{
		"": "the file is empty", "address,consentat\n": `no column is called "consentat"`, "digest\n": "no column address",
		"address,address\n": "there twice", "\"": "line 1",
	} {
		err := Read(strings.NewReader(text), func(audience.Enrolment, error) { t.Errorf("%q gave a row", text) })
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzRead: what can be read is written so that it is read the same.
func FuzzRead(f *testing.F) {
	f.Add("address,keywords\na@b.test,\"+x\n!y\"\n")
	f.Add("address;time;status\na@b.test;07:30;active\n'=1;;\n")
	f.Add("address\tstories\n''\t7\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		var rows []audience.Enrolment
		if Read(strings.NewReader(text), func(r audience.Enrolment, err error) {
			if err == nil {
				r.Line = 0
				rows = append(rows, r)
			}
		}) != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, rows); err != nil {
			t.Fatal(err)
		}
		var again []audience.Enrolment
		err := Read(&b, func(r audience.Enrolment, err error) {
			if err != nil {
				t.Fatalf("line %d: %v", r.Line, err)
			}
			r.Line = 0
			again = append(again, r)
		})
		if diff := cmp.Diff(rows, again); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}
