package config

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones are known wherever the binary runs

	"github.com/robfig/cron/v3"
	"golang.org/x/text/language"
)

// checker collects what is wrong with values that could be read.
type checker struct {
	c        *Config
	problems Problems
}

// Validate checks the values against each other and gives all that is wrong, in the order of the file.
func (c *Config) Validate() Problems {
	k := &checker{c: c}
	k.general()
	k.web()
	k.database()
	k.mail()
	k.sources()
	k.digests()
	k.towns()
	slices.SortStableFunc(k.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return k.problems
}

// bad notes a mistake at a path, by which its line is found. All are collected: a configuration is mended in one go.
func (k *checker) bad(path, format string, args ...any) {
	file := k.c.file
	if file == "" {
		file = "environment or built-in default"
	}
	k.problems = append(k.problems, Problem{
		File: file, Line: k.c.lines[path], Path: path, Text: fmt.Sprintf(format, args...),
	})
}

// general checks what stands on its own: no other key decides whether it is right.
func (k *checker) general() {
	k.url("base_url", k.c.BaseURL, false)
	k.cron("tick", k.c.Tick, false)
	k.oneOf("log.level", k.c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf("log.format", k.c.Log.Format, "text", "json")
	k.cron("crawl.schedule", k.c.Crawl.Schedule, false)
	k.url("crawl.contact", k.c.Crawl.Contact, true)
	k.address("operator", k.c.Operator, true)
	k.between("crawl.parallel", k.c.Crawl.Parallel, 1, 256)
	k.between("crawl.per_host", k.c.Crawl.PerHost, 1, 16)
	k.between("crawl.max_pages", k.c.Crawl.MaxPages, 1, 10000)
	k.between("summaries.sentences", k.c.Summaries.Sentences, 1, 10)
	k.between("summaries.max_words", k.c.Summaries.MaxWords, 10, 1000)
	for i, tag := range k.c.Summaries.LLM.Languages {
		if _, err := language.Parse(tag); err != nil {
			k.bad(fmt.Sprintf("summaries.llm.languages[%d]", i), "%q is no language tag such as en or zh", tag)
		}
	}
	k.url("summaries.llm.base_url", k.c.Summaries.LLM.BaseURL, true)
	if k.c.Crawl.Delay < 0 {
		k.bad("crawl.delay", "must not be less than nothing")
	}
	if k.c.Crawl.Timeout <= 0 {
		k.bad("crawl.timeout", "must be more than nothing, such as 30s")
	}
}

func (k *checker) mail() {
	m := k.c.Mail
	k.address("mail.from", m.From, false)
	k.address("mail.reply_to", m.ReplyTo, true)
	k.relays(m)
	k.between("mail.batch", m.Batch, 1, 1000)
	k.between("mail.connections", m.Connections, 1, 64)
	k.rates(m)
	if _, _, err := m.Quiet(); err != nil {
		k.bad("mail.quiet_hours", "%v", err)
	}
	if m.Enabled && !m.SMTP.named() {
		k.bad("mail.enabled", "mail is enabled but mail.smtp.host is empty; name the relay, or set enabled: false")
	}
	if m.Sends() && strings.HasSuffix(m.From, "@localhost>") {
		k.bad("mail.from", "set the sender's real address before mail is sent")
	}
	k.returns(m.Returns)
	for i, d := range m.DKIM {
		at := fmt.Sprintf("mail.dkim[%d]", i)
		if d.Domain == "" || d.Selector == "" || d.Key == "" {
			k.bad(at, "needs domain, selector and key_file")
		}
	}
}

// returns checks the ways back: the listener, the mailbox and the reports of mail services.
func (k *checker) returns(r Returns) {
	at := "mail.returns"
	k.oneOf(at+".protocol", r.Protocol, "smtp", "lmtp")
	k.oneOf(at+".mailbox.tls", r.Mailbox.TLS, "implicit", "starttls", "none")
	k.between(at+".mailbox.port", r.Mailbox.Port, 0, 65535)
	box := r.Mailbox
	k.oauth(at+".mailbox", box.OAuth2, box.Username, box.Password)
	if secret := box.Password != "" || box.OAuth2.Set(); box.Host != "" && (box.Username == "" || !secret || box.Folder == "") {
		k.bad(at+".mailbox", "needs username, password_file or oauth2, and folder")
	}
	if r.Listen != "" {
		k.listen(at+".listen", r.Listen, "127.0.0.1:2525")
	}
	seen := map[string]bool{}
	for i, h := range r.Hooks {
		one := fmt.Sprintf("%s.hooks[%d]", at, i)
		k.oneOf(one+".service", h.Service, "mailgun", "postmark", "sendgrid", "ses")
		if h.Secret == "" {
			k.bad(one, "needs secret_file: without it anybody could report bounces")
		}
		if seen[h.Service] {
			k.bad(one+".service", "%s is there already", h.Service)
		}
		seen[h.Service] = true
	}
}

func (k *checker) sources() {
	seen := map[string]int{}
	for i, s := range k.c.Sources {
		at := fmt.Sprintf("sources[%d]", i)
		k.id(at, s.ID, seen)
		k.url(at+".url", s.URL, false)
		k.zone(at+".zone", s.Zone, s.Enabled)
		k.cron(at+".schedule", s.Schedule, true)
		k.oneOf(at+".way", s.Way, "", "rule", "feed", "sitemap", "embedded", "dated", "dated-url", "undated")
		k.oneOf(at+".attachments", s.Attachments, "", "name", "read")
		k.between(at+".backfill", s.Backfill, 0, 1000)
		k.between(at+".pages", s.Pages, 0, 50)
		k.rule(at+".rule", s.Rule)
		if s.Way == "rule" && s.Rule == nil {
			k.bad(at+".way", "is rule, but there is no rule")
		}
		if s.Enabled && s.Town == "" {
			k.bad(at, "needs town: the name readers know it by")
		}
	}
}

func (k *checker) digests() {
	seen := map[string]int{}
	for i, d := range k.c.Digests {
		at := fmt.Sprintf("digests[%d]", i)
		k.id(at, d.ID, seen)
		k.zone(at+".zone", d.Zone, true)
		k.cron(at+".schedule", d.Schedule, true)
		k.tongue(at, d.Language)
		k.oneOf(at+".policy", d.Policy, "", "resend", "hold")
		k.between(at+".stories", d.Stories, 0, 500)
	}
}

// tongue checks the language of what stands at a path. Whether there are words in it, [Config.Wordless] tells.
func (k *checker) tongue(at, tag string) {
	if tag == "" {
		k.bad(at, "needs language: that of its readers, such as en or zh")
		return
	}
	if _, err := language.Parse(tag); err != nil {
		k.bad(at+".language", "%q is no language tag such as en or zh", tag)
	}
}

// Wordless names the languages of digests there are no words in; speaks tells of each language whether there are.
func (c *Config) Wordless(speaks func(tag string) bool, spoken []string) Problems {
	k := &checker{c: c}
	for i, d := range c.Digests {
		if !speaks(d.Language) {
			k.bad(fmt.Sprintf("digests[%d].language", i), "no words in %q: it is %s, or name a folder with messages/%s.yaml under templates",
				d.Language, strings.Join(spoken, ", "), d.Language)
		}
	}
	return k.problems
}

// UnknownTowns names the towns of digests that no source is of: neither a configured one, nor one that was added to
// the database, whose towns are given.
func (c *Config) UnknownTowns(added ...string) Problems {
	k := &checker{c: c}
	towns := slices.Clone(added)
	for _, s := range c.Sources {
		towns = append(towns, s.Town)
	}
	towns = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(towns))), func(t string) bool { return t == "" })
	for i, d := range c.Digests {
		for _, t := range d.Towns {
			if !slices.Contains(towns, t) {
				k.bad(fmt.Sprintf("digests[%d].towns", i), "no source has the town %q%s", t, didYouMean(t, towns))
			}
		}
	}
	return k.problems
}

