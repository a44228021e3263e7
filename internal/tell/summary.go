package tell

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/summarize"
)

const (
	summariesTogether = 64 // Room.Together where it is not set
	summaryRounds     = 20 // transactions of one call, which bounds how long it takes
)

// Summarize writes the summaries of stories that changed since theirs were made, longest waiting first, several in one
// transaction. A story that cannot be summarized keeps none of the others waiting; the error names it. When a great many
// wait, the rest is for the next call.
func (r *Room) Summarize(ctx context.Context) error {
	var failed []int64
	var failures error
	for range summaryRounds {
		ids, err := r.Store.StoriesToSummarize(ctx, cmp.Or(r.Together, summariesTogether)+len(failed))
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id int64) bool { return slices.Contains(failed, id) })
		if len(ids) == 0 {
			break
		}
		bad, err := r.summarize(ctx, ids)
		if len(bad) == 0 && err != nil {
			return err
		}
		failed, failures = append(failed, bad...), errors.Join(failures, err)
	}
	return failures
}

// summarize writes the summaries of some stories. failed are those that could not be summarized, err says why.
func (r *Room) summarize(ctx context.Context, ids []int64) (failed []int64, err error) {
	stories, err := r.Store.FullStories(ctx, ids)
	if err != nil {
		return nil, err
	}
	summaries, errs := make([]news.Summary, len(stories)), make([]error, len(stories))
	translations := make([][]news.Summary, len(stories))
	var group errgroup.Group
	group.SetLimit(max(1, r.AtOnce))
	for i, full := range stories {
		group.Go(func() error {
			summaries[i], errs[i] = r.Of(ctx, full, "")
			translations[i] = r.translations(ctx, full)
			return nil
		})
	}
	group.Wait() //nolint:errcheck // each story has its own error
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		for i, full := range stories {
			if errs[i] != nil {
				continue
			}
			if err := tx.PutSummary(ctx, summaries[i], full.Story); err != nil {
				return err
			}
			for _, t := range translations[i] {
				if err := tx.PutTranslation(ctx, t, full.Story); err != nil {
					return err
				}
			}
			full.Summary = summaries[i]
			if err := tx.IndexStory(ctx, full); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, failure := range errs {
		if failure != nil {
			failed = append(failed, stories[i].Story.ID)
			err = errors.Join(err, fault.Wrap(failure, "summarize story %d", stories[i].Story.ID))
		}
	}
	return failed, err
}

// translations gives the summaries of a story in the room's languages that none of its articles is in. A language the
// Summarizer does not manage is left out: its readers are told in the story's own.
func (r *Room) translations(ctx context.Context, full news.FullStory) []news.Summary {
	var out []news.Summary
	for _, lang := range r.Languages {
		if slices.ContainsFunc(full.Articles, func(a news.Article) bool { return news.SameLanguage(a.Lang, lang) }) {
			continue
		}
		s, err := r.Of(ctx, full, lang)
		if err == nil && news.SameLanguage(s.Lang, lang) {
			s.Lang = lang
			out = append(out, s)
		}
	}
	return out
}

// indexBatch bounds how many stories are indexed in one transaction.
const indexBatch = 200

// Index makes stories found that were summarized before there was an index.
func (r *Room) Index(ctx context.Context) error {
	for {
		ids, err := r.Store.StoriesToIndex(ctx, indexBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		err = r.Store.Write(ctx, func(tx *store.Tx) error {
			stories, err := tx.FullStories(ctx, ids)
			for _, full := range stories {
				if err == nil {
					err = tx.IndexStory(ctx, full)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}

// Of makes the summary of a story without keeping it, from its articles in lang; when it has none in that language,
// or lang is "", from those in the language of its representative. Copies add nothing and are left out.
func (r *Room) Of(ctx context.Context, full news.FullStory, lang string) (news.Summary, error) {
	articles := In(full, lang)
	docs := make([]summarize.Doc, len(articles))
	for i, a := range articles {
		docs[i] = summarize.DocOf(a, a.Outlet)
	}
	opt := r.Summary
	opt.Lang, opt.Whole = lang, true
	if len(articles) > 0 && wide(articles[0].Lang) {
		opt.MaxWords *= 2 // counted in characters: a Chinese or Japanese word has about two
	}
	summary, err := r.Summarizer.Summarize(ctx, summarize.Request{StoryID: full.Story.ID, Docs: docs, Options: opt})
	summary.StoryID, summary.MadeAt = full.Story.ID, r.Now()
	return summary, err
}

// In gives the articles a summary in lang is made from, the representative or the earliest first.
func In(full news.FullStory, lang string) []news.Article {
	if len(full.Articles) == 0 {
		return nil
	}
	lead := full.Articles[0]
	if !slices.ContainsFunc(full.Articles, func(a news.Article) bool { return news.SameLanguage(a.Lang, lang) }) {
		lang = lead.Lang
	}
	copies := map[int64]bool{}
	for _, m := range full.Story.Members {
		copies[m.ArticleID] = m.Canonical != 0 && m.Canonical != m.ArticleID
	}
	var own, copied []news.Article
	for _, a := range full.Articles {
		switch {
		case !news.SameLanguage(a.Lang, lang):
		case copies[a.ID]:
			copied = append(copied, a)
		default:
			own = append(own, a)
		}
	}
	if len(own) == 0 {
		return copied // a copy across languages is all there is in this one
	}
	return own
}

// wide reports whether a language is written without spaces between its words.
func wide(lang string) bool {
	return news.SameLanguage(lang, "zh") || news.SameLanguage(lang, "ja") || news.SameLanguage(lang, "th")
}
