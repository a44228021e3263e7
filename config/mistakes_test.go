package config

import (
	"strings"
	"testing"
)

// TestMistakesThatWouldShowOnlyLater, when the daemon has started or a source is read, are named by the check too.
func TestMistakesThatWouldShowOnlyLater(t *testing.T) {
	_, err := Load(write(t, `
base_url: https://news.example/tidings?from=mail#top
database: mysql://u:hush@h/db
web:
  listen: "8080"
  trusted_proxies: [10.0.0.1, 10.0.0.0/33]
crawl: {delay: -1s}
sources:
  - id: a
    url: https://a.example
    town: A
    zone: UTC
    rule:
      list: "div["
      item: li.news
      title: "a@title"
      link: ">>@href"
      date_format: YYYY-MM-DD
      remove: [.ad, "p:nope"]
  - id: b
    url: https://b.example/api
    rule: {json: true, list: "data..rows[", title: "a>"}
digests:
  - {id: a, zone: UTC}
  - {id: b, zone: UTC, language: "e n"}
`), nil)
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{
		`:2: base_url: "https://news.example/tidings?from=mail#top": links are made by adding to it`,
		`:3: database: is neither sqlite:`,
		`:5: web.listen: "8080" is not an address with a port`,
		`:6: web.trusted_proxies[1]: "10.0.0.0/33" is not a network`,
		`:7: crawl.delay: must not be less`,
		`:14: sources[0].rule.list: "div[" is not a CSS selector`,
		`:17: sources[0].rule.link: ">>" is not a CSS selector`,
		`:18: sources[0].rule.date_format: "YYYY-MM-DD" is not a Go layout`,
		`:19: sources[0].rule.remove[1]: "p:nope" is not a CSS selector`,
		`:24: digests[0]: needs language`,
		`:25: digests[1].language: "e n" is no language tag`,
		"configuration: 11 problem(s)",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Error("a password is shown")
	}
}

func TestAKeyWhoseKeysAreCommentedOutSaysNothing(t *testing.T) {
	c, err := Load(write(t, "\ufeffbase_url: https://news.example\nmail:\n  # enabled: true\ncrawl:\n  delay: 2s\nweb: ~\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail.Batch != 50 || c.Web.Listen == "" || c.Crawl.Delay.String() != "2s" || c.BaseURL != "https://news.example" {
		t.Errorf("defaults are lost: %+v", c)
	}
}

func TestLanguagesWithoutWordsAreNamed(t *testing.T) {
	c, err := Load(write(t, "digests:\n  - {id: a, zone: UTC, language: ar}\n  - {id: b, zone: UTC, language: en}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Wordless(func(tag string) bool { return tag == "en" }, []string{"en"})
	if len(got) != 1 || !strings.Contains(got[0].Error(), `:2: digests[0].language: no words in "ar": it is en, or name a folder`) {
		t.Errorf("got %v", got)
	}
}

func TestMisspeltVariablesAreNamed(t *testing.T) {
	got := Misspelt([]string{
		"TIDINGS_MAIL_SMTP_PROT=25", "TIDINGS_BASE_URL=x", "TIDINGS_SERVICE_HOST=10.0.0.1", "TIDINGS_PORT=tcp://10.0.0.1:80",
		"TIDINGS_CONFIG=x", "TIDINGS_RUN=crawl", "TIDINGS_STALE=5s", "HOME=/", "TIDINGS_MAIL_SMTP_PASSWORD_FIEL=x",
	})
	if len(got) != 2 || !strings.Contains(got[0].Error(), "did you mean TIDINGS_MAIL_SMTP_PASSWORD_FILE?") ||
		!strings.Contains(got[1].Error(), "TIDINGS_MAIL_SMTP_PROT: sets no key; did you mean TIDINGS_MAIL_SMTP_PORT?") {
		t.Errorf("got %v", got)
	}
}
