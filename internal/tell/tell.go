// Package tell puts new articles into stories and stories into a few sentences: it binds the pure stages dedup and
// summarize to the store. It owns the order of the flow between gather (articles) and send (editions), nothing else.
//
// [Room.Cluster] takes all new articles in (published, id) order. The job queue sees to it that one runs at a time; if
// two run all the same, the later one to commit decides anew.
// [Room.Split] and [Room.Join] are an operator's corrections, which Cluster respects from then on.
// [Room.Summarize] takes all stories that changed since they were summarized, and makes them found by their words. Each
// commits its result and the next job in one transaction, and each may run again at any time: an article keeps its story,
// a summary is replaced.
package tell

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/summarize"
)

// clusterBatch bounds how many articles are placed in one transaction.
const clusterBatch = 400

// Room is where stories are made.
type Room struct {
	Store      *store.Store
	Dedup      dedup.Options
	Summarizer summarize.Summarizer
	Summary    summarize.Options
	AtOnce     int // summaries made at once; 0 = 1
	Together   int // summaries committed together: few when each takes long; 0 = 64
	// Languages are those a story is told in beside its own, where the Summarizer can translate.
	Languages []string
	Log       *slog.Logger
	Now       func() time.Time
	// ThenSummarize inserts the job that summarizes changed stories in tx.
	ThenSummarize func(ctx context.Context, tx *store.Tx) error
}

// Cluster puts every article that has none into a story.
func (r *Room) Cluster(ctx context.Context) error {
	if err := r.Index(ctx); err != nil {
		return err
	}
	for {
		d, err := r.decide(ctx)
		if err != nil || len(d.articles) == 0 {
			return fault.Wrap(err, "find the stories of new articles")
		}
		done, err := r.commit(ctx, d)
		if err != nil {
			return fault.Wrap(err, "cluster %d articles", len(d.articles))
		}
		if done && len(d.articles) < clusterBatch {
			return nil
		}
	}
}

// decision is where the articles of one batch belong, and what that was decided by.
type decision struct {
	changed    int64 // how often stories had been changed
	articles   map[int64]news.Article
	placements []dedup.Placement
	apart      [][2]int64
}

// decide reads what waits and finds where it belongs, without keeping others from working.
func (r *Room) decide(ctx context.Context) (d decision, err error) {
	if d.changed, err = r.Store.StoriesChanged(ctx); err != nil {
		return d, err
	}
	if d.apart, err = r.Store.Apart(ctx); err != nil {
		return d, err
	}
	articles, err := r.Store.ArticlesToCluster(ctx, clusterBatch)
	if err != nil || len(articles) == 0 {
		return d, err
	}
	d.articles = map[int64]news.Article{}
	docs := make([]dedup.Doc, len(articles))
	for i, a := range articles {
		docs[i], d.articles[a.ID] = docOf(a), a
	}
	opt := r.Dedup
	opt.Apart = d.apart
	d.placements, err = dedup.Cluster(ctx, r.Store, docs, opt)
	return d, err
}

// commit writes a decision. done is false, and nothing is written, when an operator or another process changed stories
// meanwhile: then it is to be decided anew.
func (r *Room) commit(ctx context.Context, d decision) (done bool, err error) {
	now := r.Now()
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		changed, err := tx.HoldStories(ctx)
		if done = changed == d.changed; err != nil || !done {
			return err
		}
		if err := tx.StoriesChange(ctx); err != nil {
			return err
		}
		b := batch{tx: tx, articles: d.articles, now: now, stories: map[int]int64{}, apart: partingsOf(d.apart)}
		if err := b.putAll(ctx, d.placements); err != nil {
			return err
		}
		return r.ThenSummarize(ctx, tx)
	})
	return done, err
}

// docOf gives dedup's view of an article. An article without a date is placed by when it was first seen.
func docOf(a news.Article) dedup.Doc {
	when, _ := a.When()
	return dedup.Doc{
		ID: a.ID, SourceID: a.SourceID, Lang: a.Lang, URL: a.URL, Title: a.Title, Text: a.Text, Published: when.Time,
	}
}

// batch writes the placements of one transaction.
type batch struct {
	tx       *store.Tx
	articles map[int64]news.Article
	now      time.Time
	stories  map[int]int64 // group → story
	apart    partings
	changed  []int64
}

