package reading

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/web/visit"
)

// maxTold bounds what a page tells.
const maxTold = 200

// told chooses the stories of digest d that came in [start, end), as a subscription like sub would get them from a
// digest without limit.
func (v *view) told(d news.Digest, sub audience.Subscription, start, end time.Time) ([]digest.Pick, error) {
	key := fmt.Sprintf("%s %s %d %d", d.ID, sub.Language, start.Unix(), end.Unix())
	candidates, err := v.kept.get(v.Ctx, key, func(ctx context.Context) ([]digest.Prepared, error) {
		alone := *v.Visit
		alone.Ctx = ctx
		detached := view{&alone, v.Pages}
		return detached.candidates(d, sub.Language, start, end)
	})
	if err != nil {
		return nil, err
	}
	d.Stories, sub.Stories = maxTold, maxTold
	return digest.ChoosePrepared(digest.Selection{Subscription: sub, Digest: d, End: end}, candidates).Picks, nil
}

// candidates gives the stories of digest d that came in [start, end), told in lang where they can be.
func (v *view) candidates(d news.Digest, lang string, start, end time.Time) ([]digest.Prepared, error) {
	sources, err := v.Sources()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range visit.Covered(sources, d) {
		ids = append(ids, s.ID)
	}
	stories, err := v.Store.StoriesJoined(v.Ctx, ids, start, end)
	if err != nil {
		return nil, err
	}
	full, err := v.Store.FullStories(v.Ctx, stories)
	if err != nil {
		return nil, err
	}
	out := make([]digest.Prepared, 0, len(full))
	for _, f := range full {
		f = v.spoken(f, lang)
		out = append(out, digest.Prepare(digest.Candidate{Story: f, Sources: sourcesOf(sources, f)}))
	}
	return out, v.Ctx.Err()
}

// spoken gives a story with its summary in a language, as its mail had it, where one of its articles allows.
func (v *view) spoken(full news.FullStory, lang string) news.FullStory {
	if made, ok := full.In(lang); ok {
		full.Summary = made
		return full
	}
	if lang == "" || v.Reader.Send.Summary == nil {
		return full
	}
	summary, err := v.Reader.Send.Summary(v.Ctx, full, lang)
	if err == nil && news.SameLanguage(summary.Lang, lang) {
		full.Summary = summary
	}
	return full
}

// sourcesOf gives the sources of a story's articles.
func sourcesOf(sources []news.Source, full news.FullStory) []news.Source {
	var out []news.Source
	for _, s := range sources {
		if slices.ContainsFunc(full.Articles, func(a news.Article) bool { return a.SourceID == s.ID }) {
			out = append(out, s)
		}
	}
	return out
}

// today gives the start of the day of at in zone.
func today(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
}

// day gives what digest d has to tell of the day that begins at start.
func (v *view) day(d news.Digest, start time.Time) ([]digest.Pick, error) {
	return v.told(d, audience.Subscription{Language: d.Language}, start, start.AddDate(0, 0, 1))
}

// LastWeek gives what a subscription like sub to digest d would have been told in the last seven days.
func (p *Pages) LastWeek(v *visit.Visit, d news.Digest, sub audience.Subscription) ([]digest.Pick, error) {
	end := v.Now().Truncate(shelfFor).Add(shelfFor) // those who ask within a minute share what is kept
	return (&view{v, p}).told(d, sub, end.AddDate(0, 0, -7), end)
}

// shelf keeps the stories of a time, ready to be chosen from, for a while: archive, feeds and samples cannot be used
// to keep the database busy, whatever filter they are asked for with.
type shelf struct {
	now   func() time.Time
	fresh singleflight.Group

	mu      sync.Mutex
	kept    map[string]shelved
	stories int
}

type shelved struct {
	stories []digest.Prepared
	until   time.Time
}

const (
	shelfFor  = time.Minute
	shelfSize = 5000 // stories kept at most
	shelfWait = 20 * time.Second
)

func newShelf(now func() time.Time) *shelf { return &shelf{now: now, kept: map[string]shelved{}} }

// get gives what is kept under key, or else what fresh makes; those who ask at once wait for one making, which goes on
// when the first of them hangs up.
func (s *shelf) get(
	ctx context.Context, key string, fresh func(context.Context) ([]digest.Prepared, error),
) ([]digest.Prepared, error) {
	s.mu.Lock()
	kept, ok := s.kept[key]
	s.mu.Unlock()
	if ok && s.now().Before(kept.until) {
		return kept.stories, nil
	}
	made, err, _ := s.fresh.Do(key, func() (any, error) {
		detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfWait)
		defer cancel()
		stories, err := fresh(detached)
		if err == nil {
			s.put(key, stories)
		}
		return stories, err
	})
	stories, _ := made.([]digest.Prepared) // nil with an error
	return stories, err
}

// put keeps what was told. A full shelf is cleared: what is asked for again comes back at the price of one look.
func (s *shelf) put(key string, stories []digest.Prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stories += len(stories) + 1; s.stories > shelfSize {
		clear(s.kept)
		s.stories = len(stories) + 1
	}
	s.kept[key] = shelved{stories, s.now().Add(shelfFor)}
}
