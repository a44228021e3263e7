package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/internal/app"
	"tidings/internal/news"
	"tidings/internal/store"
)

// storyView is a story as operators see it.
type storyView struct {
	ID        int64          `json:"id"`
	Town      string         `json:"town"`
	Headline  string         `json:"headline"`
	Summary   string         `json:"summary"`
	Sentences []sentenceView `json:"sentences,omitempty"`
	Method    string         `json:"method,omitempty"`
	Language  string         `json:"language,omitempty"`
	MadeAt    time.Time      `json:"made_at,omitzero"`
	Articles  []memberView   `json:"articles"`
	Apart     []int64        `json:"apart,omitempty"` // stories an operator split from it
	Editions  []editionView  `json:"editions,omitempty"`

	full news.FullStory
}

// sentenceView is a sentence of a summary and the article it stands in.
type sentenceView struct {
	Text    string `json:"text"`
	Article int64  `json:"article"`
	Offset  int    `json:"offset"` // in bytes of the article's text; -1 when machine-written
}

// memberView is an article in a story.
type memberView struct {
	ID        int64   `json:"id"`
	URL       string  `json:"url"`
	Source    string  `json:"source"`
	Title     string  `json:"title"`
	Language  string  `json:"language"`
	Published string  `json:"published,omitempty"`
	Baseline  bool    `json:"baseline,omitempty"`
	Leads     bool    `json:"representative,omitempty"`
	CopyOf    int64   `json:"copy_of,omitempty"`
	Reason    string  `json:"reason"`
	Score     float64 `json:"score"`
}

// editionView is an edition that told a story.
type editionView struct {
	ID     int64     `json:"id"`
	Digest string    `json:"digest"`
	Reader string    `json:"reader"`
	At     time.Time `json:"at"`
}

// viewStory reads all there is to show of a story.
func viewStory(ctx context.Context, a *app.App, id int64) (storyView, error) {
	full, err := a.Store.FullStory(ctx, id)
	if err != nil {
		return storyView{}, err
	}
	v := storyView{
		ID: full.Story.ID, Town: full.Story.Town, Headline: headlineOf(full), Summary: full.Summary.Text(),
		Method: full.Summary.Method, Language: full.Summary.Lang, MadeAt: full.Summary.MadeAt, full: full,
	}
	for _, s := range full.Summary.Sentences {
		v.Sentences = append(v.Sentences, sentenceView{s.Text, s.ArticleID, s.Offset})
	}
	for _, article := range full.Articles {
		v.Articles = append(v.Articles, viewMember(article, full.Story))
	}
	pairs, err := a.Store.Apart(ctx)
	if err != nil {
		return v, err
	}
	for _, p := range pairs {
		switch v.ID {
		case p[0]:
			v.Apart = append(v.Apart, p[1])
		case p[1]:
			v.Apart = append(v.Apart, p[0])
		}
	}
	v.Editions, err = tellings(ctx, a, v.ID)
	return v, err
}

// headlineOf gives what a story is called.
func headlineOf(full news.FullStory) string {
	if full.Summary.Headline == "" && len(full.Articles) > 0 {
		return full.Articles[0].Title
	}
	return full.Summary.Headline
}

func viewMember(a news.Article, story news.Story) memberView {
	v := memberView{
		ID: a.ID, URL: a.URL, Source: a.SourceID, Title: a.Title, Language: a.Lang, Published: a.Published.String(),
		Baseline: a.Baseline, Leads: a.ID == story.Representative,
	}
	for _, m := range story.Members {
		if m.ArticleID != a.ID {
			continue
		}
		v.Reason, v.Score = m.Reason, m.Score
		if m.Canonical != a.ID {
			v.CopyOf = m.Canonical
		}
	}
	return v
}

// shownEditions bounds the editions that are named of those that told a story.
const shownEditions = 50

// tellings gives the last editions that told a story.
func tellings(ctx context.Context, a *app.App, storyID int64) ([]editionView, error) {
	editions, err := a.Store.Editions(ctx, store.EditionFilter{StoryID: storyID, Limit: shownEditions})
	if err != nil {
		return nil, err
	}
	var out []editionView
	for _, e := range editions {
		sub, err := a.Store.Subscription(ctx, e.SubscriptionID)
		if err != nil {
			return nil, err
		}
		person, err := a.Store.Subscriber(ctx, sub.SubscriberID)
		if err != nil {
			return nil, err
		}
		out = append(out, editionView{ID: e.ID, Digest: e.DigestID, Reader: person.Address, At: e.MadeAt})
	}
	return out, nil
}

// print writes a story for people.
func (v storyView) print(out *strings.Builder) {
	fmt.Fprintf(out, "Story %d (%s): %s\n", v.ID, v.Town, v.Headline)
	if v.MadeAt.IsZero() {
		fmt.Fprint(out, "\nSummary: none yet; it is made with the next edition or by the daemon\n")
	} else {
		fmt.Fprintf(out, "\nSummary (%s, %s, %s):\n", v.Method, v.Language, v.MadeAt.Format(time.RFC3339))
	}
	for _, s := range v.Sentences {
		fmt.Fprintf(out, "  %s [%s]\n", s.Text, place(s))
	}
	fmt.Fprint(out, "\nArticles:\n")
	for _, m := range v.Articles {
		fmt.Fprintf(out, "  %-6d %s  %s\n         %s\n         %s\n", m.ID, dateOr(m.Published), m.Title, m.URL, m.why())
	}
	if len(v.Apart) > 0 {
		fmt.Fprintf(out, "\nSplit by hand from: %s\n", strings.Trim(fmt.Sprint(v.Apart), "[]"))
	}
	fmt.Fprint(out, "\nTold in: ")
	if len(v.Editions) == 0 {
		fmt.Fprint(out, "no edition\n")
	}
	for i, e := range v.Editions {
		if i > 0 {
			fmt.Fprint(out, "         ")
		}
		fmt.Fprintf(out, "edition %d of %s for %s, %s\n", e.ID, e.Digest, e.Reader, e.At.Format(time.RFC3339))
	}
}

// place names where a sentence stands.
func place(s sentenceView) string {
	if s.Offset < 0 {
		return fmt.Sprintf("by %d", s.Article)
	}
	return fmt.Sprintf("%d at byte %d", s.Article, s.Offset)
}

func dateOr(published string) string {
	if published == "" {
		return "undated   "
	}
	return published
}

// untold says what becomes of a baseline article.
const untold = "found by its source's first crawl, or old when it was found: told to nobody"

// why says in words why an article is in its story.
func (m memberView) why() string {
	var parts []string
	if m.Leads {
		parts = append(parts, "speaks for the story")
	}
	if m.CopyOf != 0 {
		parts = append(parts, fmt.Sprintf("a copy of %d", m.CopyOf))
	}
	if m.Reason != "" {
		parts = append(parts, "joined: "+m.Reason)
	}
	if m.Baseline {
		parts = append(parts, untold)
	}
	if len(parts) == 0 {
		return "joined to nothing"
	}
	return strings.Join(parts, "; ")
}
