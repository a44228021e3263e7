package app

import (
	"cmp"
	"net/url"
	"path/filepath"
	"strings"

	"tidings/config"
	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
	"tidings/internal/news"
	"tidings/internal/send"
)

// sources turns configured sources into news ones. What a source leaves out comes from the crawl defaults.
func sources(c *config.Config) []news.Source {
	out := make([]news.Source, len(c.Sources))
	for i, s := range c.Sources {
		out[i] = Source(s, c.Crawl.Schedule)
	}
	return out
}

// Source turns a configured source into a news one.
func Source(s config.Source, schedule string) news.Source {
	out := news.Source{
		ID: s.ID, Name: cmp.Or(s.Name, s.Town), Town: s.Town, Region: s.Region, Country: s.Country, Language: s.Language,
		Zone: s.Zone, URL: s.URL, Way: news.Way(s.Way), Hosts: s.Hosts, Topics: s.Topics,
		Schedule: cmp.Or(s.Schedule, schedule), Backfill: s.Backfill, Pages: s.Pages, Enabled: s.Enabled,
	}
	if s.Rule != nil {
		rule := news.Rule(*s.Rule)
		out.Rule = &rule
	}
	return out
}

// digests turns configured digests into news ones.
func digests(c *config.Config) []news.Digest {
	out := make([]news.Digest, len(c.Digests))
	for i, d := range c.Digests {
		out[i] = news.Digest{
			ID: d.ID, Name: cmp.Or(d.Name, d.ID), Towns: d.Towns, Topics: d.Topics, Language: d.Language, Zone: d.Zone,
			Schedule: d.Schedule, Public: d.Public, Stories: d.Stories, Policy: cmp.Or(d.Policy, "resend"),
			StillHere: d.StillHere,
		}
	}
	return out
}

// sender turns the configured sender into the room's.
func sender(c *config.Config) (send.Sender, error) {
	from, err := mail.ParseAddress(c.Mail.From)
	if err != nil {
		return send.Sender{}, err
	}
	s := send.Sender{
		From: from, Operator: c.Operator, Postal: c.Mail.Postal, OnlyTo: c.Mail.OnlyTo,
		Domain: domain(from.Addr), BaseURL: strings.TrimRight(c.BaseURL, "/"),
	}
	s.BounceDomain = cmp.Or(c.Mail.BounceDomain, s.Domain)
	s.TakesMail = c.Mail.Returns.Mails()
	if c.Mail.ReplyTo != "" {
		s.ReplyTo, err = mail.ParseAddress(c.Mail.ReplyTo)
	}
	return s, err
}

// domain gives the part of an address after the @.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// DSN gives the name of the database in force.
func DSN(c *config.Config) string {
	if dsn := c.Database.Reveal(); dsn != "" {
		return dsn
	}
	path, err := filepath.Abs(filepath.Join(c.DataDir, "tidings.db"))
	if err != nil {
		path = filepath.Join(c.DataDir, "tidings.db")
	}
	return (&url.URL{Scheme: "sqlite", Path: path}).String()
}

// signers makes a DKIM signer for each configured domain, its keys in their order.
func signers(c *config.Config) ([]*mail.Signer, error) {
	keys, order := map[string][]mail.Key{}, []string{}
	for _, d := range c.Mail.DKIM {
		if _, seen := keys[d.Domain]; !seen {
			order = append(order, d.Domain)
		}
		keys[d.Domain] = append(keys[d.Domain], mail.Key{Selector: d.Selector, PEM: []byte(d.Key.Reveal())})
	}
	var out []*mail.Signer
	for _, domain := range order {
		s, err := mail.NewSigner(domain, keys[domain]...)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// transport gives the way mail goes: the relay when mail is enabled, else the outbox.
func transport(c *config.Config) (mail.Transport, error) {
	if !c.Mail.Sends() {
		return mail.NewOutbox(cmp.Or(c.Mail.Outbox, filepath.Join(c.DataDir, "outbox")))
	}
	smtp := c.Mail.SMTP
	opt := mail.SMTPOptions{
		Host: smtp.Host, Port: smtp.Port, Security: mail.Security(smtp.TLS), Login: smtp.Username,
		Password: smtp.Password.Reveal(), Auth: mail.Auth(smtp.Auth), DialTimeout: smtp.Timeout,
	}
	return mail.NewSMTP(opt)
}

// MailSetup gives how mail is sent, for package doctor.
func MailSetup(c *config.Config) (doctor.Setup, error) {
	from, err := sender(c)
	if err != nil {
		return doctor.Setup{}, err
	}
	s := doctor.Setup{Envelope: from.BounceDomain, Include: doctor.IncludeOf(c.Mail.SMTP.Host), TakesMail: from.TakesMail}
	if s.From, err = mail.ASCIIDomain(from.Domain); err != nil {
		return s, err
	}
	keys, err := signers(c)
	if err != nil {
		return s, err
	}
	for _, k := range keys {
		records, err := k.Records()
		if err != nil {
			return s, err
		}
		s.Keys = append(s.Keys, records...)
	}
	return s, nil
}
