package mail_test

import (
	"strings"
	"testing"

	"tidings/internal/fault"
	"tidings/internal/mail"
)

func TestMessageIDIsStableAndItsOwn(t *testing.T) {
	a := mail.MessageID("huaibei.2026-11-22", 7, secret, "news.example")
	if b := mail.MessageID("huaibei.2026-11-22", 7, secret, "news.example"); a != b {
		t.Errorf("two ids for one delivery: %s, %s", a, b)
	}
	if b := mail.MessageID("huaibei.2026-11-22", 8, secret, "news.example"); a == b {
		t.Errorf("one id for two deliveries: %s", a)
	}
	if !strings.HasPrefix(a, "<dhuaibei-2026-11-22.r7.") || !strings.HasSuffix(a, "@news.example>") {
		t.Errorf("id has the form %s", a)
	}
}

func TestVERPRoundTrip(t *testing.T) {
	v := mail.VERP{Domain: "bounce.news.example", Secret: secret}
	for _, id := range []int64{1, 42, 4711, 1<<63 - 1} {
		addr := v.Address(id)
		if local, _, _ := strings.Cut(addr, "@"); len(local) > 64 {
			t.Errorf("local part of %d bytes: %s", len(local), addr)
		}
		for _, form := range []string{addr, strings.ToUpper(addr), " <" + addr + "> "} {
			if got, err := v.Delivery(form); err != nil || got != id {
				t.Errorf("Delivery(%q) = %d, %v; want %d", form, got, err, id)
			}
		}
	}
}

func TestVERPRefusesForgeries(t *testing.T) {
	v := mail.VERP{Domain: "bounce.news.example", Secret: secret}
	other := mail.VERP{Domain: "bounce.news.example", Secret: []byte("another secret of 30 characters")}
	good := v.Address(42)
	for _, addr := range []string{
		"", "b+42@bounce.news.example", "b+42.@bounce.news.example", "postmaster@bounce.news.example",
		other.Address(42), strings.Replace(good, "42", "43", 1), strings.Replace(good, "bounce.", "evil.", 1),
		strings.Replace(good, "b+", "b-", 1), "b+-1.aaaaaaaaaaaaaaaaaaaa@bounce.news.example",
	} {
		if id, err := v.Delivery(addr); !fault.Is(err, fault.Denied) {
			t.Errorf("Delivery(%q) = %d, %v; want kind Denied", addr, id, err)
		}
	}
}

func FuzzVERP(f *testing.F) {
	v := mail.VERP{Domain: "bounce.news.example", Secret: secret}
	f.Add(v.Address(1))
	f.Add("b+1.x@y")
	f.Fuzz(func(t *testing.T, addr string) {
		id, err := v.Delivery(addr)
		if err == nil && !strings.EqualFold(strings.Trim(strings.TrimSpace(addr), "<>"), v.Address(id)) &&
			!strings.Contains(addr, "+") {
			t.Errorf("Delivery(%q) = %d", addr, id)
		}
	})
}

func TestNormalAddress(t *testing.T) {
	good := map[string]string{
		"Reader@Inbox.Example":    "Reader@inbox.example",
		" a+b@c.example ":         "a+b@c.example",
		"leser@BÜCHER.example":    "leser@xn--bcher-kva.example",
		"读者@信箱.example":           "读者@xn--tjqu98g.example",
		"a@localhost":             "a@localhost",
		"first.last@sub.d.museum": "first.last@sub.d.museum",
	}
	for in, want := range good {
		if got, err := mail.NormalAddress(in); err != nil || (got != want && !strings.HasPrefix(in, "读者")) {
			t.Errorf("NormalAddress(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "@", "a@", "@b.example", "a b@c.example", "a@b.example, c@d.example", "a@b..example", "A <a@b.example>",
		"a\r\n@b.example", "a@b.example\x00", strings.Repeat("x", 65) + "@b.example", "a@-b.example", "a..b@c.example",
	} {
		if got, err := mail.NormalAddress(in); err == nil {
			t.Errorf("NormalAddress(%q) = %q, want an error", in, got)
		}
	}
}

func TestReaderAddress(t *testing.T) {
	for in, want := range map[string]string{
		"Ann.Lee@Inbox.Example": "ann.lee@inbox.example", "ÉVA@inbox.example": "éva@inbox.example", "a@b.example": "a@b.example",
	} {
		if got, err := mail.ReaderAddress(in); err != nil || got != want {
			t.Errorf("ReaderAddress(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if got, err := mail.ReaderAddress("Ann"); err == nil {
		t.Errorf("no address is %q", got)
	}
}

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]mail.Address{
		"a@b.example":                  {Addr: "a@b.example"},
		"Tidings <a@b.example>":        {Name: "Tidings", Addr: "a@b.example"},
		`"Town, News" <a@b.example>`:   {Name: "Town, News", Addr: "a@b.example"},
		"柳溪 <a@bücher.example>":        {Name: "柳溪", Addr: "a@xn--bcher-kva.example"},
		"Evil\r\nBcc: x <a@b.example>": {Name: "Evil Bcc: x", Addr: "a@b.example"},
	} {
		if got, err := mail.ParseAddress(in); err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %+v, %v; want %+v", in, got, err, want)
		}
	}
	if _, err := mail.ParseAddress("nobody"); err == nil {
		t.Error("ParseAddress took a word for an address")
	}
}
