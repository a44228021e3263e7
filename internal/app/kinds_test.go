package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
	"tidings/internal/reader"
	"tidings/internal/setup"
	"tidings/internal/sitetest"
)

// keepMails writes the mails of TestEveryKindOfMail to a folder for each language, with the DKIM record and the envelopes
// beside them, for whoever wants to look at them or have them judged by a program:
//
//	go test ./internal/app -run TestEveryKindOfMail -mails /tmp/mails
var keepMails = flag.String("mails", "", "write the mails of TestEveryKindOfMail to this folder")

// post is every kind of mail of a run, by name.
type post struct {
	*rig
	names  []string
	mails  []mailtest.Mail
	pages  string          // where they are served
	opened map[string]bool // kinds of pages that mails linked to
}

func newPost(t *testing.T, change ...func(*config.Config)) *post {
	t.Helper()
	p := &post{rig: newRig(t, change...), opened: map[string]bool{}}
	p.serve()
	return p
}

// TestEveryKindOfMail lets a reader and the operator live through every mail there is, in every language, and holds each
// to what they have in common.
func TestEveryKindOfMail(t *testing.T) {
	for _, of := range []struct{ lang, zone, postal, town, place string }{
		{"en", "America/Chicago", "Tidings, 1 Demonstration Street, Fairmeadow", "fairmeadow", "Fairmeadow"},
		{"zh", "Asia/Shanghai", "讯息社，淮北市示范路1号", "huaibei", "淮北"},
	} {
		t.Run(of.lang, func(t *testing.T) {
			p := newPost(t, takesMail, backfill(50), signs, func(c *config.Config) {
				c.Mail.Postal, c.Digests[1].Towns = of.postal, []string{of.place}
				for i := range c.Digests {
					d := &c.Digests[i]
					d.StillHere, d.Public, d.Language, d.Zone = true, true, of.lang, of.zone
				}
			})
			p.readerMails(of.town)
			p.operatorMails(of.town)
			p.check(of.postal)
			for _, page := range []string{"edition", "preferences", "unsubscribe", "undo", "confirm", "block", "status"} {
				if !p.opened[page] {
					t.Errorf("no mail links to a page of kind %s", page)
				}
			}
			p.keep(of.lang)
		})
	}
}

// signs gives the sender a key.
func signs(c *config.Config) {
	key, err := mail.GenerateKey(mail.KeyRSA)
	if err != nil {
		panic(err) // no randomness: nothing could be tested
	}
	c.Mail.DKIM = []config.DKIM{{Domain: "tidings.example", Selector: "test", Key: config.Secret(key)}}
}

// take keeps the only mail there is under a name, and opens its links.
func (p *post) take(name string, mails []mailtest.Mail) {
	p.Helper()
	m := p.one(mails)
	p.names, p.mails = append(p.names, name), append(p.mails, m)
	p.follow(name, m)
}

// due makes the editions that are due and sends them.
func (p *post) due() []mailtest.Mail {
	p.Helper()
	p.ok(p.App.Send.Editions(p.Context()))
	return p.deliver()
}

// asks subscribes an address to digests and confirms, as a reader does on the pages; it gives the subscriptions.
func (p *post) asks(address string, digests ...string) []audience.Subscription {
	p.Helper()
	var wishes []reader.Wish
	for _, d := range digests {
		wishes = append(wishes, reader.Wish{Address: address, DigestID: d, Hour: 7, Minute: 30, Timed: true})
	}
	p.ok(p.Reader.Subscribe(p.Context(), wishes...))
	p.take("confirm-"+address[:3], p.deliver())
	_, subs, err := p.Reader.ByAddress(p.Context(), address)
	p.ok(err)
	for _, s := range subs {
		_, err := p.Reader.Confirm(p.Context(), "form", s.ID)
		p.ok(err)
	}
	return subs
}

