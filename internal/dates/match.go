package dates

import (
	"strings"
	"time"

	"tidings/internal/news"
)

// fields are the figures of a date as printed; year or day 0 = not printed.
type fields struct {
	year, month, day int
	end              int // byte behind the last of them
}

// match tries every form at t; before and before2 are the two tokens in front of it.
func (p *parser) match(t, before, before2 token) (Match, bool) {
	f, ok := fields{}, false
	switch t.kind {
	case number:
		if p.joined(t, before, before2) || elided(t, before) {
			return Match{}, false
		}
		f, ok = p.figures(t)
	case word:
		if m := monthOf(t); m != 0 {
			f, ok = p.monthLed(t, m)
		} else if t.name == "ngay" {
			f, ok = p.vietnamese(t)
		}
	case mark:
		f, ok = p.era(t)
	}
	if !ok {
		return Match{}, false
	}
	return p.finish(t.start, f, p.weekdayBeside(f.end, before, before2))
}

// joined reports whether the number is the tail of a longer run such as an IP address or a phone number.
func (p *parser) joined(t, before, before2 token) bool {
	if !before.parts() || t.spaced || before.spaced || before2.kind != number || before2.digits == 4 {
		return false
	}
	return p.lex(t.end).r == before.r
}

// elided reports the short year of "Jan '26", which is no day of the month that follows it.
func elided(t, before token) bool {
	return t.short() && !t.spaced && (before.is('\'') || before.is('’'))
}

// finish gives the date its year, checks that it exists, and reads the clock time behind it.
func (p *parser) finish(start int, f fields, weekday time.Weekday) (Match, bool) {
	m := Match{Start: start, End: f.end}
	if f.day == 0 {
		if !p.opt.Months || f.year == 0 || !valid(f.year, f.month, 1) {
			return Match{}, false
		}
		m.Month, m.Date = true, news.Day(f.year, time.Month(f.month), 1, p.opt.zone())
		return m, true
	}
	if f.year == 0 {
		f.year, m.Yearless = p.opt.yearOf(f.month, f.day, weekday), true
	}
	if !valid(f.year, f.month, f.day) {
		return Match{}, false
	}
	m.Date = news.Day(f.year, time.Month(f.month), f.day, p.opt.zone())
	if c, ok := p.clock(f.end); ok {
		zone := p.opt.zone()
		if c.zone != nil {
			zone = c.zone
		}
		at := time.Date(f.year, time.Month(f.month), f.day, c.hour, c.minute, c.second, 0, zone)
		m.Date, m.End = news.Date{Time: at.In(p.opt.zone()), Clock: true}, c.end
	}
	return m, true
}

// figures tries the forms that begin with a number.
func (p *parser) figures(t token) (fields, bool) {
	next := p.lex(t.end)
	if t.digits <= 3 && t.digits > 1 && p.opt.republic() && t.value >= firstRepublic && t.value < 200 {
		if f, ok := p.republican(t, next); ok {
			return f, true
		}
	}
	if next.among("年月") {
		return p.han(t, next, 0)
	}
	if t.digits >= 6 {
		return p.compact(t, next)
	}
	if t.digits == 4 {
		return p.yearLed(t, next)
	}
	if t.digits > 2 {
		return fields{}, false
	}
	if f, ok := p.badge(t, next); ok {
		return f, true
	}
	if f, ok := p.dayLed(t, next); ok {
		return f, true
	}
	return p.yearLast(t, next)
}

// firstRepublic is the earliest year of Taiwan's calendar that is read without its name: 1991.
const firstRepublic = 80

// republic reports the language of Taiwan, where offices count years from 1912 and leave the calendar's name out.
func (o Options) republic() bool {
	tag := strings.ToLower(o.Language)
	return tag == "zh-tw" || tag == "zh-hant" || strings.HasPrefix(tag, "zh-hant-tw")
}

// republican reads 115.03.19, 115-03-19, 115/3/19 and 115年3月19日 as days of Taiwan's calendar.
func (p *parser) republican(t, sep token) (fields, bool) {
	const base = 1911
	if sep.kind == mark && sep.r == '年' {
		return p.han(t, sep, base)
	}
	if t.digits < 3 {
		return fields{}, false // 99.03.19 may be the end of a number
	}
	f, ok := p.yearLed(token{digits: 4, value: t.value + base, end: t.end}, sep)
	return f, ok && f.day > 0
}

