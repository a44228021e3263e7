package gather

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/fault"
	"tidings/internal/news"
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
		{"long is relative", news.Health{LastNew: now.Add(-22 * day), Baselined: true}, verdict{rhythm: 10 * day},
			news.StateQuiet, 0, true},
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

func TestPauseGrowsAndEnds(t *testing.T) {
	if a, b, c := pause(1), pause(2), pause(100); a != 10*time.Minute || b != 20*time.Minute || c != backoff {
		t.Errorf("%s %s %s", a, b, c)
	}
}

func TestRhythm(t *testing.T) {
	at := func(days ...int) (out []news.Article) {
		for _, d := range days {
			out = append(out, news.Article{FirstSeen: time.Date(2026, 3, d, 9, 0, 0, 0, time.UTC)})
		}
		return out
	}
	for _, c := range []struct {
		days []int
		want int
	}{{nil, 0}, {[]int{1, 2, 3}, 0}, {[]int{1, 1, 2, 2, 3, 4}, 1}, {[]int{28, 21, 14, 7, 1}, 7}} {
		if got := rhythm(at(c.days...)); got != time.Duration(c.want)*24*time.Hour {
			t.Errorf("%v: %s", c.days, got)
		}
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
