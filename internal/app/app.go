// Package app is the composition root: the only package that knows all the others and that reads the clock. It turns a
// configuration into a store, the rooms of the flow and the job queue, and runs them.
//
// [Open] gives an [App] with everything but running jobs, which is what one-off verbs need; [App.Start] works the jobs
// in this process; [App.Serve] is the daemon: jobs, tick and web server until its context ends. An App can be built
// twice in one process, and tests do so.
package app

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"tidings/config"
	"tidings/internal/crawl"
	"tidings/internal/dedup"
	"tidings/internal/digest"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/gallery"
	"tidings/internal/gather"
	"tidings/internal/jobs"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/returns"
	"tidings/internal/returns/intake"
	"tidings/internal/send"
	"tidings/internal/setup"
	"tidings/internal/store"
	"tidings/internal/summarize"
	"tidings/internal/summarize/llm"
	"tidings/internal/survey"
	"tidings/internal/tell"
	"tidings/internal/token"
	"tidings/templates"
)

// Options are what the command line decides, beside the configuration.
type Options struct {
	Version   string
	Log       *slog.Logger
	Now       func() time.Time // nil = the wall clock
	Poll      time.Duration    // how often job queues are looked at unasked; 0 = two seconds
	Stale     time.Duration    // a process silent for so long is dead; 0 = 15 s
	Transport mail.Transport   // nil = what the configuration says
	Progress  func(gather.Event)
	Hosts     map[string]string // where hosts are reached instead of by DNS; see fetch.Options
	Roots     *x509.CertPool    // whom to trust in place of the system's roots
}

// App is tidings, wired.
type App struct {
	Config    *config.Config
	Store     *store.Store
	Jobs      *jobs.Jobs
	Gather    *gather.Room
	Survey    *survey.Room
	Tell      *tell.Room
	Send      *send.Room
	Reader    *reader.Room
	Returns   *returns.Room
	Gallery   *gallery.Pictures // nil where the operator does not allow pictures
	Templates *templates.Set
	Keys      token.Keyring
	Transport mail.Transport
	Log       *slog.Logger
	Now       func() time.Time

	opt     Options
	fetch   *fetch.Client
	mailbox *intake.Mailbox // nil without one
	renew   func()          // opens the endpoint's budget for a new run; nil without one
	quit    context.Context
	halt    context.CancelFunc // ends quit: Stop was called
}

// Open wires the program over its database, which it brings up to date.
func Open(ctx context.Context, c *config.Config, opt Options) (_ *App, err error) {
	opt = opt.withDefaults()
	a := &App{Config: c, Log: opt.Log, Now: opt.Now, opt: opt}
	defer func() {
		if err != nil {
			err = fault.Wrap(err, "start tidings")
			a.Close()
		}
	}()
	if a.Store, err = store.Open(ctx, setup.DSN(c), store.Options{Migrate: true, Now: opt.Now}); err != nil {
		return nil, err
	}
	if a.Templates, err = Words(c); err != nil {
		return nil, err
	}
	if err = a.sync(ctx); err != nil {
		return nil, err
	}
	if err = a.openJobs(ctx); err != nil {
		return nil, err
	}
	if err = a.openSend(ctx); err != nil {
		return nil, err
	}
	if err = a.openReturns(); err != nil {
		return nil, err
	}
	a.openGather()
	return a, a.openTell()
}

// Words gives the texts of mails and pages, those of the configuration over ours, and refuses what cannot be used.
func Words(c *config.Config) (*templates.Set, error) {
	set, err := templates.Load(c.Templates)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	set.NameTowns(setup.TownNames(c))
	if problems := c.Wordless(set.Speaks, set.Languages()); len(problems) > 0 {
		return nil, fault.As(fault.Invalid, problems)
	}
	if c.Templates != "" { // ours are checked by tests
		err = digest.Check(set)
	}
	return set, fault.As(fault.Invalid, err)
}

// withDefaults fills in what the command line left open.
func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Poll == 0 {
		o.Poll = 2 * time.Second
	}
	if o.Stale == 0 {
		o.Stale = 15 * time.Second
	}
	return o
}

// sync makes the configured sources known to the store.
func (a *App) sync(ctx context.Context) error {
	return a.Store.Write(ctx, func(tx *store.Tx) error { return tx.SyncSources(ctx, setup.Sources(a.Config), a.Now()) })
}

func (a *App) openJobs(ctx context.Context) (err error) {
	a.Jobs, err = jobs.New(ctx, a.Store, jobs.Options{
		Tick: a.Config.Tick, Crawls: a.Config.Crawl.Sources(), Silent: a.Config.Crawl.Silent(), Poll: a.opt.Poll, Stale: a.opt.Stale,
		Worker: worker(), Log: a.Log, Now: a.Now, Shutdown: 8 * time.Second,
	}, true)
	return err
}

// worker names this process: host, pid and a random part, since containers share pids.
func worker() string {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:8])
}

