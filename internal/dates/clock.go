package dates

import (
	"strings"
	"time"
)

// clock is a time of day with the zone printed beside it, nil for none.
type clock struct {
	hour, minute, second int
	zone                 *time.Location
	end                  int
}

// clock reads the time of day right behind a date: "T08:52:00+08:00", " 08:52", ", at 6:00 p.m.", " 14时30分",
// " 오후 3:05", " um 14.30 Uhr".
func (p *parser) clock(pos int) (clock, bool) {
	t, half := p.clockLead(pos)
	if !t.short() || t.value > 23 {
		return clock{}, false
	}
	c := clock{hour: t.value, end: t.end}
	sep := p.lex(t.end)
	switch {
	case sep.kind == mark && strings.ContainsRune(":时時点시", sep.r):
		var ok bool
		if c, ok = p.minutes(c, sep); !ok {
			return clock{}, false
		}
	case sep.kind == word && (meridiem(sep.name) != 0 || sep.name == "a" || sep.name == "p"):
	default:
		return clock{}, false
	}
	c = p.meridiem(c, half)
	return p.offset(c), c.hour < 24
}

// minutes reads the ":52:30" or "时30分" behind an hour; behind a colon there must be minutes.
func (p *parser) minutes(c clock, sep token) (clock, bool) {
	c.end = sep.end
	minute := p.lex(sep.end)
	if !minute.short() || minute.value > 59 {
		return c, sep.r != ':'
	}
	c.minute, c.end = minute.value, minute.end
	if unit := p.lex(minute.end); unit.is('分') || unit.is('분') {
		c.end = unit.end
	}
	return p.seconds(c), true
}

// clockLead steps over what stands between a date and its time; half is +12 after 下午 and 오후, -12 after 上午.
func (p *parser) clockLead(pos int) (token, int) {
	t, half := p.lex(pos), 0
	for range 7 {
		switch {
		case t.kind == word && leads(t.name):
		case t.kind == mark && strings.ContainsRune(",-.(|@)日月火水木金土周星期曜요", t.r):
		case t.kind == mark && (t.r == '下' || t.r == '上' || t.r == '午'):
			if t.r != '午' {
				half = map[rune]int{'下': 12, '上': -12}[t.r]
			}
		case strings.HasPrefix(p.text[t.start:], "오후"), strings.HasPrefix(p.text[t.start:], "오전"):
			half = 12
			if strings.HasPrefix(p.text[t.start:], "오전") {
				half = -12
			}
			t.end = t.start + len("오후")
		default:
			return t, half
		}
		t = p.lex(t.end)
	}
	return t, half
}

// leads reports the words that introduce a time of day.
func leads(name string) bool {
	switch name {
	case "t", "at", "um", "a", "as", "alle", "ore", "om", "kl", "klo", "o", "a las", "las", "godz", "в", "à":
		return true
	}
	return false
}

// seconds reads the ":30" behind minutes, and drops a fraction.
func (p *parser) seconds(c clock) clock {
	sep := p.lex(c.end)
	if sep.kind != mark || sep.r != ':' {
		return c
	}
	t := p.lex(sep.end)
	if t.kind != number || t.digits > 2 || t.value > 60 {
		return c
	}
	c.second, c.end = t.value, t.end
	if dot := p.lex(c.end); dot.kind == mark && (dot.r == '.' || dot.r == ',') && !dot.spaced {
		if frac := p.lex(dot.end); frac.kind == number && !frac.spaced {
			c.end = frac.end
		}
	}
	return c
}

// meridiem gives 12 for pm, -12 for am, 0 for any other word.
func meridiem(name string) int {
	switch name {
	case "pm":
		return 12
	case "am":
		return -12
	}
	return 0
}

// meridiem applies "pm", "p.m." and what stood before the time.
func (p *parser) meridiem(c clock, half int) clock {
	t := p.lex(c.end)
	if h := meridiem(t.name); t.kind == word && h != 0 {
		half, c.end = h, t.end
	} else if t.kind == word && (t.name == "p" || t.name == "a") {
		dot := p.lex(t.end)
		m := p.lex(dot.end)
		if dot.r == '.' && m.name == "m" {
			half, c.end = map[string]int{"p": 12, "a": -12}[t.name], m.end
		}
	}
	switch {
	case half == 12 && c.hour < 12:
		c.hour += 12
	case half == -12 && c.hour == 12:
		c.hour = 0
	}
	return c
}

// offset reads "Z", "UTC", "GMT", "+08:00", "+0800" and "-05" behind a time of day.
func (p *parser) offset(c clock) clock {
	t := p.lex(c.end)
	switch {
	case t.kind == word && (t.name == "z" && !t.spaced || t.name == "utc" || t.name == "gmt"):
		c.zone, c.end = time.UTC, t.end
	case t.kind == mark && (t.r == '+' || t.r == '-'):
		c = p.numericOffset(c, t)
	}
	return c
}

// numericOffset reads the figures behind a sign; two figures count only without spaces around the sign.
func (p *parser) numericOffset(c clock, sign token) clock {
	n := p.lex(sign.end)
	if n.kind != number || n.spaced || n.digits != 2 && n.digits != 4 || n.digits == 2 && sign.spaced {
		return c
	}
	seconds := n.value * 3600
	end := n.end
	if n.digits == 4 {
		seconds = n.value/100*3600 + n.value%100*60
	} else if colon := p.lex(n.end); colon.r == ':' && !colon.spaced {
		if m := p.lex(colon.end); m.kind == number && m.digits == 2 && !m.spaced {
			seconds, end = seconds+m.value*60, m.end
		}
	}
	if sign.r == '-' {
		seconds = -seconds
	}
	if seconds > -16*3600 && seconds < 16*3600 {
		c.zone, c.end = time.FixedZone("", seconds), end
	}
	return c
}
