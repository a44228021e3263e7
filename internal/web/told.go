package web

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
)

// sources gives the enabled sources.
func (v *visit) sources() ([]news.Source, error) {
	all, err := v.Store.Sources(v.ctx)
	return slices.DeleteFunc(all, func(s news.Source) bool { return !s.Enabled }), err
}

// covered gives those of the sources whose towns digest d covers.
func covered(sources []news.Source, d news.Digest) []news.Source {
	var out []news.Source
	for _, s := range sources {
		if len(d.Towns) == 0 || slices.Contains(d.Towns, s.Town) {
			out = append(out, s)
		}
	}
	return out
}

// maxTold bounds what a page tells.
const maxTold = 200

// told chooses the stories of digest d that came in [start, end), as a subscription like sub would get them from a
// digest without limit.
func (v *visit) told(d news.Digest, sub audience.Subscription, start, end time.Time) ([]digest.Pick, error) {
	sources, err := v.sources()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range covered(sources, d) {
		ids = append(ids, s.ID)
	}
	stories, err := v.Store.StoriesJoined(v.ctx, ids, start, end)
	if err != nil {
		return nil, err
	}
	full, err := v.Store.FullStories(v.ctx, stories)
	if err != nil {
		return nil, err
	}
	d.Stories, sub.Stories = maxTold, maxTold
	in := digest.Selection{Subscription: sub, Digest: d, End: end}
	for _, f := range full {
		f = v.spoken(f, sub.Language)
		in.Candidates = append(in.Candidates, digest.Candidate{Story: f, Sources: sourcesOf(sources, f)})
	}
	return digest.Choose(in).Picks, v.ctx.Err()
}

// spoken gives a story with its summary in a language, as its mail had it, where one of its articles allows.
func (v *visit) spoken(full news.FullStory, lang string) news.FullStory {
	if lang == "" || v.Reader.Send.Summary == nil || news.SameLanguage(full.Summary.Lang, lang) {
		return full
	}
	summary, err := v.Reader.Send.Summary(v.ctx, full, lang)
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

// digestZone gives the zone of a digest's days.
func digestZone(d news.Digest) *time.Location {
	if zone, err := time.LoadLocation(d.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// day gives what digest d has to tell of the day that begins at start.
func (v *visit) day(d news.Digest, start time.Time) ([]digest.Pick, error) {
	return v.days.get(fmt.Sprintf("%s %s", d.ID, start.Format(time.DateOnly)), func() ([]digest.Pick, error) {
		return v.told(d, audience.Subscription{Language: d.Language}, start, start.AddDate(0, 0, 1))
	})
}

// shelf keeps chosen days for a while, so that the archive cannot be used to keep the database busy.
type shelf struct {
	now func() time.Time

	mu   sync.Mutex
	days map[string]shelved
}

type shelved struct {
	picks []digest.Pick
	until time.Time
}

const (
	shelfFor  = time.Minute
	shelfSize = 200 // days kept at most
)

func newShelf(now func() time.Time) *shelf { return &shelf{now: now, days: map[string]shelved{}} }

// get gives what is kept under key, or else what fresh makes.
func (s *shelf) get(key string, fresh func() ([]digest.Pick, error)) ([]digest.Pick, error) {
	s.mu.Lock()
	kept, ok := s.days[key]
	s.mu.Unlock()
	if ok && s.now().Before(kept.until) {
		return kept.picks, nil
	}
	picks, err := fresh()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.days) >= shelfSize {
		clear(s.days)
	}
	s.days[key] = shelved{picks, s.now().Add(shelfFor)}
	return picks, nil
}