// han reads 2023年8月7日, 8月7日 and, with an era's base added, 6年8月19日; unit is the mark behind t.
func (p *parser) han(t, unit token, base int) (fields, bool) {
	var f fields
	if unit.r == '年' {
		f.year = t.value + base
		if base == 0 && t.digits == 2 {
			f.year += 2000
		}
		t = p.lex(unit.end)
		if unit = p.lex(t.end); !t.short() || !unit.is('月') {
			return f, false
		}
	}
	f.month, f.end = t.value, unit.end
	day := p.lex(unit.end)
	if !day.short() {
		return f, f.year != 0 && t.digits <= 2
	}
	if after := p.lex(day.end); after.is('日') {
		f.day, f.end = day.value, after.end
		return f, t.digits <= 2
	}
	return f, f.year != 0 // 2023年8月 7件: a month
}

// era reads 令和6年8月19日 and 民國113年8月19日.
func (p *parser) era(t token) (fields, bool) {
	for _, e := range eras {
		if !strings.HasPrefix(p.text[t.start:], e.name) {
			continue
		}
		n := p.lex(t.start + len(e.name))
		if unit := p.lex(n.end); n.kind == number && n.digits <= 3 && unit.kind == mark {
			if unit.r == '年' {
				return p.han(n, unit, e.base)
			}
			if f, ok := p.yearLed(token{digits: 4, value: n.value + e.base, end: n.end}, unit); ok {
				return f, true
			}
		}
	}
	return fields{}, false
}

// yearLed reads 2023-08-07, 2023/8/7, 2023. 8. 7., 2024. augusztus 19., 2019-Jul-08 and 2023-08.
func (p *parser) yearLed(t, sep token) (fields, bool) {
	if t.value < 1900 || t.value > 2100 {
		return fields{}, false
	}
	if f, ok := p.yearMonthName(t, sep); ok {
		return f, true
	}
	month := p.lex(sep.end)
	if !sep.parts() || !month.short() || month.spaced && sep.r != '.' {
		return fields{}, false
	}
	f := fields{year: t.value, month: month.value, end: month.end}
	sep2 := p.lex(month.end)
	if !sep2.is(sep.r) {
		return f, p.opt.Months && month.digits == 2
	}
	day := p.lex(sep2.end)
	if !day.short() || day.spaced && sep.r != '.' {
		return fields{}, false
	}
	f.day, f.end = day.value, day.end
	return f, sep.r != '/' || !p.dotted(day.end)
}

// dotted reports whether a point and figures follow at once: the 7 of 2018/11/7.17.18 is no day.
func (p *parser) dotted(pos int) bool {
	dot := p.lex(pos)
	return dot.is('.') && !dot.spaced && p.lex(dot.end).tight()
}

// yearMonthName reads 2024. augusztus 19. and 2019-Jul-08.
func (p *parser) yearMonthName(t, next token) (fields, bool) {
	name := p.skip(next)
	m := monthOf(name)
	if m == 0 {
		return fields{}, false
	}
	day := p.skip(p.lex(name.end))
	if !day.short() || p.lex(day.end).is(':') {
		return fields{}, false
	}
	return fields{t.value, m, day.value, day.end}, true
}

// badge reads the day set above its month: "07" over "2023-08".
func (p *parser) badge(t, year token) (fields, bool) {
	if t.digits != 2 || year.kind != number || year.digits != 4 || !year.spaced {
		return fields{}, false
	}
	sep := p.lex(year.end)
	month := p.lex(sep.end)
	if !sep.among("-/.年") || !month.tight() || month.digits != 2 {
		return fields{}, false
	}
	if after := p.lex(month.end); after.is(sep.r) && p.lex(after.end).kind == number {
		return fields{}, false // the date below has a day of its own
	}
	f := fields{year.value, month.value, t.value, month.end}
	return f, valid(f.year, f.month, f.day)
}

// compact reads 20230807 and 20230807123000; in file names also 07082019 and 070819.
func (p *parser) compact(t, next token) (fields, bool) {
	f := fields{end: t.end}
	v := t.value
	switch {
	case t.digits == 14 || t.digits == 12:
		for range (t.digits - 8) / 2 {
			v /= 100
		}
		f.year, f.month, f.day = v/10000, v/100%100, v%100
	case t.digits == 8:
		f.year, f.month, f.day = v/10000, v/100%100, v%100
		if p.opt.Compact && (f.year < 1990 || !valid(f.year, f.month, f.day)) {
			f.day, f.month = p.pair(v/1000000, v/10000%100)
			f.year = v % 10000
		}
	case t.digits == 6 && p.opt.Compact:
		f = p.short(f, v)
	case t.digits == 6 && next.is('/') && !next.spaced: // 202308/07
		day := p.lex(next.end)
		if !day.short() {
			return f, false
		}
		f = fields{v / 100, v % 100, day.value, day.end}
	}
	return f, f.year >= 1990 && valid(f.year, f.month, f.day)
}

