package gather

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/robfig/cron/v3"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
	"tidings/internal/rhythm"
)

// backoff bounds how long a source in trouble is left alone.
const backoff = 12 * time.Hour

// Next gives when a source is to be crawled after now, by its schedule in its zone.
func Next(s news.Source, fallback string, now time.Time) (time.Time, error) {
	schedule, err := cron.ParseStandard(cmp.Or(s.Schedule, fallback))
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "schedule of %s: %w", s.ID, err)
	}
	return schedule.Next(now.In(s.Location())), nil
}

// verdict is what one crawl says about its source.
type verdict struct {
	result   crawl.Result
	err      error
	articles int
	rhythm   rhythm.Rhythm
	newest   time.Time // date of the newest dated article
	now      time.Time
	next     time.Time
}

// judge gives a source's health after a crawl.
func judge(h news.Health, v verdict) news.Health {
	h.NextAt = v.next
	state := h.State
	switch {
	case errors.Is(v.err, context.Canceled), fault.Is(v.err, fault.Conflict):
		h.NextAt = v.now // we were told to stop, or another has the source by now: neither says anything about it
	case v.err != nil:
		h = troubled(h, v, v.err)
		state = cmp.Or(v.result.Trouble, state)
	default:
		h = read(h, v)
		if v.result.Trouble == "" {
			state = silence(h, v)
			break
		}
		h = troubled(h, v, fault.New(fault.Denied, "met a bot wall behind the listing: %s", v.result.Wall))
		state = v.result.Trouble
	}
	if state != h.State {
		h.State, h.Since = state, v.now
	}
	switch {
	case !state.Trouble():
		h.Troubled = time.Time{}
	case h.Troubled.IsZero() && state == news.StateFrozen:
		h.Troubled = h.LastNew // it is frozen since its last news, however late that shows
	case h.Troubled.IsZero():
		h.Troubled = v.now
	}
	return h
}

// troubled counts a failure and leaves the source alone for a while.
func troubled(h news.Health, v verdict, why error) news.Health {
	h.Failures++
	h.Err = why.Error()
	h.NextAt = later(later(v.next, v.now.Add(pause(h.Failures))), fetch.RetryAt(why))
	return h
}

// read takes in that the listing was read well. A crawl that was broken off is no baseline: what it left would be taken
// for new the next time.
func read(h news.Health, v verdict) news.Health {
	if h.LastNew.IsZero() {
		h.LastNew = v.newest
	}
	if (v.articles > 0 || v.result.New > 0) && h.Baselined || h.LastNew.IsZero() {
		h.LastNew = v.now // a new link is a sign of life, even if its page could not be read or is a file
	}
	h.LastRead, h.Way, h.ListingURL = v.now, v.result.Way, v.result.ListingURL
	h.Baselined = h.Baselined || !v.result.Broken
	if n := len(v.result.Links); n > 0 {
		h.Links = n
	}
	if v.result.Trouble == "" {
		h.Failures, h.Err = 0, ""
	}
	return h
}

// silence tells fine, quiet and frozen apart for a listing that was read well.
func silence(h news.Health, v verdict) news.State {
	switch {
	case v.rhythm.Frozen(h.LastNew, v.now):
		return news.StateFrozen
	case v.articles > 0:
		return news.StateFine
	}
	return news.StateQuiet
}

// pause is how long a source is left alone after so many failures in a row.
func pause(failures int) time.Duration {
	return min(backoff, 5*time.Minute<<min(failures, 10))
}

// moments is how many of a source's newest dates its rhythm is learned from.
const moments = 2000

// learn gives a source's rhythm, and the newest date printed on one of its articles that is not in the future; zero
// when none is dated.
func (r *Room) learn(ctx context.Context, s news.Source) (rhythm.Rhythm, time.Time, error) {
	now := r.Now()
	found, err := r.Store.Moments(ctx, s.ID, now.Add(-rhythm.Memory), moments)
	if err != nil {
		return rhythm.Rhythm{}, time.Time{}, err
	}
	var times []time.Time
	var newest time.Time
	for _, m := range found {
		times = append(times, m.At)
		if m.Dated && m.At.After(newest) && !m.At.After(now) {
			newest = m.At
		}
	}
	return rhythm.Learn(times, s.Country, s.Location(), now), newest, nil
}

// Rhythm gives what is known of a source's rhythm.
func (r *Room) Rhythm(ctx context.Context, s news.Source) (rhythm.Rhythm, error) {
	learned, _, err := r.learn(ctx, s)
	return learned, err
}
