package explain

import (
	"context"
	"time"

	"tidings/internal/news"
	"tidings/internal/store"
)

// Story is a story as operators see it.
type Story struct {
	ID        int64      `json:"id"`
	Town      string     `json:"town"`
	Headline  string     `json:"headline"`
	Summary   string     `json:"summary"`
	Sentences []Sentence `json:"sentences,omitempty"`
	Method    string     `json:"method,omitempty"`
	Language  string     `json:"language,omitempty"`
	MadeAt    time.Time  `json:"made_at,omitzero"`
	Articles  []Member   `json:"articles"`
	Apart     []int64    `json:"apart,omitempty"` // stories an operator split from it
	Editions  []Edition  `json:"editions,omitempty"`

	full news.FullStory
}

// Sentence is a sentence of a summary and the article it stands in.
type Sentence struct {
	Text    string `json:"text"`
	Article int64  `json:"article"`
	Offset  int    `json:"offset"` // in bytes of the article's text; -1 when machine-written
}

// Member is an article in a story.
type Member struct {
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

// Edition is an edition that told a story.
type Edition struct {
	ID     int64     `json:"id"`
	Digest string    `json:"digest"`
	Reader string    `json:"reader"`
	At     time.Time `json:"at"`
}

// Story reads all there is to say of a story; fault.NotFound when there is none.
func (r *Room) Story(ctx context.Context, id int64) (Story, error) {
	full, err := r.Store.FullStory(ctx, id)
	if err != nil {
		return Story{}, err
	}
	v := Story{
		ID: full.Story.ID, Town: full.Story.Town, Headline: Headline(full), Summary: full.Summary.Text(),
		Method: full.Summary.Method, Language: full.Summary.Lang, MadeAt: full.Summary.MadeAt, full: full,
	}
	for _, s := range full.Summary.Sentences {
		v.Sentences = append(v.Sentences, Sentence{s.Text, s.ArticleID, s.Offset})
	}
	for _, article := range full.Articles {
		v.Articles = append(v.Articles, viewMember(article, full.Story))
	}
	pairs, err := r.Store.Apart(ctx)
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
	v.Editions, err = r.tellings(ctx, v.ID)
	return v, err
}

// Headline gives what a story is called.
func Headline(full news.FullStory) string {
	if full.Summary.Headline == "" && len(full.Articles) > 0 {
		return full.Articles[0].Title
	}
	return full.Summary.Headline
}

func viewMember(a news.Article, story news.Story) Member {
	v := Member{
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
func (r *Room) tellings(ctx context.Context, storyID int64) ([]Edition, error) {
	editions, err := r.Store.Editions(ctx, store.EditionFilter{StoryID: storyID, Limit: shownEditions})
	if err != nil {
		return nil, err
	}
	var out []Edition
	for _, e := range editions {
		sub, err := r.Store.Subscription(ctx, e.SubscriptionID)
		if err != nil {
			return nil, err
		}
		person, err := r.Store.Subscriber(ctx, sub.SubscriberID)
		if err != nil {
			return nil, err
		}
		out = append(out, Edition{ID: e.ID, Digest: e.DigestID, Reader: person.Address, At: e.MadeAt})
	}
	return out, nil
}
