package digest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/templates"
)

// ImmediateEvery is how often an immediate subscription looks for urgent stories. No mail is made when there are none.
const ImmediateEvery = 15 * time.Minute

// ImmediateCap is how many mails an immediate subscription gets within 24 hours; what is too much comes together later.
const ImmediateCap = 6

// Next gives the first instant after `after` at which sub's edition is due.
//
// Schedules are read on the wall clock of the subscription's zone: an hour that summer time skips is due at the instant
// of the change, an hour that comes twice is due the first time only, so that a daily digest comes exactly once a day.
// Weekly comes on Monday unless Schedule names a day ("fri" or a cron expression whose last field is one). Custom takes
// Schedule as a cron expression of five fields or "@daily" and the like. A wrong zone or expression is fault.Invalid.
func Next(sub audience.Subscription, after time.Time) (time.Time, error) {
	return NewPlanner().Next(sub, after)
}

// Planner reckons due instants for many subscriptions: it reads each zone and parses each schedule once. It is not for
// concurrent use.
type Planner struct {
	zones     map[string]*time.Location
	schedules map[string]cron.Schedule
}

// NewPlanner gives an empty Planner.
func NewPlanner() *Planner {
	return &Planner{zones: map[string]*time.Location{}, schedules: map[string]cron.Schedule{}}
}

// Next is as the function Next.
func (p *Planner) Next(sub audience.Subscription, after time.Time) (time.Time, error) {
	if sub.Frequency == audience.Immediate {
		return after.UTC().Truncate(ImmediateEvery).Add(ImmediateEvery), nil
	}
	zone, err := p.zone(sub.Zone)
	if err != nil {
		return time.Time{}, err
	}
	expr, err := expression(sub)
	if err != nil {
		return time.Time{}, err
	}
	schedule, err := p.schedule(expr)
	if err != nil {
		return time.Time{}, err
	}
	due := wallNext(schedule, after, zone)
	if due.IsZero() {
		return time.Time{}, fault.New(fault.Invalid, "schedule %q never comes", expr)
	}
	return due, nil
}

// zone is zoneOf, once for each name: reading a zone opens a file.
func (p *Planner) zone(name string) (*time.Location, error) {
	if zone := p.zones[name]; zone != nil {
		return zone, nil
	}
	zone, err := zoneOf(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "zone %q: %w", name, err)
	}
	p.zones[name] = zone
	return zone, nil
}

// schedule is ParseSchedule, once for each expression: thousands of readers have a few schedules between them.
func (p *Planner) schedule(expr string) (cron.Schedule, error) {
	if schedule := p.schedules[expr]; schedule != nil {
		return schedule, nil
	}
	schedule, err := ParseSchedule(expr)
	if err != nil {
		return nil, err
	}
	p.schedules[expr] = schedule
	return schedule, nil
}

// ParseSchedule reads a cron expression: five fields, or a descriptor. Zones inside the expression and intervals
// ("@every") are refused: the subscription has a zone of its own, and an interval drifts with every restart.
func ParseSchedule(expr string) (cron.Schedule, error) {
	trimmed := strings.TrimSpace(expr)
	if trimmed == "" || strings.HasPrefix(trimmed, "TZ=") || strings.HasPrefix(trimmed, "CRON_TZ=") ||
		strings.HasPrefix(trimmed, "@every") {
		return nil, fault.New(fault.Invalid, "schedule %q: want five cron fields or @daily, @weekly, @monthly", expr)
	}
	schedule, err := cron.ParseStandard(trimmed)
	if err != nil {
		return nil, fault.New(fault.Invalid, "schedule %q: %w", expr, err)
	}
	if spec, ok := schedule.(*cron.SpecSchedule); ok {
		spec.Location = time.UTC // wallNext speaks of wall clock times as if they were UTC
	}
	return schedule, nil
}

