package gather

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/rhythm"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	fine := news.Health{State: news.StateFine, Since: now.Add(-day), LastNew: now.Add(-day), Baselined: true}
	down := fault.New(fault.Temporary, "the site is down")
	for _, c := range []struct {
		name      string
		before    news.Health
		v         verdict
		state     news.State
		failures  int
		baselined bool
	}{
		{"new articles", fine, verdict{articles: 2}, news.StateFine, 0, true},
		{"nothing new", fine, verdict{}, news.StateQuiet, 0, true},
		{"nothing new for long", news.Health{LastNew: now.Add(-22 * day), Baselined: true}, verdict{},
			news.StateFrozen, 0, true},
		{"long is relative", news.Health{LastNew: now.Add(-22 * day), Baselined: true}, verdict{rhythm: every(10)},
			news.StateQuiet, 0, true},
		{"so is short", news.Health{LastNew: now.Add(-12 * day), Baselined: true}, verdict{rhythm: every(1)},
			news.StateFrozen, 0, true},
		{"a new link whose page is none", news.Health{LastNew: now.Add(-22 * day), Baselined: true},
			verdict{result: crawl.Result{New: 1}}, news.StateQuiet, 0, true},
		{"first crawl", news.Health{State: news.StateNew}, verdict{articles: 9, newest: now.Add(-day)},
			news.StateFine, 0, true},
		{"first crawl of a dead site", news.Health{State: news.StateNew}, verdict{articles: 9, newest: now.Add(-90 * day)},
			news.StateFrozen, 0, true},
		{"first crawl, undated", news.Health{State: news.StateNew}, verdict{articles: 9}, news.StateFine, 0, true},
		{"first crawl broken off", news.Health{State: news.StateNew},
			verdict{articles: 3, result: crawl.Result{Broken: true}},
			news.StateFine, 0, false},
		{"later crawl broken off", fine, verdict{articles: 3, result: crawl.Result{Broken: true}}, news.StateFine, 0, true},
		{"down", fine, verdict{err: down, result: crawl.Result{Trouble: news.StateUnreachable}},
			news.StateUnreachable, 1, true},
		{"undated only", news.Health{State: news.StateNew},
			verdict{err: fault.New(fault.Invalid, "undated"), result: crawl.Result{Trouble: news.StateRedesigned}},
			news.StateRedesigned, 1, false},
		{"a wall behind the listing", fine,
			verdict{articles: 1, result: crawl.Result{Trouble: news.StateBlocked, Wall: "a check", Broken: true}},
			news.StateBlocked, 1, true},
		{"stopped", fine, verdict{err: errors.Join(context.Canceled)}, news.StateFine, 0, true},
		{"another has it", fine, verdict{err: fault.New(fault.Conflict, "taken")}, news.StateFine, 0, true},
		{"our own database", fine, verdict{err: errors.New("disk full")}, news.StateFine, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.v.now, c.v.next = now, now.Add(time.Minute)
			h := judge(c.before, c.v)
			if h.State != c.state || h.Failures != c.failures || h.Baselined != c.baselined ||
				(h.Err != "") != (c.failures > 0) {
				t.Errorf("got %+v", h)
			}
			if changed := h.State != c.before.State; changed != h.Since.Equal(now) {
				t.Errorf("since %s", h.Since)
			}
			if c.failures > 0 && h.NextAt.Before(now.Add(10*time.Minute)) {
				t.Errorf("asked again at once, at %s", h.NextAt)
			}
		})
	}
}

// every gives the rhythm of a source with news every so many days.
func every(days int) rhythm.Rhythm {
	var times []time.Time
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i := range 12 {
		times = append(times, now.AddDate(0, 0, -i*days))
	}
	return rhythm.Learn(times, "", time.UTC, now)
}

func TestTroubleBeginsOnce(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	h := news.Health{State: news.StateFine, LastNew: now.AddDate(0, 0, -1), Baselined: true}
	fail := func(state news.State) verdict {
		return verdict{err: errors.New("x"), result: crawl.Result{Trouble: state}, now: now, next: now}
	}
	h = judge(h, fail(news.StateUnreachable))
	now = now.Add(time.Hour)
	h = judge(h, fail(news.StateBlocked))
	if !h.Since.Equal(now) || !h.Troubled.Equal(now.Add(-time.Hour)) {
		t.Errorf("blocked since %s, in trouble since %s", h.Since, h.Troubled)
	}
	h = judge(h, verdict{articles: 1, now: now, next: now})
	if !h.Troubled.IsZero() || h.State != news.StateFine {
		t.Errorf("%+v", h)
	}
	last := h.LastNew
	now = now.AddDate(0, 0, 30)
	if h = judge(h, verdict{now: now, next: now}); h.State != news.StateFrozen || !h.Troubled.Equal(last) {
		t.Errorf("%+v, the last news came %s", h, last)
	}
}

func TestPauseGrowsAndEnds(t *testing.T) {
	if a, b, c := pause(1), pause(2), pause(100); a != 10*time.Minute || b != 20*time.Minute || c != backoff {
		t.Errorf("%s %s %s", a, b, c)
	}
}

func TestNextIsByTheSourcesClock(t *testing.T) {
	now := time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC)
	next, err := Next(news.Source{Zone: "Asia/Shanghai", Schedule: "0 8 * * *"}, "0 0 * * *", now)
	if want := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC); err != nil || !next.Equal(want) {
		t.Errorf("%s, %v", next, err)
	}
	if _, err := Next(news.Source{ID: "oak"}, "now and then", now); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}
