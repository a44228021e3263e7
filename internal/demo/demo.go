// Package demo runs the whole chain on one machine, offline: the invented towns of package sitetest over HTTP, crawled,
// told and mailed over SMTP to the server of package mailtest, whose inbox the pages show. Everything on the way is
// the product's own code; only the towns and the mailbox are made up. It writes nothing but into a temporary folder
// (and Options.Outbox).
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
	"tidings/internal/reader"
	"tidings/internal/sitetest"
)

// The demo's own names. The base URL is one that mails may carry; the inbox shows its links as local ones.
const (
	base     = "https://tidings.example"
	domain   = "tidings.example"
	selector = "demo"
)

// Options say how the demo runs.
type Options struct {
	Version string
	Once    bool   // end when the mails have arrived
	Outbox  string // keep the mails as .eml here; "" = nowhere
	Listen  string // where the pages are shown; "" = 127.0.0.1:8080
	Out     io.Writer
	Log     *slog.Logger
	Now     func() time.Time

	database string // where tests put it; "" = SQLite in a temporary folder
}

// Demo is a running demonstration.
type Demo struct {
	opt   Options
	dir   string
	towns *sitetest.Server
	box   *mailtest.Server
	app   *app.App
	key   mail.Record

	mu    sync.Mutex
	pages atomic.Int64
}

