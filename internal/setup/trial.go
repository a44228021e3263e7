package setup

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"tidings/config"
	"tidings/internal/mail"
)

// Trial sends single mails to see whether it works. It keeps nothing and needs no database.
type Trial struct {
	Relays []TrialRelay

	from, reply mail.Address
	domain      string
	bounce      string
	version     string
	signers     []*mail.Signer
}

// TrialRelay is one relay to try.
type TrialRelay struct {
	Name string
	opt  mail.SMTPOptions
}

// NewTrial makes a trial of a configuration. a fetches access tokens.
func NewTrial(c *config.Config, version string, a Access) (*Trial, error) {
	s, err := Sender(c)
	if err != nil {
		return nil, err
	}
	t := &Trial{from: s.From, reply: s.ReplyTo, domain: s.Domain, bounce: s.BounceDomain, version: version}
	if t.signers, err = Signers(c); err != nil {
		return nil, err
	}
	for _, way := range ways(c) {
		opt, err := a.relay(c, way)
		if err != nil {
			return nil, err
		}
		opt.Hello = cmp.Or(opt.Hello, s.Domain)
		opt.CommandTimeout, opt.DotTimeout = time.Minute, time.Minute
		t.Relays = append(t.Relays, TrialRelay{Name: title(way, opt.Host), opt: opt})
	}
	return t, nil
}

// Names lists the relays.
func (t *Trial) Names() []string {
	var out []string
	for _, r := range t.Relays {
		out = append(out, r.Name)
	}
	return out
}

// Send sends one mail, dated now, through a relay and tells of each step. Its error is a *mail.SendError when the
// relay did not take the mail.
func (t *Trial) Send(
	ctx context.Context, r TrialRelay, to string, now time.Time, steps func(mail.Step),
) error {
	raw, err := t.compose(r, to, now)
	if err != nil {
		return err
	}
	r.opt.Steps = steps
	way, err := mail.NewSMTP(r.opt)
	if err != nil {
		return err
	}
	conn, err := way.Open(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // the relay has answered
	_, err = conn.Send(ctx, mail.Envelope{From: "postmaster@" + t.bounce, To: to}, raw, nil)
	return err
}

// compose makes the mail: what a notice is, signed as all mail is.
func (t *Trial) compose(r TrialRelay, to string, now time.Time) ([]byte, error) {
	raw, err := mail.Compose(mail.Message{
		Kind: mail.Notice, To: mail.Address{Addr: to}, Subject: "A mail to see whether it works", Date: now,
		Text: fmt.Sprintf("This is a test of tidings %s through %s.\n\nIt reached you, so mail to this address works. "+
			"Look at its source for what the receiving server says of SPF, DKIM and DMARC.\n", t.version, r.Name),
		MessageID: "<test." + rand.Text() + "@" + t.domain + ">", Language: "en",
	}, mail.Identity{From: t.from, ReplyTo: t.reply})
	if err != nil {
		return nil, err
	}
	return mail.SignAll(raw, t.signers)
}