// expression gives the cron expression of a subscription's frequency.
func expression(sub audience.Subscription) (string, error) {
	if sub.Frequency != audience.Custom && (sub.Hour < 0 || sub.Hour > 23 || sub.Minute < 0 || sub.Minute > 59) {
		return "", fault.New(fault.Invalid, "time of day %d:%02d", sub.Hour, sub.Minute)
	}
	at := fmt.Sprintf("%d %d * * ", sub.Minute, sub.Hour)
	switch sub.Frequency {
	case audience.Daily, "":
		return at + "*", nil
	case audience.Weekdays:
		return at + "1-5", nil
	case audience.Weekly:
		day, err := weekday(sub.Schedule)
		return at + strconv.Itoa(int(day)), err
	case audience.Custom:
		return sub.Schedule, nil
	}
	return "", fault.New(fault.Invalid, "frequency %q: it is daily, weekdays, weekly, immediate or custom", sub.Frequency)
}

// weekday reads the day of a weekly subscription: "", "mon" … "sunday", "0" … "7", or the last field of a cron
// expression.
func weekday(schedule string) (time.Weekday, error) {
	fields := strings.Fields(strings.ToLower(schedule))
	if len(fields) == 0 {
		return time.Monday, nil
	}
	name := fields[len(fields)-1]
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n <= 7 {
		return time.Weekday(n % 7), nil
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if full := strings.ToLower(day.String()); len(name) >= 3 && strings.HasPrefix(full, name) {
			return day, nil
		}
	}
	return 0, fault.New(fault.Invalid, "day of the week %q", schedule)
}

// wallNext finds the first instant after `after` whose wall clock time in zone the schedule names.
func wallNext(schedule cron.Schedule, after time.Time, zone *time.Location) time.Time {
	wall := asWall(after.In(zone))
	for range 1000 { // each round moves on by at least a minute; a doubled hour costs at most 60
		wall = schedule.Next(wall)
		if wall.IsZero() {
			return time.Time{}
		}
		if due, ok := instant(wall, zone); ok && due.After(after) {
			return due
		}
	}
	return time.Time{}
}

// asWall gives the wall clock time of t as if it were UTC, where no hour is skipped or comes twice.
func asWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instant gives the moment at which zone's clocks first show wall; for a time they skip, the moment they jump. It is
// false for a day the zone left out altogether (Samoa had no 30 December 2011).
func instant(wall time.Time, zone *time.Location) (time.Time, bool) {
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	from, to := t.ZoneBounds()
	if shown := asWall(t); !shown.Equal(wall) {
		jump := to
		if shown.After(wall) {
			jump = from
		}
		_, before := jump.Add(-time.Second).Zone()
		_, since := jump.Zone()
		return jump, since-before < 12*60*60
	}
	if !from.IsZero() {
		_, before := from.Add(-time.Second).Zone()
		_, since := t.Zone()
		earlier := t.Add(-time.Duration(before-since) * time.Second)
		if earlier.Before(from) && asWall(earlier).Equal(wall) {
			return earlier, true
		}
	}
	return t, true
}

// Schedule says in the reader's words how often sub's editions come: "daily at 07:30 (Europe/Dublin)".
func Schedule(loc *templates.Locale, sub audience.Subscription) string {
	at := fmt.Sprintf("%02d:%02d", sub.Hour, sub.Minute)
	if sub.Zone != "" {
		at += " (" + sub.Zone + ")"
	}
	switch sub.Frequency {
	case audience.Immediate:
		return loc.T("every_immediate")
	case audience.Weekdays:
		return loc.T("every_weekdays", at)
	case audience.Weekly:
		day, err := weekday(sub.Schedule)
		if err != nil {
			day = time.Monday
		}
		return loc.T("every_weekly", at, loc.Weekday(day))
	case audience.Custom:
		if plain, ok := Plain(sub.Schedule); ok {
			plain.Zone = sub.Zone
			return Schedule(loc, plain)
		}
		return loc.T("every_custom")
	}
	return loc.T("every_daily", at)
}
