package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/internal/token"
	"tidings/internal/web/inbox"
	"tidings/internal/web/visit"
	"tidings/templates"
)

const base = "https://tidings.example"

// How often one network may ask at once.
const (
	manyForms = 20
	manyReads = 120
)

// fixture is the pages over a real store and real rooms, with a clock the test moves.
type fixture struct {
	*testing.T
	store   *store.Store
	keys    token.Keyring
	opt     Options
	handler http.Handler
	box     *mail.Outbox
	log     *bytes.Buffer
	crawls  map[string][]string // run → sources asked for

	numbered int // further articles

	mu  sync.Mutex
	now time.Time
}

func (f *fixture) clock() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fixture) wait(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

var testDigests = []news.Digest{
	{ID: "linden", Name: "Linden Daily", Towns: []string{"Linden"}, Language: "en", Zone: "Europe/Dublin",
		Schedule: "15 6 * * 1-5", Public: true, Policy: "resend"},
	{ID: "linhe", Name: "临河要闻", Language: "zh", Zone: "Asia/Shanghai", Public: true, Policy: "resend"},
	{ID: "inner", Name: "Inner circle", Language: "en", Zone: "UTC", Policy: "resend"},
}

// newFixture gives the pages, changed by change.
func newFixture(t *testing.T, change ...func(*Options)) *fixture {
	t.Helper()
	f := &fixture{
		T: t, store: storetest.SQLite(t), keys: token.Keyring{bytes.Repeat([]byte("k"), 32)}, log: &bytes.Buffer{},
		crawls: map[string][]string{}, now: storetest.Start,
	}
	set, err := templates.Load("")
	f.ok(err)
	f.box, err = mail.NewOutbox(t.TempDir())
	f.ok(err)
	log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelInfo}))
	room := &send.Room{
		Store: f.store, Templates: set, Digests: testDigests, Keys: f.keys, Secret: f.keys[0], Log: log, Now: f.clock,
		Sender: send.Sender{
			From: mail.Address{Name: "Tidings", Addr: "news@tidings.example"}, Domain: "tidings.example",
			BounceDomain: "tidings.example", BaseURL: base,
		},
		ThenDeliver: func(context.Context, *store.Tx) error { return nil },
		News:        func(full news.FullStory, n int, _ string) string { return full.Articles[n].Text },
		Summary: func(_ context.Context, full news.FullStory, lang string) (news.Summary, error) {
			if lang != "en" || full.Story.Town != "临河" {
				return full.Summary, nil // no article in that language
			}
			s := full.Summary
			s.Lang, s.Headline = lang, "Linhe bridge carries traffic again"
			return s, nil
		},
	}
	opt := Options{
		Options: visit.Options{
			Store: f.store, Templates: set, Keys: f.keys, Digests: testDigests, BaseURL: base, Service: "Tidings", Now: f.clock,
			Reader: &reader.Room{Store: f.store, Send: room, Digests: testDigests, Keys: f.keys, BaseURL: base, Now: f.clock},
			Log:    log, ShowBase: "http://127.0.0.1:8080",
			TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
		},
		Token: "letmein", Metrics: true, Inbox: inbox.FilesOf(f.box),
		Enqueue: func(_ context.Context, run string, ids ...string) error {
			f.crawls[run] = ids
			return nil
		},
	}
	for _, c := range change {
		c(&opt)
	}
	f.opt, f.handler = opt, New(opt)
	f.news()
	return f
}

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) write(fn func(tx *store.Tx) error) {
	f.Helper()
	f.ok(f.store.Write(f.Context(), fn))
}

