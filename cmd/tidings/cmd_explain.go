package main

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/setup"
)

func newExplainCommand(e *env) *cobra.Command {
	var asJSON bool
	var address string
	s, c := newSession(e, &cobra.Command{
		Use:   "explain URL|STORY-ID",
		Short: "Say what became of an article or story, and why a reader was told of it or not",
		Long: `explain follows an article through the house: was it fetched, was it read, what was it joined with and why, how
was it summarized, in whose edition did it stand. With --subscriber it says in which edition that reader was told,
or which rule kept it out; for the next edition it decides as if it were made now. Nothing is changed.

EXIT STATUS
  0  explained, also when nothing is known of a URL
  1  failed
  2  wrong usage, such as a story or subscriber that does not exist`,
		Args: exactly(1, "the URL of an article or the ID of a story"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			t, err := explain(c.Context(), a, args[0], address)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(t)
			}
			var out strings.Builder
			t.print(&out)
			_, err = io.WriteString(e.stdout, out.String())
			return err
		})
	}
	c.Flags().StringVar(&address, "subscriber", "", "say what this reader was told, and why not")
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return c
}

// account is what is known of an article or story.
type account struct {
	Asked    string        `json:"asked"`
	Page     *pageView     `json:"page,omitempty"`     // nil when it was asked for by story, or never fetched
	Article  *articleView  `json:"article,omitempty"`  // nil when none was read
	Coverage *coverage     `json:"coverage,omitempty"` // of a URL that was never fetched
	Story    *storyView    `json:"story,omitempty"`    // nil when it is in none
	Reader   *readerView   `json:"reader,omitempty"`   // with --subscriber
	article  *news.Article // of Article
}

// pageView is how a page was fetched.
type pageView struct {
	URL       string    `json:"url"`
	FinalURL  string    `json:"final_url,omitempty"`
	Source    string    `json:"source"`
	FoundOn   string    `json:"found_on,omitempty"`
	Status    int       `json:"status"`
	FetchedAt time.Time `json:"fetched_at"`
	Bytes     int       `json:"bytes"`
	Error     string    `json:"error,omitempty"`
}

// articleView is what was read from a page.
type articleView struct {
	ID         int64     `json:"id"`
	URL        string    `json:"url"`
	Kind       string    `json:"kind"`
	Title      string    `json:"title"`
	Language   string    `json:"language"`
	Published  string    `json:"published,omitempty"`
	FirstSeen  time.Time `json:"first_seen"`
	Characters int       `json:"characters"`
	Baseline   bool      `json:"baseline,omitempty"`
}

// coverage is which sources a URL's host belongs to, and how they are.
type coverage struct {
	Host      string       `json:"host"`
	Sources   []sourceView `json:"sources,omitempty"`
	Catalogue []string     `json:"catalogue,omitempty"` // sources that could be enabled
}

// sourceView is a source's state and what its listing last looked like.
type sourceView struct {
	ID       string    `json:"id"`
	Enabled  bool      `json:"enabled"`
	State    string    `json:"state"`
	Since    time.Time `json:"since,omitzero"`
	LastRead time.Time `json:"last_read,omitzero"`
	LastNew  time.Time `json:"last_new,omitzero"`
	NextAt   time.Time `json:"next_at,omitzero"`
	Listing  string    `json:"listing,omitempty"`
	Way      string    `json:"way,omitempty"`
	Links    int       `json:"links"`
	Error    string    `json:"error,omitempty"`
}

// explain follows what is asked for through the house.
func explain(ctx context.Context, a *app.App, asked, address string) (account, error) {
	t := account{Asked: asked}
	var id int64
	var err error
	if strings.Contains(asked, "://") {
		if id, err = t.follow(ctx, a, asked); err != nil {
			return t, err
		}
	} else if id, err = storyID(asked); err != nil {
		return t, usagef("%q is neither a URL nor the number of a story", asked)
	}
	if id != 0 {
		v, err := viewStory(ctx, a, id)
		if err != nil {
			return t, asUsage(err)
		}
		t.Story = &v
	}
	if address != "" {
		t.Reader, err = viewReader(ctx, a, address, t)
	}
	return t, err
}

