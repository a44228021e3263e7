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
	case sep.among(":时時点시"):
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
		case t.among(",-.(|@)日月火水木金土周星期曜요午"):
		case t.is('下'):
			half = 12
		case t.is('上'):
			half = -12
		case strings.HasPrefix(p.text[t.start:], "오후"):
			half, t.end = 12, t.start+len("오후")
		case strings.HasPrefix(p.text[t.start:], "오전"):
			half, t.end = -12, t.start+len("오전")
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
	t := p.lex(sep.end)
	if !sep.is(':') || !t.short() || t.value > 60 {
		return c
	}
	c.second, c.end = t.value, t.end
	if dot := p.lex(c.end); dot.among(".,") && !dot.spaced {
		if frac := p.lex(dot.end); frac.tight() {
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
	case t.among("+-"):
		c = p.numericOffset(c, t)
	}
	return c
}

// farthest is more than any zone is from UTC, in seconds: what is farther is no offset.
const farthest = 16 * 3600

// numericOffset reads the figures behind a sign: hours, and minutes behind a colon or at once. Two figures count only
// without spaces around the sign.
func (p *parser) numericOffset(c clock, sign token) clock {
	n := p.lex(sign.end)
	hours, minutes, end := n.value, 0, n.end
	switch {
	case !n.tight():
		return c
	case n.digits == 4:
		hours, minutes = n.value/100, n.value%100
	case n.digits != 2 || sign.spaced:
		return c
	default:
		colon := p.lex(n.end)
		if m := p.lex(colon.end); colon.is(':') && !colon.spaced && m.tight() && m.digits == 2 {
			minutes, end = m.value, m.end
		}
	}
	seconds := hours*3600 + minutes*60
	if sign.r == '-' {
		seconds = -seconds
	}
	if seconds > -farthest && seconds < farthest {
		c.zone, c.end = time.FixedZone("", seconds), end
	}
	return c
}