// news puts two towns with a story each into the store; one town is in trouble.
func (f *fixture) news() {
	f.write(func(tx *store.Tx) error {
		ctx := f.Context()
		err := tx.SyncSources(ctx, []news.Source{
			{ID: "linden", Name: "Linden Town Hall", Town: "Linden", URL: "https://linden.example/", Topics: []string{"council"},
				Language: "en", Enabled: true},
			{ID: "linhe", Name: "临河市人民政府", Town: "临河", URL: "https://linhe.example/", Language: "zh",
				Topics: []string{"water", "council"}, Enabled: true},
		}, f.now)
		if err != nil {
			return err
		}
		return tx.PutHealth(ctx, news.Health{SourceID: "linhe", State: news.StateBlocked, Since: f.now, Err: "secret detail"})
	})
	f.story("linden", "Linden", "en", "Bridge over the Elm reopens", "The bridge is open again. Cars may cross.")
	f.story("linhe", "临河", "zh", "临河大桥恢复通车", "大桥今天恢复通车。请注意安全。")
}

func (f *fixture) story(source, town, lang, title, text string) (id int64) {
	f.Helper()
	defer func() { f.numbered++ }()
	f.write(func(tx *store.Tx) error {
		ctx := f.Context()
		article, _, err := tx.PutArticle(ctx, news.Article{
			SourceID: source, URL: fmt.Sprintf("https://%s.example/%d.html", source, f.numbered+1), Kind: news.KindArticle, Title: title, Text: text,
			Lang: lang, Published: news.Date{Time: f.now.Add(-time.Hour), Clock: true}, FirstSeen: f.now,
		})
		if err != nil {
			return err
		}
		story := news.Story{Town: town, Representative: article, Changed: f.now}
		if id, err = tx.PutStory(ctx, story); err != nil {
			return err
		}
		member := news.Member{ArticleID: article, Canonical: article, Reason: "alone"}
		if err := tx.PutMembers(ctx, id, []news.Member{member}, f.now.Add(-time.Hour)); err != nil {
			return err
		}
		if err := tx.PutSummary(ctx, news.Summary{
			StoryID: id, Headline: title, Sentences: []news.Sentence{{Text: text, ArticleID: article}}, Method: "extractive",
			Lang: lang, MadeAt: f.now,
		}, story); err != nil {
			return err
		}
		full, err := tx.FullStory(ctx, id)
		if err != nil {
			return err
		}
		return tx.IndexStory(ctx, full)
	})
	return id
}

// join adds a later article to a story.
func (f *fixture) join(story int64, source, lang, title, text string) {
	f.Helper()
	f.numbered++
	f.write(func(tx *store.Tx) error {
		ctx := f.Context()
		article, _, err := tx.PutArticle(ctx, news.Article{
			SourceID: source, URL: fmt.Sprintf("https://%s.example/more/%d.html", source, f.numbered), Kind: news.KindArticle,
			Title: title, Text: text, Lang: lang, Published: news.Date{Time: f.now, Clock: true}, FirstSeen: f.now.Add(time.Minute),
		})
		if err != nil {
			return err
		}
		known, err := tx.Story(ctx, story)
		if err != nil {
			return err
		}
		why := []news.Ground{{Kind: news.GroundNames, Said: "Elm"}, {Kind: news.GroundWords, Said: "bridge"}}
		member := news.Member{ArticleID: article, Canonical: article,
			Reason: news.With(known.Representative, news.JoinGrounds(why))}
		if err := tx.PutMembers(ctx, story, []news.Member{member}, f.now); err != nil {
			return err
		}
		full, err := tx.FullStory(ctx, story)
		if err != nil {
			return err
		}
		return tx.IndexStory(ctx, full)
	})
}

// subscriber makes an active subscriber of both public digests.
func (f *fixture) subscriber() (person audience.Subscriber, subs []audience.Subscription) {
	f.Helper()
	for _, d := range []string{"linden", "linhe"} {
		s, err := f.opt.Reader.Add(f.Context(), reader.Wish{Address: "reader@mail.example", DigestID: d, Language: "en"}, "test")
		f.ok(err)
		subs = append(subs, s)
	}
	person, err := f.store.Subscriber(f.Context(), subs[0].SubscriberID)
	f.ok(err)
	return person, subs
}