// readerMails is what readers are mailed from their first press of a button to their last.
func (p *post) readerMails(town string) {
	ann := p.asks("ann@reader.test", "fairmeadow")[0]
	p.take("welcome", p.due()) // there is nothing to tell yet
	p.crawl(town)
	p.pass(time.Minute)
	subs := p.asks("bob@reader.test", "fairmeadow", "all")
	first := p.due()
	if len(first) != 2 {
		p.Fatalf("%d welcome digests, want one of each digest", len(first))
	}
	p.take("first-1", first[:1])
	p.take("first-2", first[1:])
	p.ok(p.Reader.MailLink(p.Context(), "bob@reader.test"))
	p.take("manage", p.deliver())
	for i, name := range []string{"left", "goodbye"} { // one digest of two, then the other
		_, err := p.Reader.Leave(p.Context(), subs[i].ID, false, audience.ByPage)
		p.ok(err)
		p.take(name, p.deliver())
	}
	p.pass(24 * time.Hour)
	p.take("digest", p.due()) // Ann's, who was welcomed before there was news
	p.pass(32 * 24 * time.Hour)
	p.none(p.due()) // missed by too much
	p.pass(p.subscription(ann.ID).NextAt.Sub(p.clock()))
	p.take("still", p.due())
}

// operatorMails is what the operator is told: a source in trouble, its recovery, a refusal that is the sender's to mend.
func (p *post) operatorMails(town string) {
	p.town(town).Break(sitetest.Blocked)
	_, err := p.Gather.Crawl(p.Context(), town, "test") // its trouble is what the operator is to be told
	p.Log.Debug("crawled", "error", err)
	p.pass(3 * time.Hour)
	p.ok(p.Send.Watch(p.Context()))
	p.take("source", p.deliver())
	p.town(town).Break(sitetest.None)
	p.report(town, 77, "Old Mill Opens Its Doors to Visitors", "The old mill opens on Sunday. Entry is free of charge.")
	p.crawl(town)
	p.ok(p.Send.Watch(p.Context()))
	p.take("recovered", p.deliver())
	p.box.Script(mailtest.Fault{Step: mailtest.StepDot, Recipient: "ann@reader.test", Act: mailtest.Answer, Code: 550,
		Enhanced: [3]int{5, 7, 1}, Text: "unsolicited", Times: 1})
	p.pass(24 * time.Hour)
	p.take("mail", append(p.due(), p.deliver()...))
}

// check holds every mail to what all have in common.
func (p *post) check(postal string) {
	ids, subjects := map[string]string{}, map[string]string{}
	for i, m := range p.mails {
		parsed, err := netmail.ReadMessage(bytes.NewReader(m.Raw))
		p.ok(err)
		h, name := parsed.Header, p.names[i]
		for _, field := range []string{"DKIM-Signature", "Message-ID", "Date", "Auto-Submitted", "Content-Language"} {
			if h.Get(field) == "" {
				p.Errorf("%s has no %s", name, field)
			}
		}
		if m.EnvelopeTo != p.cfg.Operator {
			p.leavable(name, h, m)
		}
		if other := ids[h.Get("Message-ID")]; other != "" {
			p.Errorf("%s and %s have one Message-ID", other, name)
		}
		subject := m.EnvelopeTo + " " + m.Subject
		if other := subjects[subject]; other != "" {
			p.Errorf("%s and %s have one subject: %s", other, name, m.Subject)
		}
		ids[h.Get("Message-ID")], subjects[subject] = name, name
		for part, body := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			if !strings.Contains(body, postal) || !strings.Contains(body, m.EnvelopeTo) || strings.Contains(body, "http://") {
				p.Errorf("%s: the %s part lacks sender or recipient, or links plain http:\n%s", name, part, body)
			}
		}
	}
}

// leavable holds a reader's mail to the way out that mail programs have a button for (RFC 8058), and to showing the same.
func (p *post) leavable(name string, h netmail.Header, m mailtest.Mail) {
	ways := h.Get("List-Unsubscribe")
	url, _, _ := strings.Cut(strings.TrimPrefix(ways, "<"), ">")
	if h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(url, "https://tidings.example/") ||
		!strings.Contains(m.Text, "<"+url+">") || !strings.Contains(m.HTML, `"`+url+`"`) {
		p.Errorf("%s has List-Unsubscribe %q, and says\n%s", name, ways, m.Text)
	}
	byMail := strings.HasPrefix(name, "first") || name == "digest" || name == "welcome" || name == "still"
	if byMail != strings.Contains(ways, "<mailto:u+") {
		p.Errorf("%s has List-Unsubscribe %q", name, ways)
	}
}