// openGather wires the crawl.
func (a *App) openGather() {
	c := a.Config.Crawl
	contact := c.Contact
	if contact == "" {
		contact = strings.TrimRight(a.Config.BaseURL, "/") + "/about"
	}
	a.fetch = fetch.New(a.Now, fetch.Options{
		UserAgent: fetch.UserAgent(a.opt.Version, contact), AllowPrivate: c.AllowPrivate, Parallel: c.PerHost,
		Total: c.Parallel, Delay: c.Delay, HeaderTimeout: c.Timeout, BodyTimeout: 3 * c.Timeout, MaxBody: int64(c.MaxBody),
		Hosts: a.opt.Hosts, RootCAs: a.opt.Roots,
	})
	a.Gather = &gather.Room{
		Store: a.Store, Crawler: crawl.New(a.fetch, discover.Find, a.Now), Worker: a.Jobs.Worker(), MaxPages: c.MaxPages,
		Schedule: c.Schedule, Log: a.Log, Now: a.Now, Progress: a.opt.Progress, ThenCluster: a.Jobs.ThenCluster,
		Readers: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	if c.Pictures {
		a.Gallery = gallery.New(a.Store, a.fetch, a.Send.Digests, a.Now)
	}
	a.Survey = &survey.Room{
		Store: a.Store, Crawler: a.Gather.Crawler, Now: a.Now,
		Allowed: func(ctx context.Context, s news.Source, url string) (bool, string) {
			return a.fetch.Robots().Allowed(fetch.For(ctx, s.URL, s.TLSInsecure), url)
		},
	}
}

// openTell wires stories and summaries.
func (a *App) openTell() error {
	summarizer, err := a.summarizer()
	if err != nil {
		return err
	}
	a.Tell = &tell.Room{
		Store: a.Store, Dedup: dedup.Options{Window: a.Config.Stories.Window}, Summarizer: summarizer,
		Summary: summarize.Options{Sentences: a.Config.Summaries.Sentences, MaxWords: a.Config.Summaries.MaxWords},
		AtOnce:  runtime.GOMAXPROCS(0), Log: a.Log, Now: a.Now, ThenSummarize: a.Jobs.ThenSummarize,
	}
	if llm := a.Config.Summaries.LLM; llm.Enabled() {
		a.Tell.AtOnce, a.Tell.Together, a.Tell.Languages = llm.Parallel, llm.Parallel, llm.Languages
	}
	quick := *a.Tell
	quick.Summarizer = summarize.Extractive{}
	a.Send.Summary = quick.Of
	return nil
}

// summarizer gives the extractive default, or the configured endpoint with it to fall back on.
func (a *App) summarizer() (summarize.Summarizer, error) {
	c := a.Config.Summaries.LLM
	if !c.Enabled() {
		return summarize.Extractive{}, nil
	}
	client, err := llm.New(llm.Config{
		BaseURL: c.BaseURL, Model: c.Model, Key: c.Key.Reveal(), Timeout: c.Timeout, MaxCalls: c.MaxCalls,
		Concurrency: c.Parallel, Cache: answers{a.Store, a.Now},
	})
	if err != nil {
		return nil, err
	}
	a.renew = client.Renew
	return summarize.Fallback{First: client, Second: summarize.Extractive{}, Failed: func(r summarize.Request, err error) {
		a.Log.Warn("summary stays extractive", "story", r.StoryID, "error", err)
	}}, nil
}

// openSend wires editions and mail.
func (a *App) openSend(ctx context.Context) (err error) {
	a.Send = &send.Room{
		Store: a.Store, Templates: a.Templates, Digests: setup.Digests(a.Config), Worker: a.Jobs.Worker(),
		Batch: a.Config.Mail.Batch, Log: a.Log, Now: a.Now, News: tell.NewFacts, ThenDeliver: a.Jobs.ThenDeliver,
	}
	a.Send.Pictures = a.Config.Crawl.Pictures
	a.Send.Connections, a.Send.Pace = a.Config.Mail.Connections, setup.Pace(a.Config)
	if a.Send.Quiet.From, a.Send.Quiet.To, err = a.Config.Mail.Quiet(); err != nil {
		return err
	}
	if a.Send.Sender, err = setup.Sender(a.Config); err != nil {
		return err
	}
	if a.Send.Signers, err = setup.Signers(a.Config); err != nil {
		return err
	}
	if a.Transport = a.opt.Transport; a.Transport == nil {
		if a.Transport, err = setup.Transport(a.Config, a.Send.Sender.Domain, a.Access()); err != nil {
			return err
		}
	}
	a.Send.Transport = a.Transport
	if a.Send.Secret, err = a.secret(ctx); err != nil {
		return err
	}
	a.Keys = token.Keyring{a.Send.Secret}
	a.Send.Keys = a.Keys
	a.Reader = &reader.Room{
		Store: a.Store, Send: a.Send, Digests: a.Send.Digests, Keys: a.Keys, BaseURL: a.Send.Sender.BaseURL, Now: a.Now,
	}
	return nil
}

// secret gives the key that links are signed with: the configured one, else one made at first start and kept.
func (a *App) secret(ctx context.Context) ([]byte, error) {
	if s := a.Config.Secret.Reveal(); s != "" {
		return []byte(s), mail.CheckSecret([]byte(s))
	}
	var kept string
	err := a.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if kept, err = tx.Meta(ctx, "secret"); err != nil || kept != "" {
			return err
		}
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		kept = hex.EncodeToString(key)
		return tx.PutMeta(ctx, "secret", kept)
	})
	return []byte(kept), err
}

