package gather

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

const (
	// frozenAfter times its own median gap without anything new makes a source frozen …
	frozenAfter = 3
	// … but never before so long: holidays.
	frozenFloor = 21 * 24 * time.Hour
	// backoff bounds how long a source in trouble is left alone.
	backoff = 12 * time.Hour
)

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
	rhythm   time.Duration // median gap between days with news; 0 = not known yet
	newest   time.Time     // date of the newest dated article
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
	if v.articles > 0 && h.Baselined || h.LastNew.IsZero() {
		h.LastNew = v.now
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
	switch gap := v.now.Sub(h.LastNew); {
	case gap > max(frozenFloor, frozenAfter*v.rhythm):
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

// newest gives the latest date printed on an article that is not in the future; zero when none is dated.
func newest(articles []news.Article, now time.Time) time.Time {
	var at time.Time
	for _, a := range articles {
		if d := a.Published.Time; a.Published.Known() && d.After(at) && !d.After(now) {
			at = d
		}
	}
	return at
}

// rhythm gives the median gap between days on which a source had news.
func rhythm(articles []news.Article) time.Duration {
	var days []time.Time
	for _, a := range articles {
		when, _ := a.When()
		days = append(days, when.Time.UTC().Truncate(24*time.Hour))
	}
	slices.SortFunc(days, time.Time.Compare)
	days = slices.Compact(days)
	if len(days) < 4 {
		return 0
	}
	var gaps []time.Duration
	for i, d := range days[1:] {
		gaps = append(gaps, d.Sub(days[i]))
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}