// short reads six figures: 070819 in the language's order, 190708 when only that is a day; 202307 is a month.
func (p *parser) short(f fields, v int) fields {
	a, b, c := v/10000, v/100%100, v%100
	f.day, f.month = p.pair(a, b)
	f.year = 2000 + c
	if p.order == YearFirst || !valid(f.year, f.month, f.day) || c > 40 {
		f.year, f.month, f.day = 2000+a, b, c
	}
	if v/100 >= 2000 && v/100 <= 2100 && c >= 1 && c <= 12 && !valid(f.year, f.month, f.day) {
		f.year, f.month, f.day = v/100, c, 0
	}
	return f
}

// pair gives day and month of two figures in the language's order, or in the other when only that is possible.
func (p *parser) pair(a, b int) (day, month int) {
	if p.order == DayFirst && b <= 12 || a > 12 {
		return a, b
	}
	return b, a
}

// yearLast reads 18.07.2025, 8/7/2023, 7-8-19 and the year-less 08-07, 8/7, 18.07. and their like.
func (p *parser) yearLast(t, sep token) (fields, bool) {
	second := p.lex(sep.end)
	if !sep.parts() || !second.short() || sep.r != '.' && second.spaced != sep.spaced {
		return fields{}, false
	}
	sep2 := p.lex(second.end)
	if !sep2.is(sep.r) {
		return p.yearless(t, sep, second, sep2)
	}
	year := p.lex(sep2.end)
	switch {
	case year.kind == number && year.digits == 4 && (!year.spaced || sep.r == '.' || sep.spaced):
		day, month := p.pair(t.value, second.value)
		if sep.r == '.' && second.value <= 12 && p.order != MonthFirst {
			day, month = t.value, second.value
		}
		return fields{year.value, month, day, year.end}, true
	case year.kind == number && year.digits == 2 && !year.spaced:
		return p.shortYear(t, second, year)
	}
	return p.yearless(t, sep, second, sep2)
}

// shortYear reads 07/08/19, and 19/07/08 where the year comes first; outside file names no further part may follow.
func (p *parser) shortYear(a, b, c token) (fields, bool) {
	after := p.lex(c.end)
	if after.parts() && !after.spaced && !p.opt.Compact && p.lex(after.end).tight() {
		return fields{}, false
	}
	if more := p.lex(after.end); p.opt.Compact && after.is('-') && daysThenYear(b, c, more) { // 10-12-13-22
		return fields{2000 + more.value, a.value, b.value, more.end}, true
	}
	if p.order == YearFirst || a.value > 12 && b.value <= 12 && c.value > 12 && a.value > 31 {
		return fields{2000 + a.value, b.value, c.value, c.end}, a.digits == 2
	}
	day, month := p.pair(a.value, b.value)
	return fields{2000 + c.value, month, day, c.end}, c.value <= 50
}

// daysThenYear reports the first and last day of a range and a year of two figures behind them.
func daysThenYear(first, last, year token) bool {
	return year.short() && year.digits == 2 && year.value >= 15 && year.value <= 50 &&
		last.value > first.value && last.value <= 31
}

// yearless reads 08-07, [8-7], 8/7 and 18.07., each standing alone, and 08-07 2023.
func (p *parser) yearless(a, sep, b, after token) (fields, bool) {
	if a.digits+b.digits < 3 && sep.r != '/' || sep.spaced || b.spaced || tied(after) {
		return fields{}, false
	}
	day, month := p.pair(a.value, b.value)
	twice := a.digits == 2 && b.digits == 2
	switch {
	case sep.r == '.' && p.order == DayFirst:
		return fields{0, b.value, a.value, after.end}, after.is('.') // 3.12 is as likely a number
	case sep.r == '.':
		return fields{0, month, day, b.end}, twice && p.order == YearFirst
	case after.year():
		return fields{after.value, month, day, after.end}, true
	case sep.r == '-' && twice && a.value <= 12 && p.order == DayFirst:
		return fields{0, a.value, b.value, b.end}, b.value > 12 // 08-07 without a year is month first if anything
	}
	return fields{0, month, day, b.end}, true
}

// tied reports a token that makes the figures before it something else than a date: a unit, a time, a longer number.
func tied(after token) bool {
	if after.spaced {
		return false
	}
	return after.kind == number || after.kind == word || after.among("%:-/€$円元")
}