// id checks that an id is there, well formed and given once.
func (k *checker) id(at, id string, seen map[string]int) {
	if id == "" {
		k.bad(at, "needs an id")
		return
	}
	bad := func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') }
	if strings.ContainsFunc(id, bad) {
		k.bad(at+".id", "%q: an id has only a–z, 0–9 and -", id)
	}
	if first, dup := seen[id]; dup {
		k.bad(at+".id", "duplicate id %q, first given on line %d", id, first)
		return
	}
	seen[id] = k.c.lines[at+".id"]
}

func (k *checker) cron(path, expr string, optional bool) {
	if expr == "" && optional {
		return
	}
	if _, err := cron.ParseStandard(expr); err != nil {
		k.bad(path, "bad cron expression %q: %v; five fields: minute hour day month weekday", expr, err)
	}
}

// zone checks a time zone. "Local" is one to Go, and would mean another on each machine.
func (k *checker) zone(path, zone string, needed bool) {
	if zone == "" {
		if needed {
			k.bad(strings.TrimSuffix(path, ".zone"), "needs zone: an IANA name such as Asia/Shanghai")
		}
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		k.bad(path, "unknown time zone %q; use an IANA name such as Asia/Shanghai", zone)
	}
}

func (k *checker) url(path, raw string, optional bool) {
	if raw == "" && optional {
		return
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		k.bad(path, "%q is not an http or https address", raw)
	}
}

func (k *checker) address(path, text string, optional bool) {
	if text == "" && optional {
		return
	}
	if _, err := mail.ParseAddress(text); err != nil {
		k.bad(path, "%q is not a mail address such as Tidings <news@example.org>", text)
	}
}

func (k *checker) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		k.bad(path, "%q is not one of %s", value, strings.Join(slices.DeleteFunc(allowed, func(s string) bool { return s == "" }), ", "))
	}
}

func (k *checker) between(path string, n, low, high int) {
	if n < low || n > high {
		k.bad(path, "%d is not between %d and %d", n, low, high)
	}
}

func (k *checker) towns() {
	seen := map[string]bool{}
	for i, town := range k.c.Towns {
		at := fmt.Sprintf("towns[%d]", i)
		switch {
		case town.Name == "":
			k.bad(at+".name", "is needed: the town as its sources name it")
		case seen[town.Name]:
			k.bad(at+".name", "%s is there twice", town.Name)
		}
		seen[town.Name] = true
		for tag, name := range town.Names {
			if _, err := language.Parse(tag); err != nil || name == "" {
				k.bad(at+".names."+tag, "%q: %q: want a language tag such as en or zh, and a name", tag, name)
			}
		}
	}
}
