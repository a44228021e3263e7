package doctor_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
)

// zone answers from a few records; a name with the value "!" does not answer.
type zone map[string][]string

func (z zone) ask(kind, name string) ([]string, error) {
	found, ok := z[kind+" "+strings.TrimSuffix(name, ".")]
	switch {
	case !ok:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case found[0] == "!":
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	return found, nil
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) { return z.ask("TXT", name) }

func (z zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	found, err := z.ask("MX", name)
	var out []*net.MX
	for i, host := range found {
		out = append(out, &net.MX{Host: host, Pref: uint16(10 * i)}) //nolint:gosec // a few
	}
	return out, err
}

func (z zone) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	found, err := z.ask("A", name)
	var out []net.IPAddr
	for _, ip := range found {
		out = append(out, net.IPAddr{IP: net.ParseIP(ip)})
	}
	return out, err
}

func (z zone) LookupAddr(_ context.Context, ip string) ([]string, error) { return z.ask("PTR", ip) }

// healthy is a sender with everything in order.
func healthy() (doctor.Setup, zone) {
	s := doctor.Setup{
		From: "news.lindenau.example", Envelope: "bounce.lindenau.example", IP: netip.MustParseAddr("203.0.113.5"),
		Keys:      []mail.Record{{Name: "t1._domainkey.news.lindenau.example", Value: "v=DKIM1; k=rsa; p=AAAA"}},
		TakesMail: true,
	}
	return s, zone{
		"MX bounce.lindenau.example":              {"mx.lindenau.example."},
		"MX news.lindenau.example":                {"mx.lindenau.example."},
		"TXT bounce.lindenau.example":             {"something else", "v=spf1 ip4:203.0.113.0/24 -all"},
		"TXT t1._domainkey.news.lindenau.example": {"v=DKIM1; k=rsa; p=AA AA"},
		"TXT _dmarc.lindenau.example":             {"v=DMARC1; p=quarantine"},
		"PTR 203.0.113.5":                         {"out.lindenau.example."},
		"A out.lindenau.example":                  {"203.0.113.5"},
	}
}

// summary is one line a finding, short.
func summary(found []doctor.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, string(f.Level)+" "+f.Check)
	}
	return out
}

func TestHealthy(t *testing.T) {
	s, dns := healthy()
	found := doctor.Examine(t.Context(), dns, s)
	want := []string{"ok MX", "ok MX", "ok SPF", "ok DKIM", "ok DMARC", "ok alignment", "ok PTR"}
	if diff := cmp.Diff(want, summary(found)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%+v", diff, found)
	}
	if doctor.Worst(found) != doctor.OK {
		t.Errorf("worst %s", doctor.Worst(found))
	}
}

