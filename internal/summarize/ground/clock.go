package ground

import (
	"regexp"
	"strconv"
	"strings"
)

// clock is a time of day. loose says that nothing told morning from afternoon.
type clock struct {
	hour, minute int
	loose        bool
	text         string
}

// in reports whether the same time of day is among others; a loose one is of either half of the day.
func (t clock) in(others []clock) bool {
	for _, o := range others {
		if t.minute == o.minute && (t.hour == o.hour || (t.loose || o.loose) && t.hour%12 == o.hour%12) {
			return true
		}
	}
	return false
}

var clockShapes = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b\.?`),
	regexp.MustCompile(`(凌晨|早上|早晨|早|清晨|上午|中午|下午|午后|傍晚|晚上|晚间|晚|夜间)?()()(\d{1,2}):(\d{2})`),
	regexp.MustCompile(`(凌晨|早上|早晨|早|清晨|上午|中午|下午|午后|傍晚|晚上|晚间|晚|夜间)?()()([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:点|时)(半|` +
		`\d{1,2}分?)?`),
}

// readTimes gives the times of day of a text, and the text with them blanked out.
func readTimes(text string) ([]clock, string) {
	var out []clock
	for i, shape := range clockShapes {
		for {
			m := shape.FindStringSubmatchIndex(text)
			if m == nil {
				break
			}
			part := shape.FindStringSubmatch(text[m[0]:m[1]])
			t := englishClock(part)
			if i > 0 {
				t = hanClock(part)
			}
			if t.text = strings.TrimSpace(part[0]); t.hour < 25 && t.minute < 60 {
				out = append(out, t)
			}
			text = text[:m[0]] + " ; " + text[m[1]:]
		}
	}
	return out, text
}

// englishClock reads the parts of "7:30 p.m.".
func englishClock(part []string) clock {
	hour, _ := strconv.Atoi(part[1])
	minute, _ := strconv.Atoi(part[2]) // 0 when not given
	hour %= 12
	if strings.EqualFold(part[3], "p") {
		hour += 12
	}
	return clock{hour: hour, minute: minute}
}

// hanClock reads the parts of 下午3时30分 and 三点半. Without a word for the half of the day the hour may be of either.
func hanClock(part []string) clock {
	hour, err := strconv.Atoi(part[4])
	if err != nil {
		v, _ := hanWhole(part[4])
		hour = int(v)
	}
	minute, _ := strconv.Atoi(strings.TrimSuffix(part[5], "分"))
	if part[5] == "半" {
		minute = 30
	}
	switch part[1] {
	case "下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜间":
		if hour < 12 {
			hour += 12
		}
	case "":
		return clock{hour: hour, minute: minute, loose: hour <= 12}
	}
	return clock{hour: hour, minute: minute}
}
