package bounce_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mail/bounce"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
	verp   = mail.VERP{Domain: "bounce.news.lindenau.example", Secret: []byte("a secret of the tests, 32 bytes.")}
	at     = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
)

var _ bounce.Tokens = verp

// sample reads a file of testdata; the word VERP in it stands for the envelope sender of delivery 4711.
func sample(t testing.TB, file string) (raw []byte, rcpt string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.ReplaceAll(raw, []byte("VERP"), []byte(verp.Address(4711)))
	_, rest, _ := strings.Cut(string(raw), "\nTo: ")
	rcpt, _, _ = strings.Cut(rest, "\r\n")
	return raw, rcpt
}

func TestReadGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, rcpt := sample(t, file)
			got, err := json.MarshalIndent(bounce.Read(raw, rcpt, verp, at), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".eml") + ".json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The classes are asserted apart from the golden files, so that -update cannot bless a wrong one.
func TestClasses(t *testing.T) {
	want := map[string]bounce.Class{
		"dsn_no_mailbox": bounce.Failure, "dsn_delayed": bounce.Failure, "dsn_full": bounce.Failure,
		"dsn_delivered": bounce.Notice, "dsn_broken": bounce.Unknown, "dsn_forged": bounce.Forged,
		"dsn_no_token": bounce.Failure, "dsn_quoted_token": bounce.Failure, "arf_abuse": bounce.Complaint,
		"arf_not_spam": bounce.Notice, "qmail_text": bounce.Failure, "away_header": bounce.AutoReply,
		"away_subject": bounce.AutoReply, "loop": bounce.Unknown, "human": bounce.Unknown, "not_a_mail": bounce.Unknown,
	}
	for name, class := range want {
		raw, rcpt := sample(t, filepath.Join("testdata", name+".eml"))
		r := bounce.Read(raw, rcpt, verp, at)
		if r.Class != class {
			t.Errorf("%s is %s, want %s", name, r.Class, class)
		}
		for _, b := range r.Bounces {
			if known := b.DeliveryID == 4711; known == (name == "dsn_no_token") {
				t.Errorf("%s names delivery %d", name, b.DeliveryID)
			}
		}
	}
}

func TestSuppress(t *testing.T) {
	cases := []struct {
		kind   audience.BounceKind
		status string
		yes    bool
	}{
		{audience.BounceHard, "5.1.1", true}, {audience.BounceHard, "5.1.10", true}, {audience.BounceHard, "5.7.1", false},
		{audience.BounceHard, "5.1.8", false}, {audience.BounceSoft, "4.2.2", false}, {audience.BounceHard, "", false},
		{audience.BounceComplaint, "", true},
	}
	for _, c := range cases {
		reason, yes := bounce.Suppress(audience.Bounce{Kind: c.kind, Status: c.status})
		if yes != c.yes || yes && reason == "" {
			t.Errorf("Suppress(%s %s) = %q, %v", c.kind, c.status, reason, yes)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, _ := sample(f, file)
		f.Add(raw, verp.Address(4711))
	}
	f.Fuzz(func(t *testing.T, raw []byte, rcpt string) {
		r := bounce.Read(raw, rcpt, verp, at)
		if (r.Class == bounce.Failure || r.Class == bounce.Complaint) != (len(r.Bounces) > 0) {
			t.Errorf("class %s with %d bounces", r.Class, len(r.Bounces))
		}
		for _, b := range r.Bounces {
			if b.DeliveryID != 0 && b.DeliveryID != 4711 {
				t.Errorf("a token for delivery %d was taken", b.DeliveryID)
			}
			if strings.ContainsAny(b.Detail+b.Status, "\r\n\x00") {
				t.Errorf("control characters in %+v", b)
			}
		}
	})
}
