package gather

import (
	"cmp"
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
	now      time.Time
	next     time.Time
}

// judge gives a source's health after a crawl.
func judge(h news.Health, v verdict) news.Health {
	h.NextAt = v.next
	state := v.result.Trouble
	switch {
	case v.err != nil:
		h.Failures++
		h.Err = v.err.Error()
		h.NextAt = later(later(v.next, v.now.Add(pause(h.Failures))), fetch.RetryAt(v.err))
		if state == "" {
			state = news.StateUnreachable
		}
	default:
		h.Failures, h.Err, h.LastRead, h.Baselined = 0, "", v.now, true
		h.Way, h.ListingURL = v.result.Way, v.result.ListingURL
		if n := len(v.result.Links); n > 0 {
			h.Links = n
		}
		if v.articles > 0 || h.LastNew.IsZero() {
			h.LastNew = v.now
		}
		state = silence(h, v)
	}
	if state != h.State {
		h.State, h.Since = state, v.now
	}
	return h
}

// silence tells fine, quiet and frozen apart for a listing that was read well.
func silence(h news.Health, v verdict) news.State {
	switch gap := v.now.Sub(h.LastNew); {
	case v.articles > 0:
		return news.StateFine
	case gap > max(frozenFloor, frozenAfter*v.rhythm):
		return news.StateFrozen
	}
	return news.StateQuiet
}

// pause is how long a source is left alone after so many failures in a row.
func pause(failures int) time.Duration {
	return min(backoff, 5*time.Minute<<min(failures, 10))
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
