package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMistakesOfMailAreNamed: what a relay, a mailbox or a service would say at the first mail is said by the check,
// with its line.
func TestMistakesOfMailAreNamed(t *testing.T) {
	words := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(words, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(write(t, `
mail:
  enabled: true
  from: Tidings <news@localhost>
  quiet_hours: 22-7
  connections: 0
  smtp:
    preset: ses
    protocol: lmtp
    tls: starttls
    ca_file: `+words+`
  relays:
    - {host: relay.example}
    - {host: relay.example}
    - {name: "a#1", host: b.example, ca_file: /nowhere/ca.pem}
    - {port: 25}
  dkim:
    - {domain: example.org, selector: a}
  domains:
    - {domain: ann@example.org, per_minute: 5}
  returns:
    listen: "2525"
    mailbox: {host: imap.example, username: b}
    hooks:
      - {service: mailgun}
      - {service: mailgun, secret_file: /nowhere/secret}
      - {service: pigeon}
`), nil)
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{
		`:4: mail.from: set the sender's real address`,
		`:5: mail.quiet_hours: "22-7" is not of the form 22:00-07:00`,
		`:6: mail.connections: 0`,
		`:8: mail.smtp.preset: ses needs region`,
		`:10: mail.smtp.tls: lmtp is spoken without TLS`,
		`:11: mail.smtp.ca_file: ` + words + ` holds no certificate`,
		`:14: mail.relays[1]: a relay is called "relay.example" already`,
		`:15: mail.relays[2].name: a relay's name has no #`,
		`:15: mail.relays[2].ca_file: cannot read the authority's certificate`,
		`:16: mail.relays[3]: needs host or preset`,
		`:18: mail.dkim[0]: needs domain, selector and key_file`,
		`:20: mail.domains[0].domain: "ann@example.org" is not a domain`,
		`:22: mail.returns.listen: "2525" is not an address with a port`,
		`:23: mail.returns.mailbox: needs username, password_file or oauth2, and folder`,
		`:25: mail.returns.hooks[0]: needs secret_file`,
		`:26: mail.returns.hooks[1].secret_file: cannot read the secret`,
		`:26: mail.returns.hooks[1].service: mailgun is there already`,
		`:27: mail.returns.hooks[2].service: "pigeon"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

// TestMailThatCouldNotLeaveIsRefused: mail that is meant to be sent has a relay to be sent through.
func TestMailThatCouldNotLeaveIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"no relay", "mail: {enabled: true, from: news@example.org}", "mail.enabled: mail is enabled but"},
		{"only relays beside none", "mail:\n  relays:\n    - {host: b.example}", "mail.relays: these stand beside mail.smtp"},
	} {
		if _, err := Load(write(t, tt.file+"\n"), nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestQuietHours(t *testing.T) {
	for _, tt := range []struct {
		text     string
		from, to time.Duration
	}{
		{"", 0, 0}, {"22:00-07:30", 22 * time.Hour, 7*time.Hour + 30*time.Minute}, {"00:15 - 06:00", 15 * time.Minute, 6 * time.Hour},
	} {
		if from, to, err := (Mail{QuietHours: tt.text}).Quiet(); err != nil || from != tt.from || to != tt.to {
			t.Errorf("%q: %v to %v, %v; want %v to %v", tt.text, from, to, err, tt.from, tt.to)
		}
	}
}

// TestSecretsFromFiles: a secret ends with its last line, and one that cannot be read is a mistake, not an empty secret.
func TestSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(" hush \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	smtp := "mail:\n  smtp: {host: smtp.example, username: x, password_file: "
	c, err := Load(write(t, smtp+file+"}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail.SMTP.Password.Reveal() != " hush " {
		t.Errorf("read %q", c.Mail.SMTP.Password.Reveal())
	}
	for _, tt := range []struct{ value, want string }{
		{"/nowhere/secret", "cannot read the secret"}, {`""`, "expected the path of a file"},
	} {
		_, err := Load(write(t, smtp+tt.value+"}\n"), nil)
		if err == nil || !strings.Contains(err.Error(), ":2: mail.smtp.password_file: "+tt.want) {
			t.Errorf("password_file: %s: %v", tt.value, err)
		}
	}
	_, err = Load("", []string{"TIDINGS_MAIL_SMTP_PASSWORD_FILE=/nowhere/secret"})
	if err == nil || !strings.Contains(err.Error(), "TIDINGS_MAIL_SMTP_PASSWORD_FILE: cannot read the secret") {
		t.Errorf("a variable that names no file: %v", err)
	}
}

// TestCatalogueSourcesAreEnabledByName: a name that is not in the catalogue is a mistake of its line.
func TestCatalogueSourcesAreEnabledByName(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(write(t, "sources: []\ncatalogue: ["+all[0].ID+"]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || c.Sources[0].ID != all[0].ID || !c.Sources[0].Enabled {
		t.Errorf("sources %+v, want the catalogue's, enabled", c.Sources)
	}
	c, err = Load(write(t, "catalogue: [huaibei]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || !c.Sources[0].Enabled || c.Sources[0].Town != c.Digests[0].Towns[0] {
		t.Errorf("sources %+v, want the example's in the catalogue's words, enabled", c.Sources)
	}
	const own = "sources:\n  - {id: huaibei, name: A, town: A, url: https://a.example/, zone: UTC, language: en}\n"
	_, err = Load(write(t, own+"catalogue: [huaibei]\n"), nil)
	if err == nil || !strings.Contains(err.Error(), ":3: catalogue: huaibei is given under sources too") {
		t.Errorf("beside one's own: %v", err)
	}
	_, err = Load(write(t, "sources: []\ncatalogue: [huaibei, huaibei]\n"), nil)
	if err == nil || !strings.Contains(err.Error(), ":2: catalogue: huaibei is named twice") {
		t.Errorf("twice: %v", err)
	}
	_, err = Load(write(t, "\ncatalogue: [atlantis]\n"), nil)
	if err == nil || !strings.Contains(err.Error(), ":2: catalogue: no source atlantis in the catalogue") {
		t.Errorf("a name the catalogue has not: %v", err)
	}
}
