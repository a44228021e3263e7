package mail_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/fault"
	"tidings/internal/mail"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func compose(t testing.TB, m mail.Message) []byte {
	t.Helper()
	raw, err := mail.Compose(m, sampleIdentity())
	if err != nil {
		t.Fatalf("compose: %v", err)
	}
	return raw
}

func TestComposeGolden(t *testing.T) {
	notice := sampleMessage()
	notice.Kind, notice.HTML, notice.UnsubscribeURL = mail.Notice, "", ""
	notice.Subject = "Please confirm your address"
	notice.Text = "Open https://news.lindenau.example/c/7kq2 to confirm.\n"
	chinese := sampleMessage()
	chinese.Language, chinese.Subject = "zh", "柳溪市公布明年春季老城区供水管网改造计划，涉及十二个社区"
	chinese.Text = "柳溪市公布明年春季老城区供水管网改造计划，涉及十二个社区。\n退订：" + unsubscribeURL + "\n"
	chinese.HTML = "<!doctype html><html lang=\"zh\"><body><p>柳溪市公布明年春季老城区供水管网改造计划。</p></body></html>"
	for name, m := range map[string]mail.Message{"digest": sampleMessage(), "notice": notice, "chinese": chinese} {
		t.Run(name, func(t *testing.T) {
			got := compose(t, m)
			file := filepath.Join("testdata", name+".eml")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

func TestComposeIsDeterministic(t *testing.T) {
	want := compose(t, sampleMessage())
	for i := range 100 {
		if got := compose(t, sampleMessage()); !bytes.Equal(got, want) {
			t.Fatalf("render %d differs", i)
		}
	}
}

func TestComposeRefuses(t *testing.T) {
	cases := map[string]func(*mail.Message, *mail.Identity){
		"sender without domain": func(_ *mail.Message, id *mail.Identity) { id.From.Addr = "digest" },
		"recipient with line end": func(m *mail.Message, _ *mail.Identity) {
			m.To.Addr = "a@b.example\r\nBcc: c@d.example"
		},
		"two recipients":             func(m *mail.Message, _ *mail.Identity) { m.To.Addr = "a@b.example, c@d.example" },
		"no date":                    func(m *mail.Message, _ *mail.Identity) { m.Date = time.Time{} },
		"foreign message id":         func(m *mail.Message, _ *mail.Identity) { m.MessageID = "<a@b>\r\nX: y" },
		"no text":                    func(m *mail.Message, _ *mail.Identity) { m.Text = " \n" },
		"unknown kind":               func(m *mail.Message, _ *mail.Identity) { m.Kind = "advert" },
		"digest without unsubscribe": func(m *mail.Message, _ *mail.Identity) { m.UnsubscribeURL = "" },
		"unsubscribe that injects": func(m *mail.Message, _ *mail.Identity) {
			m.UnsubscribeURL = "https://x.example>\r\nBcc: <c@d.example"
		},
		"unsubscribe by script": func(m *mail.Message, _ *mail.Identity) { m.UnsubscribeURL = "javascript:alert(1)" },
		"mailto of another kind": func(m *mail.Message, _ *mail.Identity) {
			m.UnsubscribeMailto = "https://news.lindenau.example/"
		},
		"list id without a dot": func(_ *mail.Message, id *mail.Identity) { id.ListID = "harbour" },
		"feedback id of five":   func(_ *mail.Message, id *mail.Identity) { id.FeedbackID = "a:b:c:d:e" },
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			m, id := sampleMessage(), sampleIdentity()
			spoil(&m, &id)
			raw, err := mail.Compose(m, id)
			if !fault.Is(err, fault.Invalid) || raw != nil {
				t.Errorf("got %d bytes, error %v; want kind Invalid", len(raw), err)
			}
		})
	}
}

func TestNoticeIsNoBulkMail(t *testing.T) {
	m := sampleMessage()
	m.Kind = mail.Notice
	head, _, _ := strings.Cut(string(compose(t, m)), "\r\n\r\n")
	for _, name := range []string{"List-Id", "Precedence", "Feedback-ID"} {
		if strings.Contains(head, "\r\n"+name) {
			t.Errorf("notice carries %s", name)
		}
	}
	if !strings.Contains(head, "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click") {
		t.Error("the notice's own way out is not in its header")
	}
	if !strings.Contains(head, "Auto-Submitted: auto-generated") {
		t.Error("notice lacks Auto-Submitted")
	}
	m.UnsubscribeURL, m.UnsubscribeMailto = "", "" // the operator's
	if raw := compose(t, m); bytes.Contains(raw, []byte("List-Unsubscribe")) {
		t.Error("a notice that cannot be left says that it can")
	}
}

func TestUnsubscribeWithoutTLSIsNotOneClick(t *testing.T) {
	m := sampleMessage()
	m.UnsubscribeURL = "http://localhost:8080/u/5h2kq7c4mzx3n6wtypld"
	if raw := compose(t, m); bytes.Contains(raw, []byte("List-Unsubscribe-Post")) {
		t.Error("promised one-click on plain http")
	}
}

func TestInternationalDomainsBecomeALabels(t *testing.T) {
	m := sampleMessage()
	m.To.Addr = "leser@bücher.example"
	if raw := compose(t, m); !bytes.Contains(raw, []byte("To: <leser@xn--bcher-kva.example>")) {
		t.Error("domain was not turned into A-labels")
	}
}

// plain is what a hostile text may at most become: the same words with the invisible taken out.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(
			"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\ufffd", r) ||
			r >= '\ufdd0' && r <= '\ufdef' || r&0xfffe == 0xfffe
	}), " ")
}

