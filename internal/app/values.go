package app

import (
	"cmp"
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"tidings/config"
	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
	"tidings/internal/news"
	"tidings/internal/send"
	"tidings/internal/store"
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
		TLSInsecure: s.TLSInsecure, Attachments: s.Attachments,
	}
	if s.Rule != nil {
		rule := news.Rule(*s.Rule)
		out.Rule = &rule
	}
	return out
}

// townsOf gives the towns of sources, repeated ones too.
func townsOf(sources []news.Source) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.Town
	}
	return out
}

// townNames gives what towns are called in other languages.
func townNames(c *config.Config) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, t := range c.Towns {
		out[t.Name] = t.Names
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

// ways lists the configured relays.
func ways(c *config.Config) []config.SMTP {
	return append([]config.SMTP{c.Mail.SMTP}, c.Mail.Relays...)
}

// transport gives the way mail goes: the relays when mail is enabled, else the outbox. hello is our name.
func transport(c *config.Config, hello string, now func() time.Time) (mail.Transport, error) {
	if !c.Mail.Sends() {
		return mail.NewOutbox(cmp.Or(c.Mail.Outbox, filepath.Join(c.DataDir, "outbox")))
	}
	var relays []mail.Relay
	for _, s := range ways(c) {
		opt, err := relay(s)
		if err != nil {
			return nil, err
		}
		opt.Hello = cmp.Or(opt.Hello, hello)
		way, err := mail.NewSMTP(opt)
		if err != nil {
			return nil, err
		}
		relays = append(relays, mail.Relay{
			Name: cmp.Or(s.Name, opt.Host), Transport: way, Order: s.Order, Weight: s.Weight, PerMinute: s.PerMinute,
			PerDay: s.PerDay,
		})
	}
	return mail.NewRelays(now, relays...), nil
}

// relay gives how a configured relay is spoken to.
func relay(s config.SMTP) (mail.SMTPOptions, error) {
	roots, err := s.Roots()
	if err != nil {
		return mail.SMTPOptions{}, err
	}
	opt := mail.SMTPOptions{
		Host: s.Host, Port: s.Port, LMTP: s.Protocol == "lmtp", Security: mail.Security(s.TLS), Roots: roots,
		Login: s.Username, Password: s.Password.Reveal(), Auth: mail.Auth(s.Auth), Hello: s.Hello, DialTimeout: s.Timeout,
	}
	if opt.Auth == "none" {
		opt.Auth, opt.Login = "", ""
	}
	if s.Preset == "" {
		return opt, nil
	}
	preset, err := mail.FindPreset(s.Preset, s.Region)
	if err != nil {
		return opt, err
	}
	return preset.Apply(opt), nil
}

// pace gives how fast recipient domains are mailed.
func pace(c *config.Config) send.Pace {
	p := send.Pace{Domain: c.Mail.DomainRate, Of: make(map[string]int)}
	for _, r := range c.Mail.DomainRates {
		p.Of[strings.ToLower(r.Domain)] = r.PerMinute
	}
	return p
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

// answers keeps a language model's answers in the store; it is an llm.Cache.
type answers struct {
	*store.Store
	now func() time.Time
}

// PutAnswer keeps an answer.
func (a answers) PutAnswer(ctx context.Context, hash string, answer []byte) error {
	return a.Store.PutAnswer(ctx, hash, answer, a.now())
}
