package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/web"
	"tidings/internal/web/inbox"
	"tidings/internal/web/visit"
)

// Pages are what the web server shows beside the public pages.
type Pages struct {
	Inbox     inbox.Mailbox     // nil = no inbox
	InboxHome bool              // the inbox is the front page
	ShowBase  string            // where links of shown mails lead instead of the base URL; "" = there
	ShowHosts map[string]string // further URL prefixes of shown mails, and what to show for them
}

// shutdown is how long the web server may take to finish what it is answering.
const shutdown = 5 * time.Second

// Listen takes the configured address, for Serve to answer on.
func (a *App) Listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.Config.Web.Listen)
	return listener, fault.Wrap(err, "listen on web.listen")
}

// Serve is the daemon: it works jobs, ticks and answers on listener, which it closes, until ctx ends, then finishes the
// mail in hand.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	known, err := a.Store.Sources(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	for _, p := range a.Config.UnknownTowns(townsOf(known)...) { // the other digests are not to wait for this one
		a.Log.Warn("a digest waits for a town that no source is of", "problem", p.Error())
	}
	if a.Config.Mail.Sends() {
		a.Log.Info("mail is sent", "through", a.Transport.String())
	} else {
		a.Log.Warn("mail is not sent: it stays in the outbox until mail.enabled is true and mail.smtp.host is set",
			"outbox", a.Transport.String())
	}
	// Jobs get a context of their own: a signal must let them finish, which Stop sees to.
	if err := a.Start(context.WithoutCancel(ctx), true); err != nil {
		return errors.Join(err, listener.Close())
	}
	var pages Pages
	if box, ok := a.Transport.(inbox.Outbox); ok {
		pages.Inbox = inbox.FilesOf(box)
	}
	known = slices.DeleteFunc(known, func(s news.Source) bool { return !s.Enabled })
	if len(known) == 0 {
		a.Log.Warn("no source is enabled: nothing will be crawled; set enabled: true, or `tidings source add URL`")
	}
	a.Log.Info("tidings is up", "pages", "http://"+listener.Addr().String(), "sources", len(known),
		"digests", len(a.Config.Digests))
	group, serving := errgroup.WithContext(ctx)
	group.Go(func() error { return a.ServeOn(serving, listener, pages) })
	group.Go(func() error { return a.takeMail(serving) })
	return errors.Join(group.Wait(), a.Stop(context.WithoutCancel(ctx)))
}

// ServeOn answers on listener until ctx ends.
func (a *App) ServeOn(ctx context.Context, listener net.Listener, pages Pages) error {
	handler, err := a.handler(pages)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fault.Wrap(err, "serve pages")
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		return errors.Join(fault.Wrap(err, "finish what is being answered"), server.Close())
	}
	return nil
}

// handler makes the pages.
func (a *App) handler(pages Pages) (http.Handler, error) {
	proxies, err := a.Config.Web.Proxies()
	if err != nil {
		return nil, fault.As(fault.Invalid, fmt.Errorf("web.trusted_proxies: %w", err))
	}
	return web.New(web.Options{
		Options: visit.Options{
			Store: a.Store, Reader: a.Reader, Templates: a.Templates, Keys: a.Keys, Digests: a.Send.Digests,
			BaseURL: a.Send.Sender.BaseURL, Service: a.Send.Sender.From.Name, Contact: a.Send.Sender.ReplyTo.Addr,
			Postal: a.Config.Mail.Postal, TrustedProxies: proxies, InboxHome: pages.InboxHome, ShowBase: pages.ShowBase,
			ShowHosts: pages.ShowHosts, Now: a.Now, Log: a.Log,
		},
		Token: a.Config.Web.Token.Reveal(), Metrics: a.Config.Web.Metrics, Enqueue: a.Jobs.EnqueueCrawls,
		Hook: a.Returns.Hook, Inbox: pages.Inbox,
	}), nil
}

// townsOf gives the towns of sources, repeated ones too.
func townsOf(sources []news.Source) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.Town
	}
	return out
}
