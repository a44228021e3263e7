package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExampleIsTheDefault(t *testing.T) {
	byDefault, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	fromFile, err := Load(write(t, string(example)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text(t, byDefault), text(t, fromFile)); diff != "" {
		t.Errorf("the example differs from the default:\n%s", diff)
	}
	for _, key := range keys(reflect.TypeFor[Config]()) {
		if !strings.Contains(string(example), "\n"+key+":") {
			t.Errorf("key %s is missing from the example", key)
		}
	}
}

func TestEveryMistakeIsNamedWithItsLine(t *testing.T) {
	file := write(t, `
bse_url: http://x.example
base_url: ftp://wrong.example
crawl:
  schedule: "61 * * * *"
  timeout: soon
mail:
  smpt: {}
  smtp:
    port: many
sources:
  - id: a
    url: https://a.example
    town: A
    zone: Asia/Nowhere
  - id: a
    url: https://b.example
    enabled: true
    town: B
digests:
  - id: Bad ID
    zone: UTC
    language: en
    towns: [C]
`)
	_, err := Load(file, nil)
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{
		`:2: bse_url: unknown key; did you mean "base_url"?`,
		`:3: base_url: "ftp://wrong.example" is not an http or https address`,
		`:5: crawl.schedule: bad cron expression "61 * * * *"`,
		`:6: crawl.timeout: expected a duration such as 30s or 1h30m, found "soon"`,
		`:8: mail.smpt: unknown key; did you mean "smtp"?`,
		`:10: mail.smtp.port: expected a whole number, found "many"`,
		`:15: sources[0].zone: unknown time zone "Asia/Nowhere"`,
		`:16: sources[1].id: duplicate id "a", first given on line 12`,
		`sources[1]: needs zone`,
		`:21: digests[0].id: "Bad ID": an id has only`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

func TestTownsOfDigestsMayBeThoseOfAddedSources(t *testing.T) {
	file := write(t, `
sources:
  - {id: a, url: "https://a.example", town: Alder, zone: UTC, enabled: true}
digests:
  - id: d
    zone: UTC
    language: en
    towns: [Alder, Aldr, Beech]
`)
	c, err := Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := c.UnknownTowns("Beech")
	if len(got) != 1 || !strings.HasSuffix(got[0].Error(),
		`:8: digests[0].towns: no source has the town "Aldr"; did you mean "Alder"?`) {
		t.Errorf("%v", got)
	}
}

func TestSourcesAreReadApart(t *testing.T) {
	c, problems := ParseSources("mine.yaml", []byte(`
- id: oak
  url: https://oak.example/news
  town: Oakfield
  zone: Mars/Base
  enabled: true
- id: elm
  url: https://elm.example/
  rules: {item: li}
`))
	if len(c) != 2 || len(problems) != 2 {
		t.Fatalf("%d sources, %v", len(c), problems)
	}
	for _, want := range []string{
		`mine.yaml:5: sources[0].zone: unknown time zone "Mars/Base"`,
		`mine.yaml:9: sources[1].rules: unknown key; did you mean "rule"?`,
	} {
		if !strings.Contains(problems.Error(), want) {
			t.Errorf("missing %q in\n%v", want, problems)
		}
	}
	if _, problems = ParseSources("mine.yaml", []byte("sources: [")); len(problems) != 1 || problems[0].Line == 0 {
		t.Errorf("%v", problems)
	}
}

func TestSourcesComeBackAsTheyWerePrinted(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	all[0].TLSInsecure, all[0].Enabled = true, true
	var out strings.Builder
	if err := PrintSources(&out, all); err != nil {
		t.Fatal(err)
	}
	again, problems := ParseSources("again.yaml", []byte(out.String()))
	if len(problems) > 0 || !reflect.DeepEqual(again, all) {
		t.Errorf("%v; %d of %d came back", problems, len(again), len(all))
	}
}

func FuzzParseSources(f *testing.F) {
	f.Add([]byte("sources:\n  - {id: a, url: 'https://a.example', rule: {item: li}}\n"))
	f.Add([]byte("- id: a\n- 7\n- [x]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if sources, problems := ParseSources("f.yaml", text); len(problems) == 0 {
			var out strings.Builder
			if err := PrintSources(&out, sources); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestEnvironmentOverridesEveryKey(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load("", []string{
		"TIDINGS_BASE_URL=https://news.example", "TIDINGS_MAIL_SMTP_PASSWORD_FILE=" + secret, "TIDINGS_CRAWL_DELAY=250ms",
		"TIDINGS_MAIL_ONLY_TO=@staff.example, me@x.example", "TIDINGS_CRAWL_MAX_BODY=2MiB", "TIDINGS_WEB_METRICS=true",
		`TIDINGS_DIGESTS=[{id: d, name: "D", zone: UTC, language: en}]`, "TIDINGS_SERVICE_HOST=10.0.0.1",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "https://news.example" || c.Mail.SMTP.Password.Reveal() != "hush" || c.Crawl.Delay.String() != "250ms" ||
		c.Crawl.MaxBody != 2<<20 || !c.Web.Metrics || len(c.Mail.OnlyTo) != 2 || c.Digests[0].ID != "d" {
		t.Errorf("not all overridden: %+v", c)
	}
	_, err = Load("", []string{"TIDINGS_CRAWL_PER_HOST=lots"})
	if err == nil || !strings.Contains(err.Error(), "TIDINGS_CRAWL_PER_HOST") {
		t.Errorf("a bad variable is not named: %v", err)
	}
}

func TestPrintHidesSecrets(t *testing.T) {
	c, err := Load(write(t, "secret: hush1\ndatabase: postgres://u:hush2@h/db\nmail:\n  smtp: {password: hush3}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if out := text(t, c); strings.Contains(out, "hush") || !strings.Contains(out, mask) {
		t.Errorf("secrets show in:\n%s", out)
	}
}

func TestTokensAreCheckedWithTheirLines(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := `
mail:
  smtp:
    preset: outlook
    username: news@example.org
    oauth2:
      token_url: https://login.example/token
      client_id: abc
      client_secret_file: ` + secret + `
      scopes: [https://outlook.example/.default]
  returns:
    mailbox:
      host: imap.example.org
      username: b@example.org
      oauth2: {token_url: "http://127.0.0.1:9/token", client_id: abc, refresh_token_file: ` + secret + `}
`
	c, err := Load(write(t, good), []string{"TIDINGS_MAIL_SMTP_OAUTH2_REFRESH_TOKEN_FILE=" + secret})
	if err != nil {
		t.Fatal(err)
	}
	if o := c.Mail.SMTP.OAuth2; o.ClientSecret.Reveal() != "hush" || o.RefreshToken.Reveal() != "hush" || len(o.Scopes) != 1 {
		t.Errorf("read %#v", o)
	}
	if out := text(t, c); strings.Contains(out, "hush") || strings.Count(out, mask) < 3 {
		t.Errorf("secrets show in:\n%s", out)
	}
	_, err = Load(write(t, `
mail:
  smtp:
    host: smtp.example.org
    auth: plain
    password: hush
    oauth2:
      token_url: http://login.example/token
      client_di: abc
  relays:
    - {host: b.example.org, auth: xoauth2, username: x}
    - {preset: outlook, username: x}
  returns:
    mailbox: {host: imap.example.org, username: b, oauth2: {client_id: abc}}
`), nil)
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{
		`:3: mail.smtp: oauth2 needs username`, `:5: mail.smtp.auth: with oauth2 it is xoauth2`,
		`:6: mail.smtp.password: leave it out beside oauth2`, `:7: mail.smtp.oauth2: needs client_id`,
		`:7: mail.smtp.oauth2: needs refresh_token_file, or client_secret_file`,
		`:8: mail.smtp.oauth2.token_url: is not an https address`,
		`:9: mail.smtp.oauth2.client_di: unknown key; did you mean "client_id"?`,
		`:11: mail.relays[0].auth: xoauth2 needs oauth2`, `:12: mail.relays[1].preset: outlook takes no passwords`,
		`:14: mail.returns.mailbox.oauth2: needs token_url`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

func TestCatalogueIsValidAndDisabled(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Enabled {
			t.Errorf("%s is enabled", s.ID)
		}
	}
	c := &Config{Sources: all, lines: map[string]int{}}
	k := &checker{c: c}
	k.sources()
	if len(k.problems) > 0 {
		t.Error(k.problems)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(string(example))
	f.Add("sources: [{id: [}")
	f.Add("mail: 3\nsources: {a: b}\n? [x]: y")
	f.Fuzz(func(t *testing.T, in string) {
		d := decoder{file: "fuzz", lines: map[string]int{}}
		c := &Config{lines: d.lines}
		d.decode([]byte(in), c)
		c.Validate()
	})
}

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tidings.yaml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func text(t *testing.T, c *Config) string {
	t.Helper()
	var b strings.Builder
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTownsAreCheckedWithTheirLines(t *testing.T) {
	_, err := Load(write(t, `
towns:
  - name: 淮北
    names: {en: Huaibei, "?": x}
  - names: {en: Nowhere}
  - name: 淮北
    names: [Huaibei]
`), nil)
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{`:7: towns[2].names: expected keys with values here`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
	_, err = Load(write(t, "towns:\n  - name: 淮北\n    names: {en: Huaibei, \"?\": x}\n  - names: {en: Nowhere}\n  - name: 淮北\n"), nil)
	for _, want := range []string{`:3: towns[0].names.?: "?": "x": want a language tag`, `towns[1].name: is needed`,
		`towns[2].name: 淮北 is there twice`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}