// answer is what came back.
type answer struct {
	code   int
	header http.Header
	body   string
}

// do sends one request; headers are name, value, ….
func (f *fixture) do(method, target, body string, headers ...string) answer {
	f.Helper()
	return f.from("127.0.0.1", method, target, body, headers...)
}

// from is do for a request of another machine.
func (f *fixture) from(addr, method, target, body string, headers ...string) answer {
	f.Helper()
	r := httptest.NewRequestWithContext(f.Context(), method, strings.TrimPrefix(target, base), strings.NewReader(body))
	r.RemoteAddr = addr + ":4000"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	all, err := io.ReadAll(w.Body)
	f.ok(err)
	return answer{w.Code, w.Header(), string(all)}
}

func (f *fixture) get(target string, headers ...string) answer {
	f.Helper()
	return f.do(http.MethodGet, target, "", headers...)
}

// submit sends a form as our own page would.
func (f *fixture) submit(target string, form url.Values) answer {
	f.Helper()
	return f.do(http.MethodPost, target, form.Encode(), "Content-Type", "application/x-www-form-urlencoded",
		"Sec-Fetch-Site", "same-origin")
}

// want ends the test unless an answer has that status and all of the words.
func (f *fixture) want(a answer, code int, words ...string) answer {
	f.Helper()
	if a.code != code {
		f.Fatalf("got status %d, want %d\n%s\n%s", a.code, code, a.body, f.log)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			f.Fatalf("%q is not in\n%s", w, a.body)
		}
	}
	return a
}

// form gives a filled-in subscribe form, old enough to be a person's.
func (f *fixture) form(change ...string) url.Values {
	f.Helper()
	page := f.want(f.get("/"), http.StatusOK)
	f.wait(5 * time.Second)
	v := url.Values{
		"digest": {"linden"}, "frequency": {"daily"}, "time": {"07:45"}, "zone": {"Europe/Dublin"}, "language": {"en"},
		"stories": {"10"}, "weekday": {"mon"}, "address": {"new@mail.example"}, "website": {""},
		"token": {hidden(f.T, page.body)},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

func hidden(t *testing.T, page string) string {
	t.Helper()
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no token in\n%s", page)
	}
	return m[1]
}

// mails gives the notices queued so far, oldest first.
func (f *fixture) mails() []mail.View {
	f.Helper()
	deliveries, err := f.store.Deliveries(f.Context(), store.DeliveryFilter{})
	f.ok(err)
	var out []mail.View
	for _, d := range deliveries {
		v, err := mail.Read(d.Message)
		f.ok(err)
		out = append([]mail.View{v}, out...)
	}
	return out
}

// linkIn finds the first of our links of that kind in a mail's text.
func (f *fixture) linkIn(v mail.View, kind string) string {
	f.Helper()
	m := regexp.MustCompile(regexp.QuoteMeta(base+"/"+kind+"/") + `[\w-]+`).FindString(strings.ReplaceAll(v.Text, "=\n", ""))
	if m == "" {
		f.Fatalf("no %s link in\n%s", kind, v.Text)
	}
	return m
}

// dump gives every row of the database.
func (f *fixture) dump() string {
	f.Helper()
	tables := f.rows(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	var b strings.Builder
	for _, table := range tables {
		fmt.Fprintln(&b, table, f.rows(`SELECT * FROM "`+table[0].(string)+`"`))
	}
	return b.String()
}

func (f *fixture) rows(query string) (out [][]any) {
	f.Helper()
	found, err := f.store.DB().QueryContext(f.Context(), query)
	f.ok(err)
	defer found.Close()
	columns, err := found.Columns()
	f.ok(err)
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		f.ok(found.Scan(into...))
		out = append(out, values)
	}
	f.ok(found.Err())
	return out
}
