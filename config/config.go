// Package config is the typed configuration: [Load] reads one YAML file over the built-in defaults, lets the
// environment override every key, and answers with all mistakes at once, each with its file and line. The embedded
// tidings.example.yaml is the default, so what the example says is what an absent key means, and a test holds that.
//
// Secrets may come from files (key `x_file`, or TIDINGS_…_FILE) and never show in [Config.Print]. The package also
// embeds the catalogue of municipal sources. It imports nothing of ours; package app turns its values into news ones.
package config

import (
	"time"
)

// Config is everything an operator can set. Field comments are in tidings.example.yaml.
type Config struct {
	BaseURL   string    `yaml:"base_url"`
	DataDir   string    `yaml:"data_dir"`
	Database  DSN       `yaml:"database"`
	Secret    Secret    `yaml:"secret"`
	Operator  string    `yaml:"operator"`
	Tick      string    `yaml:"tick"`
	Templates string    `yaml:"templates"`
	Log       Log       `yaml:"log"`
	Web       Web       `yaml:"web"`
	Crawl     Crawl     `yaml:"crawl"`
	Stories   Stories   `yaml:"stories"`
	Summaries Summaries `yaml:"summaries"`
	Mail      Mail      `yaml:"mail"`
	Catalogue []string  `yaml:"catalogue"`
	Sources   []Source  `yaml:"sources"`
	Towns     []Town    `yaml:"towns"`
	Digests   []Digest  `yaml:"digests"`

	file  string         // what Load read, for messages
	lines map[string]int // dotted path → line in file
}

// Log says how the daemon reports on stderr.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Web is the listener for readers' pages, the API and health.
type Web struct {
	Listen         string   `yaml:"listen"`
	Token          Secret   `yaml:"token"`
	Metrics        bool     `yaml:"metrics"`
	TrustedProxies []string `yaml:"trusted_proxies"`
}

// Crawl is how we behave as a guest on other people's sites.
type Crawl struct {
	Contact      string        `yaml:"contact"`
	Schedule     string        `yaml:"schedule"`
	Parallel     int           `yaml:"parallel"`
	PerHost      int           `yaml:"per_host"`
	Delay        time.Duration `yaml:"delay"`
	Timeout      time.Duration `yaml:"timeout"`
	MaxBody      Bytes         `yaml:"max_body"`
	MaxPages     int           `yaml:"max_pages"`
	AllowPrivate bool          `yaml:"allow_private"`
	Pictures     bool          `yaml:"pictures"`
}

// Sources is how many sources are crawled at once: many more than requests, since those of hosts that are slow to answer
// wait without taking a request's turn, and as many may hang at once before the others wait for them.
func (c Crawl) Sources() int { return 8 * max(1, c.Parallel) }

// Silent is how many sources are tried at once of those that could not be reached the last time. They have a lane of
// their own, so that however many of them hold nobody up.
func (c Crawl) Silent() int { return max(1, c.Parallel) }

// Stories says which articles can be told together.
type Stories struct {
	Window time.Duration `yaml:"window"`
	Keep   time.Duration `yaml:"keep"`
}

// Summaries says how long they are and who writes them.
type Summaries struct {
	Sentences int `yaml:"sentences"`
	MaxWords  int `yaml:"max_words"`
	LLM       LLM `yaml:"llm"`
}

// LLM is an optional OpenAI-compatible endpoint. It is used when BaseURL and Model are set.
type LLM struct {
	BaseURL  string        `yaml:"base_url"`
	Model    string        `yaml:"model"`
	Key      Secret        `yaml:"key"`
	Timeout  time.Duration `yaml:"timeout"`
	Parallel int           `yaml:"parallel"`
	MaxCalls int           `yaml:"max_calls"`

	Languages []string `yaml:"languages"`
}

// Enabled reports whether an endpoint is configured.
func (l LLM) Enabled() bool { return l.BaseURL != "" && l.Model != "" }

// Mail says who mails, and through what. Unless Enabled is true, mails stay in the outbox.
type Mail struct {
	Enabled      bool       `yaml:"enabled"`
	From         string     `yaml:"from"`
	ReplyTo      string     `yaml:"reply_to"`
	Postal       string     `yaml:"postal"`
	BounceDomain string     `yaml:"bounce_domain"`
	OnlyTo       []string   `yaml:"only_to"`
	SMTP         SMTP       `yaml:"smtp"`
	Relays       []SMTP     `yaml:"relays"`
	DKIM         []DKIM     `yaml:"dkim"`
	Outbox       string     `yaml:"outbox"`
	Batch        int        `yaml:"batch"`
	Connections  int        `yaml:"connections"`
	DomainRate   int        `yaml:"domain_per_minute"`
	DomainRates  []MailRate `yaml:"domains"`
	QuietHours   string     `yaml:"quiet_hours"`
	Returns      Returns    `yaml:"returns"`
}

// Sends reports whether mail leaves the machine.
func (m Mail) Sends() bool { return m.Enabled && m.SMTP.named() }

