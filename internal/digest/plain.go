package digest

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
)

// Plain gives a subscription whose frequency, time of day and day say in words what a cron expression says: every day,
// Monday to Friday or one day a week, at one time. It is false for all other expressions.
func Plain(expr string) (sub audience.Subscription, ok bool) {
	fields := strings.Fields(expr)
	if len(fields) != 5 || fields[2] != "*" || fields[3] != "*" {
		return sub, false
	}
	minute, err := strconv.Atoi(fields[0])
	if err != nil {
		return sub, false
	}
	hour, err := strconv.Atoi(fields[1])
	if err != nil {
		return sub, false
	}
	sub.Hour, sub.Minute = hour, minute
	switch day := strings.ToLower(fields[4]); day {
	case "*":
		sub.Frequency = audience.Daily
	case "1-5", "mon-fri":
		sub.Frequency = audience.Weekdays
	default:
		named, err := weekday(day)
		if err != nil {
			return sub, false
		}
		sub.Frequency, sub.Schedule = audience.Weekly, DayName(named)
	}
	return sub, true
}

// DayName gives a day of the week as Subscription.Schedule has it: "mon".
func DayName(day time.Weekday) string { return strings.ToLower(day.String()[:3]) }