// putAll writes placements and settles the stories they change.
func (b *batch) putAll(ctx context.Context, placements []dedup.Placement) error {
	if err := b.index(ctx, placements); err != nil {
		return err
	}
	for _, p := range placements {
		if err := b.put(ctx, p); err != nil {
			return err
		}
	}
	for _, id := range b.changed {
		if err := b.settle(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// index writes the fingerprints of placements. An article that was placed before and has changed is taken off the keys
// it no longer has, and its story is that of its group: new articles that come before it are to find it.
func (b *batch) index(ctx context.Context, placements []dedup.Placement) error {
	signed, ids := make([]store.Signed, len(placements)), make([]int64, len(placements))
	for i, p := range placements {
		a := b.articles[p.ArticleID]
		when, _ := a.When()
		signed[i], ids[i] = store.Signed{ArticleID: a.ID, Published: when.Time, Fingerprint: p.Fingerprint}, a.ID
	}
	before, err := b.tx.Fingerprints(ctx, ids)
	if err != nil {
		return err
	}
	groups := map[int64]int{}
	for _, p := range placements {
		groups[p.ArticleID] = p.Group
	}
	for _, x := range before {
		if g := groups[x.ArticleID]; b.stories[g] == 0 && x.StoryID != 0 {
			b.stories[g] = x.StoryID
		}
		if err := b.tx.DropKeys(ctx, x.ArticleID, dedup.Keys(x.Data, x.Published)); err != nil {
			return err
		}
	}
	return b.tx.PutFingerprints(ctx, signed)
}

// put writes one placement: its story and its membership.
func (b *batch) put(ctx context.Context, p dedup.Placement) error {
	a := b.articles[p.ArticleID]
	storyID, err := b.story(ctx, p, a)
	if err != nil {
		return err
	}
	into := cmp.Or(p.StoryID, storyID)
	merging := b.apart.merge(into, p.Merge)
	if err := b.tx.MergeStories(ctx, into, merging...); err != nil {
		return err
	}
	if slices.Contains(merging, storyID) {
		storyID = into
	}
	member, err := b.member(ctx, p, storyID)
	if err != nil {
		return err
	}
	if !slices.Contains(b.changed, storyID) {
		b.changed = append(b.changed, storyID)
	}
	return b.tx.PutMembers(ctx, storyID, []news.Member{member}, b.now)
}

// member gives the place of an article in the story storyID. Where it was in that story before, and an operator put it
// there or the placement speaks of another story, it stays as it was. It is no copy of an article elsewhere.
func (b *batch) member(ctx context.Context, p dedup.Placement, storyID int64) (news.Member, error) {
	m := news.Member{ArticleID: p.ArticleID, Canonical: p.Canonical, Reason: reasonOf(p), Score: p.Score}
	kept, err := b.tx.StoryOf(ctx, p.ArticleID)
	if err != nil {
		return m, err
	}
	if kept != 0 {
		story, err := b.tx.Story(ctx, kept)
		if err != nil {
			return m, err
		}
		for _, old := range story.Members {
			if old.ArticleID == p.ArticleID && (handmade(old.Reason) || p.StoryID != 0 && p.StoryID != storyID) {
				return old, nil
			}
		}
	}
	if m.Canonical == m.ArticleID {
		return m, nil
	}
	other, err := b.tx.StoryOf(ctx, m.Canonical)
	if other != 0 && other != storyID {
		m.Canonical = m.ArticleID
	}
	return m, err
}

// reasonOf words why an article was joined. Of what it is a copy stands in Canonical.
func reasonOf(p dedup.Placement) string {
	if p.With == 0 || p.With == p.Canonical {
		return p.Reason
	}
	return news.With(p.With, p.Reason)
}

// story finds or makes the story of a placement. An article that is in one stays there, however its text changed:
// readers may have been told of it.
func (b *batch) story(ctx context.Context, p dedup.Placement, a news.Article) (int64, error) {
	kept, err := b.tx.StoryOf(ctx, a.ID)
	if err != nil {
		return 0, err
	}
	if id := cmp.Or(kept, p.StoryID); id != 0 {
		b.stories[p.Group] = id
	}
	if id, ok := b.stories[p.Group]; ok {
		return id, nil
	}
	id, err := b.tx.PutStory(ctx, news.Story{Representative: a.ID, Changed: b.now})
	b.stories[p.Group] = id
	return id, err
}

// settle chooses a story's representative among its members and writes the dates it spans.
func (b *batch) settle(ctx context.Context, id int64) error {
	full, err := b.tx.FullStory(ctx, id)
	if err != nil {
		return err
	}
	story := full.Story
	lead := Representative(full)
	source, err := b.tx.Source(ctx, lead.SourceID)
	if err != nil {
		return err
	}
	story.Representative, story.Town, story.Changed = lead.ID, source.Town, b.now
	story.FirstPublished, story.LastPublished = span(full.Articles)
	_, err = b.tx.PutStory(ctx, story)
	return err
}

// Representative chooses the article that stands for a story: not a copy of another, the first to tell it, and of
// two at the same time the longer one. A date without a clock time counts as the end of its day: what has one was
// surely out by then.
func Representative(full news.FullStory) news.Article {
	copies := map[int64]bool{}
	for _, m := range full.Story.Members {
		copies[m.ArticleID] = m.Canonical != 0 && m.Canonical != m.ArticleID
	}
	return slices.MinFunc(full.Articles, func(a, b news.Article) int {
		return cmp.Or(rank(copies[a.ID])-rank(copies[b.ID]), outBy(a).Compare(outBy(b)), len(b.Text)-len(a.Text),
			cmp.Compare(a.ID, b.ID))
	})
}

// outBy gives the instant by which an article was surely published.
func outBy(a news.Article) time.Time {
	when, seen := a.When()
	if seen || when.Clock {
		return when.Time
	}
	return when.Time.AddDate(0, 0, 1).Add(-time.Nanosecond)
}

func rank(copied bool) int {
	if copied {
		return 1
	}
	return 0
}

// span gives the first and last date of the articles.
func span(articles []news.Article) (first, last time.Time) {
	for i, a := range articles {
		when, _ := a.When()
		if i == 0 || when.Time.Before(first) {
			first = when.Time
		}
		if i == 0 || when.Time.After(last) {
			last = when.Time
		}
	}
	return first, last
}
