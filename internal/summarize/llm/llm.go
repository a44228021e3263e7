// Package llm summarizes with a language model behind any endpoint that speaks OpenAI's chat completions: a hosted
// one, Ollama, vLLM. It is optional and never trusted: whatever the model writes is checked by package ground against
// the articles, a sentence that does not stand is dropped, and an answer of which too little is left is an error, as
// are an outage, a slow answer, an exhausted budget and nonsense. Wrap a [Client] in summarize.Fallback so that none
// of these delays a digest.
//
// One [Client] serves a process; [Client.Renew] begins a run with a fresh budget. The key is sent in the request's
// header and nowhere else: errors name a status and never repeat what the endpoint said.
package llm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"text/template"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/summarize"
	"tidings/internal/summarize/ground"
	"tidings/templates"
)

// MethodPrefix begins the Method of a machine-written summary; the model's name follows.
const MethodPrefix = "llm:"

// Config says which model to ask, and how much. BaseURL and Model are required.
type Config struct {
	BaseURL     string        // "http://127.0.0.1:11434/v1"
	Model       string        // as the endpoint names it
	Key         string        // sent as bearer token; empty for endpoints that want none
	Timeout     time.Duration // of one answer; 0 = DefaultTimeout
	MaxCalls    int           // per run; 0 = no limit
	MaxTokens   int           // per run, asked and answered; 0 = no limit
	Concurrency int           // answers awaited at a time; 0 = 1
	Cache       Cache         // nil = none
	HTTPClient  *http.Client  // nil = a client of its own
}

// DefaultTimeout is how long one answer may take when the configuration does not say.
const DefaultTimeout = 30 * time.Second

// Cache keeps answers by the hash of what was asked. A miss is nil without an error; an error of the cache costs a
// call.
type Cache interface {
	Answer(ctx context.Context, hash string) ([]byte, error)
	PutAnswer(ctx context.Context, hash string, answer []byte) error
}

// Client is a summarize.Summarizer.
type Client struct {
	cfg     Config
	chat    openai.ChatCompletionService
	system  string
	request *template.Template
	slots   chan struct{}
	budget  *budget
}

// New makes a Client. It does not call the endpoint.
func New(cfg Config) (*Client, error) {
	u, err := url.Parse(cfg.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || cfg.Model == "" {
		return nil, fault.New(fault.Invalid, "configure llm: a base URL (http or https) and a model are required")
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{}
	}
	system, err := templates.Prompt("summary_system")
	if err != nil {
		return nil, fault.Wrap(err, "configure llm")
	}
	request, err := templates.Prompt("summary_request")
	if err != nil {
		return nil, fault.Wrap(err, "configure llm")
	}
	c := &Client{cfg: cfg, request: request, slots: make(chan struct{}, max(cfg.Concurrency, 1)), budget: &budget{}}
	var said strings.Builder
	if err := system.Execute(&said, nil); err != nil {
		return nil, fault.Wrap(err, "configure llm")
	}
	c.system = said.String()
	c.chat = openai.NewChatCompletionService(option.WithBaseURL(cfg.BaseURL), option.WithAPIKey(cfg.Key),
		option.WithHTTPClient(cfg.HTTPClient), option.WithMaxRetries(0))
	c.Renew()
	return c, nil
}

// Renew begins a run: the budget is whole again, and an endpoint given up on is tried again.
func (c *Client) Renew() { c.budget.renew(c.cfg.MaxCalls, c.cfg.MaxTokens) }

// Summarize implements summarize.Summarizer.
func (c *Client) Summarize(ctx context.Context, r summarize.Request) (news.Summary, error) {
	if err := r.Check(); err != nil {
		return news.Summary{}, err
	}
	prompt, err := c.prompt(r)
	if err != nil {
		return news.Summary{}, fault.Wrap(err, "summarize story %d", r.StoryID)
	}
	a, err := c.answer(ctx, prompt)
	if err != nil {
		return news.Summary{}, fault.Wrap(err, "summarize story %d with %s", r.StoryID, c.cfg.Model)
	}
	s, err := c.grounded(r, a)
	return s, fault.Wrap(err, "summarize story %d with %s", r.StoryID, c.cfg.Model)
}

// answer gives the model's answer from the cache or the endpoint.
func (c *Client) answer(ctx context.Context, prompt string) (answer, error) {
	sum := sha256.Sum256([]byte(c.cfg.Model + "\x00" + c.system + "\x00" + prompt))
	hash := hex.EncodeToString(sum[:])
	if c.cfg.Cache != nil {
		if kept, err := c.cfg.Cache.Answer(ctx, hash); err == nil && kept != nil {
			return parse(string(kept))
		}
	}
	text, err := c.ask(ctx, prompt)
	if err != nil {
		return answer{}, err
	}
	a, err := parse(text)
	if err == nil && c.cfg.Cache != nil {
		_ = c.cfg.Cache.PutAnswer(ctx, hash, []byte(text)) // a full or broken cache costs a call next time, no more
	}
	return a, err
}

// grounded keeps what of an answer stands in the articles.
func (c *Client) grounded(r summarize.Request, a answer) (news.Summary, error) {
	check := ground.New(r.Docs)
	out := news.Summary{StoryID: r.StoryID, Method: MethodPrefix + c.cfg.Model, Lang: language(r)}
	var dropped []string
	for _, s := range a.Sentences {
		v := check.Check(s)
		if !v.OK() {
			dropped = append(dropped, v.String())
			continue
		}
		if len(out.Sentences) < limit(r.Options) {
			out.Sentences = append(out.Sentences, news.Sentence{Text: s, ArticleID: v.ArticleID, Offset: -1})
		}
	}
	if len(out.Sentences) == 0 || 2*len(dropped) > len(a.Sentences) {
		return news.Summary{}, fault.New(fault.Invalid, "%d of %d sentences do not stand in the articles (%s)",
			len(dropped), len(a.Sentences), strings.Join(dropped, " | "))
	}
	out.Headline = summarize.Headline(r.Docs)
	if news.SameLanguage(out.Lang, r.Docs[0].Lang) {
		out.Facts = summarize.Facts(r.Docs) // in a source's words, which a translation must not be mixed with
	}
	if a.Headline != "" && check.Check(a.Headline).OK() {
		out.Headline = a.Headline
	}
	return out, nil
}

func limit(o summarize.Options) int {
	if o.Sentences > 0 {
		return o.Sentences
	}
	return summarize.DefaultSentences
}