// serve serves the pages until the test ends.
func (p *post) serve() {
	p.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	p.ok(err)
	ctx, cancel := context.WithCancel(p.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.ServeOn(ctx, listener, app.Pages{}) }()
	p.Cleanup(func() { cancel(); p.ok(<-ended) })
	p.pages = "http://" + listener.Addr().String()
}

// ours is a link of a mail to our own pages, and what kind of page it is.
var ours = regexp.MustCompile(`<https://tidings\.example(/([a-z]+)[^>]*)>`)

// follow opens every link of a mail to our own pages.
func (p *post) follow(name string, m mailtest.Mail) {
	p.Helper()
	for _, link := range ours.FindAllStringSubmatch(m.Text, -1) {
		answer, err := http.Get(p.pages + link[1])
		p.ok(err)
		p.ok(answer.Body.Close())
		if answer.StatusCode != http.StatusOK {
			p.Errorf("%s: %s: %s", name, link[1], answer.Status)
		}
		p.opened[link[2]] = true
	}
}

// TestTheButtonOfMailPrograms presses, without a cookie or a page, the way out that the headers of notices name.
func TestTheButtonOfMailPrograms(t *testing.T) {
	p := newPost(t)
	press := func(m mailtest.Mail) {
		parsed, err := netmail.ReadMessage(bytes.NewReader(m.Raw))
		p.ok(err)
		url, _, _ := strings.Cut(strings.TrimPrefix(parsed.Header.Get("List-Unsubscribe"), "<https://tidings.example"), ">")
		answer, err := http.Post(p.pages+url, "application/x-www-form-urlencoded",
			strings.NewReader("List-Unsubscribe=One-Click"))
		p.ok(err)
		p.ok(answer.Body.Close())
		if answer.StatusCode != http.StatusOK {
			t.Errorf("POST %s: %s", url, answer.Status)
		}
	}
	subs := p.asks("ann@reader.test", "all", "fairmeadow")
	_, err := p.Reader.Leave(t.Context(), subs[0].ID, false, audience.ByPage)
	p.ok(err)
	press(p.one(p.deliver())) // "unsubscribe from everything"
	if s := p.subscription(subs[1].ID); s.Active {
		t.Error("the other subscription goes on")
	}
	p.one(p.deliver()) // the goodbye
	p.ok(p.Reader.Subscribe(t.Context(), reader.Wish{Address: "eve@reader.test", DigestID: "all"}))
	press(p.one(p.deliver())) // "never mail this address again"
	suppressed, err := p.Store.Suppressed(t.Context(), "eve@reader.test", p.clock())
	p.ok(err)
	if !suppressed {
		t.Error("the address may be mailed again")
	}
}

// keep writes the mails down if that was asked for.
func (p *post) keep(lang string) {
	if *keepMails == "" {
		return
	}
	dir := filepath.Join(*keepMails, lang)
	p.ok(os.MkdirAll(dir, 0o700))
	envelopes := map[string]map[string]string{}
	for i, m := range p.mails {
		name := fmt.Sprintf("%02d-%s.eml", i, p.names[i])
		p.ok(os.WriteFile(filepath.Join(dir, name), m.Raw, 0o600))
		envelopes[name] = map[string]string{"mail_from": m.EnvelopeFrom, "rcpt_to": m.EnvelopeTo}
	}
	env, err := json.Marshal(envelopes)
	p.ok(err)
	p.ok(os.WriteFile(filepath.Join(dir, "env.json"), env, 0o600))
	signers, err := setup.Signers(p.cfg)
	p.ok(err)
	records, err := signers[0].Records()
	p.ok(err)
	p.ok(os.WriteFile(filepath.Join(dir, records[0].Name+".txt"), []byte(records[0].Value), 0o600))
}