func FuzzCompose(f *testing.F) {
	for _, s := range []string{
		"Bridge closed", "a\r\nBcc: x@y.example", "a\rb\nc\x00d", "\u2028Bcc: q\u2029", "\u202eevil\u2066", "=?utf-8?q?x?=",
		strings.Repeat("w", 10_000), strings.Repeat("line ", 240), ".\r\n.\r\n", "\r\n.\r\nMAIL FROM:<x@y.example>",
		strings.Repeat("汉", 400), "  two   spaces ", "=?", "\"quoted\" <a@b>", "\xff\xfe",
	} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, subject, name, body string) {
		m, id := sampleMessage(), sampleIdentity()
		m.Subject, m.To.Name, id.ListName, m.HTML = subject, name, name, "<p>"+body
		m.Text = "Text " + body
		raw, err := mail.Compose(m, id)
		if err != nil {
			t.Fatalf("compose: %v", err)
		}
		checkUnharmed(t, raw, subject)
	})
}

func checkUnharmed(t *testing.T, raw []byte, subject string) {
	t.Helper()
	if err := mail.Check(raw); err != nil {
		t.Fatalf("check: %v", err)
	}
	v, err := mail.Read(raw)
	if err != nil {
		t.Fatalf("read back: %v", err)
	}
	want := plain(strings.ToValidUTF8(subject, "\ufffd"))
	if short, cut := strings.CutSuffix(v.Subject, "…"); v.Subject != want && !(cut && strings.HasPrefix(want, short)) {
		t.Errorf("subject came back as %q, want %q", v.Subject, want)
	}
	names := map[string]int{}
	for _, f := range v.Headers {
		names[f.Name]++
	}
	if len(names) != 18 || len(v.Headers) != 18 {
		t.Errorf("mail has %d fields, want 18: %v", len(v.Headers), names)
	}
	if !strings.HasPrefix(v.Text, "Text ") || !strings.HasPrefix(v.HTML, "<p>") {
		t.Errorf("parts came back as %.40q and %.40q", v.Text, v.HTML)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"digest", "notice", "chinese"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("Subject: =?gbk?B?xOO6ww==?=\r\nContent-Type: text/plain; charset=gbk\r\n\r\n\xc4\xe3\xba\xc3"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if v, err := mail.Read(raw); err == nil && len(v.Text)+len(v.HTML) > 8*len(raw)+64 {
			t.Errorf("%d bytes were read as %d", len(raw), len(v.Text)+len(v.HTML))
		}
	})
}

func TestMailsAboutOneThingStandTogether(t *testing.T) {
	secret := []byte("a secret of at least thirty-two bytes")
	oak, elm := mail.ThreadID("source oak", secret, "news.example"), mail.ThreadID("source elm", secret, "news.example")
	if oak == elm || oak != mail.ThreadID("source oak", secret, "news.example") {
		t.Errorf("%s and %s", oak, elm)
	}
	m := sampleMessage()
	m.Threads = []string{oak}
	raw := string(compose(t, m))
	if !strings.Contains(raw, "\r\nReferences: "+oak+"\r\n") || !strings.Contains(raw, "\r\nIn-Reply-To: "+oak+"\r\n") {
		t.Errorf("one thread:\n%s", raw)
	}
	m.Threads = []string{oak, elm}
	raw = strings.ReplaceAll(string(compose(t, m)), "\r\n ", " ")
	if !strings.Contains(raw, "\r\nReferences: "+oak+" "+elm+"\r\n") || strings.Contains(raw, "In-Reply-To") {
		t.Errorf("two threads:\n%s", raw)
	}
	m.Threads = []string{"oak\r\nBcc: x@y.example"}
	if _, err := mail.Compose(m, mail.Identity{From: mail.Address{Addr: "a@news.example"}}); err == nil {
		t.Error("a thread that is no id is taken")
	}
}