// follow finds the page and article of an address, and gives the story the article is in, 0 for none.
func (t *account) follow(ctx context.Context, a *app.App, asked string) (int64, error) {
	urls := spellings(asked)
	if len(urls) == 0 {
		return 0, usagef("%q is no address of a page", asked)
	}
	page, article, err := find(ctx, a, urls)
	if err != nil {
		return 0, err
	}
	if page == nil && article == nil {
		t.Coverage, err = cover(ctx, a, urls[0])
		return 0, err
	}
	if page != nil {
		t.Page = &pageView{
			URL: page.URL, FinalURL: page.FinalURL, Source: page.SourceID, FoundOn: page.Link.FoundOn, Status: page.Status,
			FetchedAt: page.FetchedAt, Bytes: len(page.Body), Error: page.Err,
		}
	}
	if article == nil {
		return 0, nil
	}
	t.article = article
	t.Article = &articleView{
		ID: article.ID, URL: article.URL, Kind: string(article.Kind), Title: article.Title, Language: article.Lang,
		Published: article.Published.String(), FirstSeen: article.FirstSeen, Characters: len([]rune(article.Text)),
		Baseline: article.Baseline,
	}
	return a.Store.StoryOf(ctx, article.ID)
}

// spellings gives the forms in which an address may be known: canonical, and under the other scheme.
func spellings(asked string) []string {
	first := discover.Canonical(asked, asked)
	switch {
	case first == "":
		return nil
	case strings.HasPrefix(first, "https:"):
		return []string{first, "http:" + strings.TrimPrefix(first, "https:")}
	}
	return []string{first, "https:" + strings.TrimPrefix(first, "http:")}
}

// find looks for a page and its article under each address; nil for what is not there.
func find(ctx context.Context, a *app.App, urls []string) (*news.Page, *news.Article, error) {
	for _, u := range urls {
		page, err := maybe(a.Store.PageByURL(ctx, u))
		if err != nil {
			return nil, nil, err
		}
		if page != nil {
			article, err := articleOf(ctx, a, *page)
			return page, article, err
		}
		article, err := maybe(a.Store.ArticleByURL(ctx, u))
		if err != nil {
			return nil, nil, err
		}
		if article != nil {
			page, err = maybe(a.Store.Page(ctx, article.PageID))
			return page, article, err
		}
	}
	return nil, nil, nil
}

// maybe makes a thing that is not there nil.
func maybe[T any](v T, err error) (*T, error) {
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &v, err
}

// articleOf finds the article that was read from a page. Two pages may give one article, which then names the later
// one: reading the page again tells its address.
func articleOf(ctx context.Context, a *app.App, page news.Page) (*news.Article, error) {
	article, err := maybe(a.Store.ArticleOfPage(ctx, page.ID))
	if err != nil || article != nil || len(page.Body) == 0 {
		return article, err
	}
	source, err := a.Store.Source(ctx, page.SourceID)
	if err != nil {
		return nil, err
	}
	shelf, err := a.Gather.Shelf(ctx, source)
	if err != nil {
		return nil, err
	}
	read, _ := shelf.Read(ctx, page)
	return maybe(a.Store.ArticleByURL(ctx, read.URL))
}

// cover finds the sources an address would belong to.
func cover(ctx context.Context, a *app.App, address string) (*coverage, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, usageError{err}
	}
	c := &coverage{Host: u.Hostname()}
	sources, err := a.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		if !discover.Owns(s, c.Host) {
			continue
		}
		v, err := viewSource(ctx, a, s)
		if err != nil {
			return nil, err
		}
		c.Sources = append(c.Sources, v)
	}
	if len(c.Sources) > 0 {
		return c, nil
	}
	catalogue, err := config.Catalogue()
	for _, s := range catalogue {
		if discover.Owns(setup.Source(s, ""), c.Host) {
			c.Catalogue = append(c.Catalogue, s.ID)
		}
	}
	return c, err
}

// viewSource tells how a source is.
func viewSource(ctx context.Context, a *app.App, s news.Source) (sourceView, error) {
	h, err := a.Store.Health(ctx, s.ID)
	if err != nil {
		return sourceView{}, err
	}
	v := sourceView{
		ID: s.ID, Enabled: s.Enabled, State: string(h.State), Since: h.Since, LastRead: h.LastRead, LastNew: h.LastNew,
		NextAt: h.NextAt, Listing: cmp.Or(h.ListingURL, s.URL), Way: string(h.Way), Links: h.Links, Error: h.Err,
	}
	return v, nil
}