// Run runs the demo until ctx ends, or until its mails have arrived when Options.Once is set.
func Run(ctx context.Context, opt Options) (err error) {
	d := &Demo{opt: opt}
	if d.dir, err = os.MkdirTemp("", "tidings-demo-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	began := opt.Now()
	if err := d.open(ctx); err != nil {
		return fault.Wrap(err, "start the demo")
	}
	if err := d.chain(ctx); err != nil {
		return fault.Wrap(err, "demo")
	}
	if err := d.keep(); err != nil {
		return err
	}
	d.say("done in %.1f seconds", opt.Now().Sub(began).Seconds())
	if opt.Once {
		return nil
	}
	return d.show(ctx)
}

// say prints one line of the story.
func (d *Demo) say(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintf(d.opt.Out, format+"\n", args...)
}

// open starts the towns, the mailbox and tidings over them.
func (d *Demo) open(ctx context.Context) error {
	towns, err := sitetest.Demo(d.opt.Now())
	if err != nil {
		return err
	}
	if d.towns, err = sitetest.Start(towns...); err != nil {
		return err
	}
	if d.box, err = mailtest.Start(mailtest.Options{}); err != nil {
		return err
	}
	cfg, err := d.config()
	if err != nil {
		return err
	}
	if d.app, err = app.Open(ctx, cfg, app.Options{
		Version: d.opt.Version, Log: d.opt.Log, Now: d.opt.Now, Poll: 25 * time.Millisecond, Progress: d.progress,
		Hosts: d.towns.Hosts, Roots: d.towns.Roots,
	}); err != nil {
		return err
	}
	records, err := d.app.Send.Signers[0].Records()
	if err != nil {
		return err
	}
	d.key = records[0]
	return d.app.Start(ctx, false)
}

// config is the default configuration, pointed at the towns and the mailbox.
func (d *Demo) config() (*config.Config, error) {
	c, err := config.Load("", nil)
	if err != nil {
		return nil, err
	}
	key, err := mail.GenerateKey(mail.KeyRSA)
	if err != nil {
		return nil, err
	}
	c.BaseURL, c.DataDir, c.Database = base, d.dir, config.DSN(d.opt.database)
	c.Crawl.AllowPrivate, c.Crawl.Delay, c.Crawl.Contact = true, 0, base+"/bot"
	c.Mail.Enabled, c.Mail.From = true, "Tidings <digest@"+domain+">"
	c.Mail.ReplyTo, c.Mail.Postal = "editor@"+domain, "Tidings, 1 Demonstration Street"
	c.Mail.SMTP = config.SMTP{
		Host: d.box.Host(), Port: d.box.Port(), TLS: "none", Auth: "auto", Timeout: 10 * time.Second,
	}
	c.Mail.DKIM = []config.DKIM{{Domain: domain, Selector: selector, Key: config.Secret(key)}}
	c.Sources = nil
	for _, t := range d.towns.Towns {
		c.Sources = append(c.Sources, config.Source{
			ID: t.ID, Name: t.Name, Town: t.Place, Country: t.Country, Language: t.Language, Zone: t.Zone, URL: t.Home() + t.Start,
			Backfill: 50, Enabled: true,
		})
	}
	c.Towns = []config.Town{
		{Name: "淮北", Names: map[string]string{"en": "Huaibei"}}, {Name: "Jinxi", Names: map[string]string{"zh": "金溪"}},
	}
	c.Digests = []config.Digest{
		{ID: "huaibei", Name: "淮北要闻", Towns: []string{"淮北"}, Language: "zh", Zone: "Asia/Shanghai", Schedule: "30 7 * * *",
			Public: true, Stories: 12, Policy: "resend"},
		{ID: "four-towns", Name: "Four Towns", Language: "en", Zone: "Europe/London", Schedule: "0 7 * * *", Public: true,
			Stories: 12, Policy: "resend"},
	}
	return c, nil
}

// progress counts pages as they come.
func (d *Demo) progress(e gather.Event) {
	if e.Done == nil {
		d.pages.Add(1)
		return
	}
	if e.Err != nil {
		d.say("  %-12s %v", e.SourceID, e.Err)
		return
	}
	d.say("  %-12s %s: %d links by %s, %d articles", e.SourceID, e.Name, e.Done.Links, e.Done.Way, e.Done.Articles)
}

// readers are the two who get a digest.
var readers = []reader.Wish{
	{Address: "xiaolin@reader.example", DigestID: "huaibei", Frequency: audience.Daily, Hour: 7, Minute: 30, Timed: true},
	{Address: "sam@reader.example", DigestID: "four-towns", Frequency: audience.Daily, Hour: 7, Timed: true},
}

// chain goes the whole way from the towns to the mailbox.
func (d *Demo) chain(ctx context.Context) error {
	d.say("crawling %d towns on loopback", len(d.towns.Towns))
	var group errgroup.Group
	for _, t := range d.towns.Towns {
		group.Go(func() error {
			_, err := d.app.Gather.Crawl(ctx, t.ID, "demo")
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := d.app.Jobs.Settle(ctx, 10*time.Millisecond); err != nil {
		return err
	}
	totals, err := d.app.Store.Totals(ctx)
	if err != nil {
		return err
	}
	d.say("%d pages → %d articles → %d stories", d.pages.Load(), totals.Articles, totals.Stories)
	for _, wish := range readers {
		s, err := d.app.Reader.Add(ctx, wish, "demo")
		if err != nil {
			return err
		}
		told, err := d.app.Send.Send(ctx, s.ID)
		if err != nil {
			return err
		}
		if !told {
			return fault.New(fault.Internal, "nothing to tell %s", wish.Address)
		}
	}
	waiting, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	mails, err := d.box.Wait(waiting, len(readers))
	for _, m := range mails {
		d.say("  mail to %s: %s", m.EnvelopeTo, m.Subject)
	}
	return fault.Wrap(err, "wait for the mails")
}

// keep writes the mails and the key that verifies their signatures.
func (d *Demo) keep() error {
	if d.opt.Outbox == "" {
		return nil
	}
	if err := os.MkdirAll(d.opt.Outbox, 0o755); err != nil {
		return err
	}
	for _, m := range d.box.Mails() {
		if err := os.WriteFile(filepath.Join(d.opt.Outbox, m.ID+".eml"), m.Raw, 0o644); err != nil {
			return err
		}
	}
	d.say("mails kept in %s, with the key of their signature in %s", d.opt.Outbox, d.key.Name)
	return os.WriteFile(filepath.Join(d.opt.Outbox, d.key.Name), []byte(d.key.Value+"\n"), 0o644)
}

// show serves the pages until ctx ends.
func (d *Demo) show(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.opt.Listen)
	if err != nil {
		return fault.Wrap(err, "show the inbox (another address: --listen)")
	}
	url := "http://" + listener.Addr().String()
	d.say("\nThe inbox: %s\nThe pages readers see: %s/subscribe\nStop with Ctrl-C.", url, url)
	hosts := map[string]string{}
	for _, t := range d.towns.Towns {
		hosts[t.Home()] = t.Base()
	}
	go d.welcome(ctx)
	return d.app.ServeOn(ctx, listener, app.Pages{Inbox: mailbox{d.box}, InboxHome: true, ShowBase: url, ShowHosts: hosts})
}

// welcomeEvery is how often the demo looks for editions that are due: it has no tick.
const welcomeEvery = 250 * time.Millisecond

// welcome sends every edition that is due, so that who subscribes on the demo's pages has a digest a moment later.
func (d *Demo) welcome(ctx context.Context) {
	ticker := time.NewTicker(welcomeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		due, err := d.app.Store.DueSubscriptions(ctx, d.opt.Now(), audience.Subscription{}, 10)
		for _, s := range due {
			if _, sendErr := d.app.Send.Send(ctx, s.ID); sendErr != nil {
				err = sendErr
			}
		}
		if err != nil && ctx.Err() == nil {
			d.opt.Log.Error("editions of the demo", "error", err)
		}
	}
}

// close stops everything, the last started first.
func (d *Demo) close() error {
	var all error
	if d.app != nil {
		all = errors.Join(all, d.app.Stop(context.Background()))
		d.app.Close()
	}
	if d.box != nil {
		all = errors.Join(all, d.box.Close())
	}
	if d.towns != nil {
		all = errors.Join(all, d.towns.Close())
	}
	return errors.Join(all, os.RemoveAll(d.dir))
}
