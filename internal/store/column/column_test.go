package column

import (
	"bytes"
	"database/sql/driver"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/news"
)

func TestTimesAreUTCToTheMicrosecond(t *testing.T) {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 123456789, time.FixedZone("", 2*60*60))
	kept := time.Date(2026, 5, 1, 10, 0, 0, 123456000, time.UTC)
	if got := At(noon); got != kept {
		t.Errorf("At gives %v", got)
	}
	if got := At(time.Time{}); got != nil {
		t.Errorf("At gives %v for no time", got)
	}
	if got := Instant(time.Time{}); !got.IsZero() {
		t.Errorf("Instant gives %v for the zero time", got)
	}
	for _, src := range []any{noon.Truncate(time.Microsecond), "2026-05-01 12:00:00.123456+02:00", nil} {
		got, want := noon, kept
		if src == nil {
			want = time.Time{}
		}
		if err := Time(&got).Scan(src); err != nil || got != want {
			t.Errorf("from %v: %v, %v", src, got, err)
		}
	}
	for _, src := range []any{"noon", int64(12)} {
		if err := Time(new(time.Time)).Scan(src); err == nil {
			t.Errorf("%v was taken for a time", src)
		}
	}
}

func TestDatesKeepTheirZone(t *testing.T) {
	zone := time.FixedZone("", 8*60*60)
	for want, d := range map[string]news.Date{
		"":                                 {},
		"2023-08-07+08:00":                 {Time: time.Date(2023, 8, 7, 0, 0, 0, 0, zone)},
		"2023-08-07T06:30:00.123456+08:00": {Time: time.Date(2023, 8, 7, 6, 30, 0, 123456000, zone), Clock: true},
	} {
		text, err := Date(&d).Value()
		if err != nil || text != want {
			t.Errorf("%v is kept as %q, %v", d, text, err)
		}
		got := news.Date{Clock: true, Time: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)}
		if err := Date(&got).Scan(text); err != nil || !got.Time.Equal(d.Time) || got.Clock != d.Clock {
			t.Errorf("%q came back as %v, %v", want, got, err)
		}
	}
	for _, src := range []any{"yesterday", nil} {
		if err := Date(new(news.Date)).Scan(src); err == nil {
			t.Errorf("%v was taken for a date", src)
		}
	}
}

func TestJSON(t *testing.T) {
	byline := []string{"A. Reporter", "淮北"}
	text, err := JSON(&byline).Value()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []any{text, []byte(text.(string))} {
		var got []string
		if err := JSON(&got).Scan(src); err != nil || cmp.Diff(byline, got) != "" {
			t.Errorf("%v, %v", got, err)
		}
	}
	if err := JSON(&byline).Scan(nil); err == nil {
		t.Error("NULL was taken for JSON")
	}
}

func TestNothingIsNull(t *testing.T) {
	packer, err := NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	for name, bound := range map[string]driver.Value{"id": Ref(0), "text": Optional(""), "bytes": packer.Pack(nil)} {
		if bound != nil {
			t.Errorf("no %s is bound as %v", name, bound)
		}
	}
	if Ref(7) != int64(7) || Optional("a") != "a" {
		t.Error("an id and a text are not bound as they are")
	}
}

func TestPacker(t *testing.T) {
	packer, err := NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(strings.Repeat("<p>The council met.</p>", 100))
	packed := packer.Pack(body).([]byte)
	if len(packed) > len(body)/4 {
		t.Errorf("%d bytes are kept for %d", len(packed), len(body))
	}
	if got, err := packer.Unpack(packed); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := packer.Unpack(nil); err != nil || got != nil {
		t.Errorf("NULL came back as %q, %v", got, err)
	}
	if _, err := packer.Unpack([]byte("not packed")); err == nil {
		t.Error("foreign bytes were unpacked")
	}
}