// Close ends what Open began.
func (a *App) Close() {
	if a.Jobs != nil {
		a.Jobs.Close()
	}
	if a.fetch != nil {
		a.fetch.Close()
	}
	if a.Store != nil {
		if err := a.Store.Close(); err != nil {
			a.Log.Error("database not closed", "error", err)
		}
	}
}

// Start works jobs in this process until Stop; with tick it also looks for due work.
func (a *App) Start(ctx context.Context, tick bool) error {
	a.quit, a.halt = context.WithCancel(context.WithoutCancel(ctx))
	return a.Jobs.Start(ctx, tick, jobs.Work{
		Crawl: a.crawl, Cluster: a.cluster, Summarize: a.summarize, Editions: a.Send.Editions, Deliver: a.Send.Deliver,
		Watch: a.watch, Tidy: a.tidy, Returns: a.readMailbox(), Pictures: a.pictureWork(),
	})
}

// The pauses let articles come together while crawls run here: to put a dozen into stories costs little more than one,
// and a story that is still growing need not be summarized with each article. A host that wants seconds between
// requests holds its crawl for long, and each batch is judged beside the two hundred articles before it.
const (
	beforeStories   = 10 * time.Second
	beforeSummaries = 10 * time.Second
)

// pause waits until no crawl runs in this process, at most for d.
func (a *App) pause(ctx context.Context, d time.Duration) {
	ctx, done := a.untilStop(ctx)
	defer done()
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	a.Gather.Idle(ctx)
}

// untilStop ends ctx at Stop already: for what may be broken off at any time and need not be waited for.
func (a *App) untilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(a.quit, cancel)
	return ctx, func() { forget(); cancel() }
}

// crawl makes one pass over a source; the next one finishes what Stop broke off.
func (a *App) crawl(ctx context.Context, sourceID, runID string) error {
	ctx, done := a.untilStop(ctx)
	defer done()
	_, err := a.Gather.Crawl(ctx, sourceID, runID)
	return err
}

// summarize tells stories.
func (a *App) summarize(ctx context.Context) error {
	a.pause(ctx, beforeSummaries)
	return a.brokenOff(ctx, a.Tell.Summarize)
}

// brokenOff does what Stop breaks off. That is no failure: the job finds what is left when it ends, and asks for another.
func (a *App) brokenOff(ctx context.Context, do func(context.Context) error) error {
	ctx, done := a.untilStop(ctx)
	defer done()
	err := do(ctx)
	if a.quit.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// cluster makes stories; the summaries that follow are one run of the endpoint's budget.
func (a *App) cluster(ctx context.Context) error {
	a.pause(ctx, beforeStories)
	if a.renew != nil {
		a.renew()
	}
	return a.brokenOff(ctx, a.Tell.Cluster)
}

// watch tells the operator what changed, and sees to it that a clock set back silences nobody.
func (a *App) watch(ctx context.Context) error {
	return errors.Join(a.Send.Rewind(ctx), a.Send.Watch(ctx))
}

// Stop breaks crawls off and lets other running jobs finish, for a few seconds.
func (a *App) Stop(ctx context.Context) error {
	if a.halt != nil {
		a.halt()
	}
	return a.Jobs.Stop(ctx)
}

// For how many days is kept what the configuration does not say.
const (
	keepMessages  = 28  // the bytes of mails, as the help of `digest preview` says
	keepRecords   = 90  // crawls, editions with nothing to tell, and the keys by which new articles find earlier ones
	keepAnswers   = 92  // of a language model
	keepReturned  = 183 // mails that came back, for a person to look at
	keepThrottles = 2   // longer than the longest lasts, which is a day
)

// tidy drops what was kept long enough, and forgets readers who left.
func (a *App) tidy(ctx context.Context) error {
	before := func(days int) time.Time { return a.Now().AddDate(0, 0, -days) }
	if err := a.Reader.Forget(ctx); err != nil {
		return err
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.Tidy(ctx, store.TidyBefore{
			Bodies: a.Now().Add(-a.Config.Stories.Keep), Messages: before(keepMessages), Crawls: before(keepRecords),
			Index: before(keepRecords), Editions: before(keepRecords), Answers: before(keepAnswers),
			Returned: before(keepReturned), Throttles: before(keepThrottles),
		})
		a.Log.Debug("tidied", "removed", done)
		return err
	})
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