func TestWhatIsWrong(t *testing.T) {
	const put = "\x00" // the finding says what to put into DNS
	cases := []struct {
		name   string
		spoil  func(*doctor.Setup, zone)
		level  doctor.Level
		check  string
		saying string
	}{
		{"no SPF", func(_ *doctor.Setup, z zone) { delete(z, "TXT bounce.lindenau.example") },
			doctor.Fail, "SPF", put + `bounce.lindenau.example. IN TXT "v=spf1 ip4:203.0.113.5 -all"`},
		{"two SPF records", func(_ *doctor.Setup, z zone) {
			z["TXT bounce.lindenau.example"] = []string{"v=spf1 -all", "v=spf1 +all"}
		}, doctor.Fail, "SPF", "several"},
		{"SPF lets others send", func(_ *doctor.Setup, z zone) {
			z["TXT bounce.lindenau.example"] = []string{"v=spf1 ip4:198.51.100.1 ~all"}
		}, doctor.Fail, "SPF", "does not let 203.0.113.5 send (softfail)"},
		{"SPF of another relay", func(s *doctor.Setup, _ zone) { s.IP, s.Include = netip.Addr{}, "spf.relay.example" },
			doctor.Warn, "SPF", put + `bounce.lindenau.example. IN TXT "v=spf1 include:spf.relay.example -all"`},
		{"SPF with a mistake", func(_ *doctor.Setup, z zone) {
			z["TXT bounce.lindenau.example"] = []string{"v=spf1 ip4:nonsense -all"}
		}, doctor.Fail, "SPF", "is broken"},
		{"SPF that asks too much", func(_ *doctor.Setup, z zone) {
			var many []string
			for i := range 12 {
				name := fmt.Sprintf("spf%d.example", i)
				many = append(many, "include:"+name)
				z["TXT "+name] = []string{"v=spf1 ip4:198.51.100.1 -all"}
			}
			z["TXT bounce.lindenau.example"] = []string{"v=spf1 " + strings.Join(many, " ") + " -all"}
		}, doctor.Fail, "SPF", "ten questions"},
		{"DNS is silent", func(_ *doctor.Setup, z zone) { z["TXT bounce.lindenau.example"] = []string{"!"} },
			doctor.Unknown, "SPF", "server misbehaving"},
		{"no key published", func(_ *doctor.Setup, z zone) { delete(z, "TXT t1._domainkey.news.lindenau.example") },
			doctor.Fail, "DKIM", put + `t1._domainkey.news.lindenau.example. IN TXT ( "v=DKIM1; k=rsa; p=AAAA" )`},
		{"another key published", func(_ *doctor.Setup, z zone) {
			z["TXT t1._domainkey.news.lindenau.example"] = []string{"v=DKIM1; p=BBBB"}
		}, doctor.Fail, "DKIM", "another key"},
		{"a revoked key", func(_ *doctor.Setup, z zone) {
			z["TXT t1._domainkey.news.lindenau.example"] = []string{"v=DKIM1; p="}
		}, doctor.Fail, "DKIM", "revoked"},
		{"a key in test mode", func(_ *doctor.Setup, z zone) {
			z["TXT t1._domainkey.news.lindenau.example"] = []string{"v=DKIM1; t=y; p=AAAA"}
		}, doctor.Warn, "DKIM", "test mode"},
		{"no signature", func(s *doctor.Setup, _ zone) { s.Keys = nil }, doctor.Fail, "DKIM", "not signed"},
		{"only SPF aligned", func(s *doctor.Setup, z zone) {
			s.Keys[0].Name = "t1._domainkey.relay.example"
		}, doctor.Warn, "alignment", "only SPF"},
		{"nothing aligned", func(s *doctor.Setup, _ zone) {
			s.Envelope, s.Keys = "relay.example", nil
		}, doctor.Fail, "alignment", "neither"},
		{"strict alignment", func(_ *doctor.Setup, z zone) {
			z["TXT _dmarc.lindenau.example"] = []string{"v=DMARC1; p=reject; aspf=s"}
		}, doctor.Warn, "alignment", "only DKIM"},
		{"no DMARC", func(_ *doctor.Setup, z zone) { delete(z, "TXT _dmarc.lindenau.example") }, doctor.Fail, "DMARC",
			put + `_dmarc.news.lindenau.example. IN TXT "v=DMARC1; p=none`},
		{"DMARC without p", func(_ *doctor.Setup, z zone) {
			z["TXT _dmarc.lindenau.example"] = []string{"v=DMARC1; rua=mailto:a@b.example"}
		}, doctor.Fail, "DMARC", "says v=DMARC1"},
		{"bounces are lost", func(_ *doctor.Setup, z zone) { delete(z, "MX bounce.lindenau.example") },
			doctor.Fail, "MX", put + "bounce.lindenau.example. IN MX 10 "},
		{"takes no mail", func(_ *doctor.Setup, z zone) { z["MX bounce.lindenau.example"] = []string{"."} },
			doctor.Fail, "MX", "RFC 7505"},
		{"no MX, an address", func(_ *doctor.Setup, z zone) {
			delete(z, "MX bounce.lindenau.example")
			z["A bounce.lindenau.example"] = []string{"203.0.113.5"}
		}, doctor.Warn, "MX", "fall back"},
		{"no name", func(_ *doctor.Setup, z zone) { delete(z, "PTR 203.0.113.5") }, doctor.Fail, "PTR", "has no name"},
		{"a name that leads elsewhere", func(_ *doctor.Setup, z zone) {
			z["A out.lindenau.example"] = []string{"198.51.100.7"}
		}, doctor.Fail, "PTR", "does not lead back"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, dns := healthy()
			c.spoil(&s, dns)
			for _, f := range doctor.Examine(t.Context(), dns, s) {
				if f.Check != c.check || f.Level != c.level {
					continue
				}
				text, wanted := f.Text, strings.TrimPrefix(c.saying, put)
				if wanted != c.saying {
					text = f.Put
				}
				if !strings.Contains(text, wanted) {
					t.Errorf("says %q, want a word of %q", text, wanted)
				}
				if f.Advice == "" && f.Put == "" {
					t.Error("does not say what to do")
				}
				return
			}
			t.Errorf("no finding %s %s", c.level, c.check)
		})
	}
}
