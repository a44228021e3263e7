// Package explain is the room that says what became of an article or a story, and why a reader was told of it or not:
// was it fetched, was it read, what was it joined with and why, how was it summarized, in whose edition did it stand,
// which rule kept it out. It reads what the other rooms wrote, decides for the next edition as package send would now,
// and changes nothing.
//
// [Room.Account] follows an address or the number of a story; [Room.Story] shows a story by itself. Both give values
// that print themselves as text and encode as JSON.
package explain

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tidings/internal/discover/address"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/send"
	"tidings/internal/store"
)

// Room is where what happened is looked up.
type Room struct {
	Store  *store.Store
	Reader *reader.Room
	Send   *send.Room
	Now    func() time.Time
	// Reread reads a kept page again, as a crawl of its source would.
	Reread func(ctx context.Context, page news.Page) (news.Article, error)
	// Catalogue gives the sources that ship with tidings, for addresses that no source covers.
	Catalogue func() ([]news.Source, error)
}

// Account is what is known of an article or story.
type Account struct {
	Asked    string        `json:"asked"`
	Page     *Page         `json:"page,omitempty"`     // nil when it was asked for by story, or never fetched
	Article  *Article      `json:"article,omitempty"`  // nil when none was read
	Coverage *Coverage     `json:"coverage,omitempty"` // of a URL that was never fetched
	Story    *Story        `json:"story,omitempty"`    // nil when it is in none
	Reader   *Reader       `json:"reader,omitempty"`   // with --subscriber
	article  *news.Article // of Article
}

// Article is what was read from a page.
type Article struct {
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

// Coverage is which sources a URL's host belongs to, and how they are.
type Coverage struct {
	Host      string   `json:"host"`
	Sources   []Source `json:"sources,omitempty"`
	Catalogue []string `json:"catalogue,omitempty"` // sources that could be enabled
}

// Source is a source's state and what its listing last looked like.
type Source struct {
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

// Account follows what is asked for, a URL or the number of a story, through the house; with the address of a
// subscriber it says what that reader was told, and why not. What is asked for wrongly, or is not there, is
// fault.Invalid or fault.NotFound; a URL that nothing is known of is an answer.
func (r *Room) Account(ctx context.Context, asked, subscriber string) (Account, error) {
	t := Account{Asked: asked}
	var id int64
	var err error
	if strings.Contains(asked, "://") {
		if id, err = r.follow(ctx, &t, asked); err != nil {
			return t, err
		}
	} else if id, err = strconv.ParseInt(asked, 10, 64); err != nil || id < 1 {
		return t, fault.New(fault.Invalid, "%q is neither a URL nor the number of a story", asked)
	}
	if id != 0 {
		v, err := r.Story(ctx, id)
		if err != nil {
			return t, err
		}
		t.Story = &v
	}
	if subscriber != "" {
		t.Reader, err = r.judge(ctx, subscriber, t)
	}
	return t, err
}

// follow finds the page and article of an address, and gives the story the article is in, 0 for none.
func (r *Room) follow(ctx context.Context, t *Account, asked string) (int64, error) {
	urls := spellings(asked)
	if len(urls) == 0 {
		return 0, fault.New(fault.Invalid, "%q is no address of a page", asked)
	}
	page, article, err := r.find(ctx, urls)
	if err != nil {
		return 0, err
	}
	if page == nil && article == nil {
		t.Coverage, err = r.cover(ctx, urls[0])
		return 0, err
	}
	if page != nil {
		if t.Page, err = r.fetched(ctx, *page); err != nil {
			return 0, err
		}
	}
	if article == nil {
		return 0, nil
	}
	t.article = article
	t.Article = &Article{
		ID: article.ID, URL: article.URL, Kind: string(article.Kind), Title: article.Title, Language: article.Lang,
		Published: article.Published.String(), FirstSeen: article.FirstSeen, Characters: len([]rune(article.Text)),
		Baseline: article.Baseline,
	}
	return r.Store.StoryOf(ctx, article.ID)
}

// spellings gives the forms in which an address may be known: canonical, and under the other scheme.
func spellings(asked string) []string {
	first := address.Canonical(asked, asked)
	switch {
	case first == "":
		return nil
	case strings.HasPrefix(first, "https:"):
		return []string{first, "http:" + strings.TrimPrefix(first, "https:")}
	}
	return []string{first, "https:" + strings.TrimPrefix(first, "http:")}
}

// find looks for a page and its article under each address; nil for what is not there.
func (r *Room) find(ctx context.Context, urls []string) (*news.Page, *news.Article, error) {
	for _, u := range urls {
		page, err := maybe(r.Store.PageByURL(ctx, u))
		if err != nil {
			return nil, nil, err
		}
		if page != nil {
			article, err := r.articleOf(ctx, *page)
			return page, article, err
		}
		article, err := maybe(r.Store.ArticleByURL(ctx, u))
		if err != nil {
			return nil, nil, err
		}
		if article != nil {
			page, err = maybe(r.Store.Page(ctx, article.PageID))
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
func (r *Room) articleOf(ctx context.Context, page news.Page) (*news.Article, error) {
	article, err := maybe(r.Store.ArticleOfPage(ctx, page.ID))
	if err != nil || article != nil || len(page.Body) == 0 {
		return article, err
	}
	read, err := r.Reread(ctx, page)
	if err != nil {
		return nil, err
	}
	return maybe(r.Store.ArticleByURL(ctx, read.URL))
}

// cover finds the sources an address would belong to.
func (r *Room) cover(ctx context.Context, asked string) (*Coverage, error) {
	u, err := url.Parse(asked)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	c := &Coverage{Host: u.Hostname()}
	sources, err := r.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		if !address.Owns(s, c.Host) {
			continue
		}
		v, err := r.source(ctx, s)
		if err != nil {
			return nil, err
		}
		c.Sources = append(c.Sources, v)
	}
	if len(c.Sources) > 0 {
		return c, nil
	}
	catalogue, err := r.Catalogue()
	for _, s := range catalogue {
		if address.Owns(s, c.Host) {
			c.Catalogue = append(c.Catalogue, s.ID)
		}
	}
	return c, err
}

// source tells how a source is.
func (r *Room) source(ctx context.Context, s news.Source) (Source, error) {
	h, err := r.Store.Health(ctx, s.ID)
	if err != nil {
		return Source{}, err
	}
	v := Source{
		ID: s.ID, Enabled: s.Enabled, State: string(h.State), Since: h.Since, LastRead: h.LastRead, LastNew: h.LastNew,
		NextAt: h.NextAt, Listing: cmp.Or(h.ListingURL, s.URL), Way: string(h.Way), Links: h.Links, Error: h.Err,
	}
	return v, nil
}