// MailRate is how many mails a minute one recipient domain gets.
type MailRate struct {
	Domain    string `yaml:"domain"`
	PerMinute int    `yaml:"per_minute"`
}

// SMTP is a relay.
type SMTP struct {
	Name      string        `yaml:"name"`
	Preset    string        `yaml:"preset"`
	Region    string        `yaml:"region"`
	Protocol  string        `yaml:"protocol"`
	Host      string        `yaml:"host"`
	Port      int           `yaml:"port"`
	TLS       string        `yaml:"tls"`
	CAFile    string        `yaml:"ca_file"`
	Auth      string        `yaml:"auth"`
	Username  string        `yaml:"username"`
	Password  Secret        `yaml:"password"`
	OAuth2    OAuth2        `yaml:"oauth2"`
	Hello     string        `yaml:"hello"`
	Timeout   time.Duration `yaml:"timeout"`
	Order     int           `yaml:"order"`
	Weight    int           `yaml:"weight"`
	PerMinute int           `yaml:"per_minute"`
	PerDay    int           `yaml:"per_day"`
}

// named reports whether it says which relay.
func (s SMTP) named() bool { return s.Host != "" || s.Preset != "" }

// Returns says how returned mail reaches us.
type Returns struct {
	Listen   string  `yaml:"listen"`
	Protocol string  `yaml:"protocol"`
	Mailbox  Mailbox `yaml:"mailbox"`
	Hooks    []Hook  `yaml:"hooks"`
}

// Mails reports whether mail to bounce_domain reaches us.
func (r Returns) Mails() bool { return r.Listen != "" || r.Mailbox.Host != "" }

// Mailbox is one to be read by IMAP.
type Mailbox struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"`
	TLS      string `yaml:"tls"`
	Username string `yaml:"username"`
	Password Secret `yaml:"password"`
	OAuth2   OAuth2 `yaml:"oauth2"`
	Folder   string `yaml:"folder"`
}

// Hook is a mail service whose reports are taken, and what proves that they are its own; see package mail/hook.
type Hook struct {
	Service string `yaml:"service"`
	Secret  Secret `yaml:"secret"`
}

// DKIM is one signing key. More than one gives more than one signature.
type DKIM struct {
	Domain   string `yaml:"domain"`
	Selector string `yaml:"selector"`
	Key      Secret `yaml:"key"`
}

// Source is a publisher to watch.
type Source struct {
	ID          string   `yaml:"id"`
	Name        string   `yaml:"name,omitempty"`
	Town        string   `yaml:"town,omitempty"`
	Region      string   `yaml:"region,omitempty"`
	Country     string   `yaml:"country,omitempty"`
	Language    string   `yaml:"language,omitempty"`
	Zone        string   `yaml:"zone,omitempty"`
	URL         string   `yaml:"url"`
	Way         string   `yaml:"way,omitempty"`
	Rule        *Rule    `yaml:"rule,omitempty"`
	Hosts       []string `yaml:"hosts,omitempty"`
	Topics      []string `yaml:"topics,omitempty"`
	Schedule    string   `yaml:"schedule,omitempty"`
	Backfill    int      `yaml:"backfill,omitempty"`
	Pages       int      `yaml:"pages,omitempty"`
	TLSInsecure bool     `yaml:"tls_insecure,omitempty"`
	Enabled     bool     `yaml:"enabled"`
	Evidence    string   `yaml:"evidence,omitempty"`

	Attachments string `yaml:"attachments,omitempty"` // PDF files of a listing: name (the default) names them, read reads them
}

// Rule is an explicit way into a listing; see news.Rule.
type Rule struct {
	List       string   `yaml:"list,omitempty"`
	Item       string   `yaml:"item,omitempty"`
	Title      string   `yaml:"title,omitempty"`
	Link       string   `yaml:"link,omitempty"`
	Date       string   `yaml:"date,omitempty"`
	DateFormat string   `yaml:"date_format,omitempty"`
	Next       string   `yaml:"next,omitempty"`
	Body       string   `yaml:"body,omitempty"`
	Remove     []string `yaml:"remove,omitempty"`
	JSON       bool     `yaml:"json,omitempty"`
}

// Town says what a town is called in other languages than the one its sources name it in.
type Town struct {
	Name  string            `yaml:"name"`  // as the sources' town
	Names map[string]string `yaml:"names"` // by language tag
}

// Digest is a recurring product readers subscribe to.
type Digest struct {
	ID       string   `yaml:"id"`
	Name     string   `yaml:"name"`
	Towns    []string `yaml:"towns"`
	Topics   []string `yaml:"topics"`
	Language string   `yaml:"language"`
	Zone     string   `yaml:"zone"`
	Schedule string   `yaml:"schedule"`
	Public   bool     `yaml:"public"`
	Stories  int      `yaml:"stories"`
	Policy   string   `yaml:"policy"`

	StillHere bool `yaml:"still_here"`
}

// File gives the path of the file the configuration came from, "" for the built-in default.
func (c *Config) File() string { return c.file }
