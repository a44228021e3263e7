package rhythm

import (
	"fmt"
	"strings"
	"time"
)

// String puts the rhythm in words: "about 12 a week, Mon–Fri", "about 2 a month", "not known yet".
func (r Rhythm) String() string {
	if r.Days < few {
		return "not known yet"
	}
	words := rate(r.PerWeek)
	if days := weekdayNames(r.weekdays()); days != "" {
		words += ", " + days
	}
	return words
}

// rate says how many articles come.
func rate(perWeek float64) string {
	switch {
	case perWeek >= 1.5:
		return fmt.Sprintf("about %.0f a week", perWeek)
	case perWeek >= 0.8:
		return "about one a week"
	case perWeek*30/7 >= 1.5:
		return fmt.Sprintf("about %.0f a month", perWeek*30/7)
	case perWeek*30/7 >= 0.7:
		return "about one a month"
	}
	return fmt.Sprintf("about %.0f a year", max(1, perWeek*52))
}

// weekdayNames names the weekdays from Monday on: "" for all, "Mon–Fri" for runs, else each.
func weekdayNames(on [7]bool) string {
	if on == everyDay {
		return ""
	}
	var parts []string
	for i := 1; i <= 7; i++ {
		if !on[i%7] {
			continue
		}
		end := i
		for end < 7 && on[(end+1)%7] {
			end++
		}
		name := abbreviation(i)
		switch {
		case end == i+1:
			name += ", " + abbreviation(end)
		case end > i:
			name += "–" + abbreviation(end)
		}
		parts = append(parts, name)
		i = end
	}
	return strings.Join(parts, ", ")
}

func abbreviation(i int) string { return time.Weekday(i % 7).String()[:3] }
