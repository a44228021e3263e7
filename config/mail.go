package config

import (
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"time"
)

// presets are the providers mail.smtp.preset knows; package mail has what they stand for.
var presets = []string{
	"", "gmail", "outlook", "qq", "exmail", "163", "126", "aliyun", "ses", "postmark", "mailgun", "mailgun-eu", "sendgrid",
	"mailjet", "brevo", "icloud", "yahoo", "fastmail", "zoho", "yandex",
}

// Quiet reads mail.quiet_hours: from and to since midnight, both 0 when there are none.
func (m Mail) Quiet() (from, to time.Duration, err error) {
	if m.QuietHours == "" {
		return 0, 0, nil
	}
	begin, end, ok := strings.Cut(m.QuietHours, "-")
	first, err := time.Parse("15:04", strings.TrimSpace(begin))
	last, lastErr := time.Parse("15:04", strings.TrimSpace(end))
	if !ok || err != nil || lastErr != nil {
		return 0, 0, fmt.Errorf("%q is not of the form 22:00-07:00", m.QuietHours)
	}
	midnight := first.Truncate(24 * time.Hour)
	return first.Sub(midnight), last.Sub(midnight), nil
}

// Roots reads ca_file: nil without one.
func (s SMTP) Roots() (*x509.CertPool, error) {
	if s.CAFile == "" {
		return nil, nil
	}
	text, err := os.ReadFile(s.CAFile)
	if err != nil {
		return nil, fmt.Errorf("cannot read the authority's certificate: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", s.CAFile)
	}
	return pool, nil
}

// relays checks the relay and those beside it.
func (k *checker) relays(m Mail) {
	k.relay("mail.smtp", m.SMTP)
	names := map[string]bool{m.SMTP.title(): true}
	for i, s := range m.Relays {
		at := fmt.Sprintf("mail.relays[%d]", i)
		k.relay(at, s)
		switch {
		case !s.named():
			k.bad(at, "needs host or preset")
		case names[s.title()]:
			k.bad(at, "a relay is called %q already; give this one a name", s.title())
		}
		names[s.title()] = true
	}
	if len(m.Relays) > 0 && !m.SMTP.named() {
		k.bad("mail.relays", "these stand beside mail.smtp, which names no relay; move the first one there")
	}
}

// title is what a relay is told from others by.
func (s SMTP) title() string {
	for _, name := range []string{s.Name, s.Host} {
		if name != "" {
			return name
		}
	}
	return s.Preset
}

// relay checks one relay, which stands at a path of the configuration; whether it is named, relays checks.
func (k *checker) relay(at string, s SMTP) {
	k.oneOf(at+".preset", strings.ToLower(s.Preset), presets...)
	k.oneOf(at+".protocol", s.Protocol, "", "smtp", "lmtp")
	k.oneOf(at+".tls", s.TLS, "", "starttls", "implicit", "none")
	k.oneOf(at+".auth", s.Auth, "", "auto", "none", "plain", "login", "cram-md5", "xoauth2")
	k.between(at+".port", s.Port, 0, 65535)
	k.between(at+".weight", s.Weight, 0, 1000)
	k.between(at+".order", s.Order, 0, 1000)
	k.between(at+".per_minute", s.PerMinute, 0, 1_000_000)
	k.between(at+".per_day", s.PerDay, 0, 1_000_000_000)
	k.oauth(at, s.OAuth2, s.Username, s.Password)
	k.signIn(at, s)
	if strings.EqualFold(s.Preset, "ses") && s.Region == "" && s.Host == "" {
		k.bad(at+".preset", "ses needs region, such as eu-central-1")
	}
	if s.Protocol == "lmtp" && s.TLS != "" && s.TLS != "none" {
		k.bad(at+".tls", "lmtp is spoken without TLS: leave tls empty")
	}
	if strings.Contains(s.title(), "#") {
		k.bad(at+".name", "a relay's name has no #")
	}
	if _, err := s.Roots(); err != nil {
		k.bad(at+".ca_file", "%v", err)
	}
}

// signIn checks that how a relay is signed in to goes with what there is to do so by.
func (k *checker) signIn(at string, s SMTP) {
	switch {
	case s.OAuth2.Set() && s.Auth != "" && s.Auth != "xoauth2":
		k.bad(at+".auth", "with oauth2 it is xoauth2, or left out")
	case s.OAuth2.Set() || s.Password != "":
	case s.Auth == "xoauth2":
		k.bad(at+".auth", "xoauth2 needs oauth2: with it access tokens are fetched when they are needed")
	case s.Auth == "" && strings.EqualFold(s.Preset, "outlook"):
		k.bad(at+".preset", "outlook takes no passwords: it needs oauth2, see docs/mail.md")
	}
}

// rates checks how fast mail may go to domains.
func (k *checker) rates(m Mail) {
	k.between("mail.domain_per_minute", m.DomainRate, 0, 1_000_000)
	for i, r := range m.DomainRates {
		at := fmt.Sprintf("mail.domains[%d]", i)
		k.between(at+".per_minute", r.PerMinute, 0, 1_000_000)
		if r.Domain == "" || strings.Contains(r.Domain, "@") {
			k.bad(at+".domain", "%q is not a domain such as example.com", r.Domain)
		}
	}
}
