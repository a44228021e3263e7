package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"strconv"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/hook"
	"tidings/internal/returns"
	"tidings/internal/returns/intake"
)

// openReturns wires what comes back.
func (a *App) openReturns() error {
	c := a.Config.Mail.Returns
	amazon := intake.NewAmazon()
	a.Returns = &returns.Room{
		Store: a.Store, VERP: a.Send.VERP(), Goners: a.Send.Goners(), Hooks: map[string]hook.Reader{}, Log: a.Log,
		Now: a.Now,
		Leave: func(ctx context.Context, id int64) error {
			_, err := a.Reader.Leave(ctx, id, false, audience.ByMail)
			return err
		},
		Visit: amazon.Visit,
	}
	a.Send.Bounced = a.Returns.Refused
	for _, h := range c.Hooks {
		reader, err := hook.New(h.Service, h.Secret.Reveal(), amazon.Certificate)
		if err != nil {
			return fault.Wrap(err, "mail.returns.hooks")
		}
		a.Returns.Hooks[h.Service] = reader
	}
	if m := c.Mailbox; m.Host != "" {
		port := map[string]int{"implicit": 993}[m.TLS]
		a.mailbox = &intake.Mailbox{
			Address: net.JoinHostPort(m.Host, strconv.Itoa(cmp.Or(m.Port, port, 143))), Security: m.TLS,
			TLS:      &tls.Config{ServerName: m.Host, RootCAs: a.opt.Roots, MinVersion: tls.VersionTLS12},
			Username: m.Username, Password: m.Password.Reveal(), Folder: m.Folder, Taker: a.Returns, Marks: a.Returns,
			Log: a.Log,
		}
		if tokens := a.Access().Mailbox(a.Config); tokens != nil {
			a.mailbox.Tokens = tokens
		}
	}
	return nil
}

// takeMail listens for returned mail until ctx ends, where the configuration says so.
func (a *App) takeMail(ctx context.Context) error {
	c := a.Config.Mail.Returns
	if c.Listen == "" {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fault.Wrap(err, "listen on mail.returns.listen")
	}
	a.Log.Info("returned mail is taken", "listen", listener.Addr().String(), "protocol", c.Protocol)
	server := intake.NewListener(a.Send.Sender.BounceDomain, c.Protocol == "lmtp", nil, a.Returns, a.Log)
	return fault.Wrap(server.Serve(ctx, listener), "take returned mail")
}

// readMailbox reads the mailbox of bounces; nil where there is none.
func (a *App) readMailbox() func(context.Context) error {
	if a.mailbox == nil {
		return nil
	}
	return func(ctx context.Context) error {
		n, err := a.mailbox.Read(ctx)
		a.Log.Debug("read the mailbox of bounces", "mails", n)
		return err
	}
}
