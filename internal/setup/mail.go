package setup

import (
	"cmp"
	"path/filepath"
	"strings"

	"tidings/config"
	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
	"tidings/internal/send"
)

// Sender turns the configured sender into the room's.
func Sender(c *config.Config) (send.Sender, error) {
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

// Signers makes a DKIM signer for each configured domain, its keys in their order.
func Signers(c *config.Config) ([]*mail.Signer, error) {
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

// Transport gives the way mail goes: the relays when mail is enabled, else the outbox. hello is our name, and a has the
// clock and how access tokens are fetched.
func Transport(c *config.Config, hello string, a Access) (mail.Transport, error) {
	if !c.Mail.Sends() {
		return mail.NewOutbox(cmp.Or(c.Mail.Outbox, filepath.Join(c.DataDir, "outbox")))
	}
	var relays []mail.Relay
	for _, s := range ways(c) {
		opt, err := a.relay(c, s)
		if err != nil {
			return nil, err
		}
		opt.Hello = cmp.Or(opt.Hello, hello)
		way, err := mail.NewSMTP(opt)
		if err != nil {
			return nil, err
		}
		relays = append(relays, mail.Relay{
			Name: title(s, opt.Host), Transport: way, Order: s.Order, Weight: s.Weight, PerMinute: s.PerMinute,
			PerDay: s.PerDay,
		})
	}
	return mail.NewRelays(a.Now, relays...), nil
}

// title is what a relay is told from others by.
func title(s config.SMTP, host string) string { return cmp.Or(s.Name, host) }

// relay gives how a configured relay is spoken to.
func (a Access) relay(c *config.Config, s config.SMTP) (mail.SMTPOptions, error) {
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
	if source := a.source(c, s.OAuth2); source != nil {
		opt.Tokens, opt.Auth = source, mail.AuthXOAuth2
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

// Pace gives how fast recipient domains are mailed.
func Pace(c *config.Config) send.Pace {
	p := send.Pace{Domain: c.Mail.DomainRate, Of: make(map[string]int)}
	for _, r := range c.Mail.DomainRates {
		p.Of[strings.ToLower(r.Domain)] = r.PerMinute
	}
	return p
}

// Doctor gives how mail is sent, for package doctor.
func Doctor(c *config.Config) (doctor.Setup, error) {
	from, err := Sender(c)
	if err != nil {
		return doctor.Setup{}, err
	}
	s := doctor.Setup{Envelope: from.BounceDomain, Include: doctor.IncludeOf(c.Mail.SMTP.Host), TakesMail: from.TakesMail}
	if s.From, err = mail.ASCIIDomain(from.Domain); err != nil {
		return s, err
	}
	keys, err := Signers(c)
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
