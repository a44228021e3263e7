// Package dates recognises dates as towns print them: 2023年8月7日, 令和6年8月19日, 2026.08.19, 18.07.2025, [08-07],
// 8/7/2023 in the order of the page's language, "18 juillet 2025", "Jul 8-9, 2019", ISO and RFC forms, with the clock
// time that follows them. It reads text from left to right, once, without regular expressions, and knows no clock of
// its own: a date without a year is given one only from [Options]. A date without a time of day stays a date.
//
// [Find] gives every date of a text, [First] the first, [Parse] reads a field that ought to be a date, [InURL] looks
// into an address.
package dates

import (
	"strings"
	"time"

	"tidings/internal/news"
)

// Options say how to read what the text leaves open. The zero value reads English, in UTC, dates with a year only.
type Options struct {
	Language string         // BCP 47 of the text; decides whether 8/7/2023 is August 7 (en, en-US) or 8 July
	Zone     *time.Location // of dates that name no zone; nil = UTC
	Now      time.Time      // when the text was read: a year-less date is the latest such day up to two days later
	Year     int            // the year of year-less dates, from a heading or an address; before Now
	Months   bool           // also give months without a day ("August 2019"), as their first day
	Order    Order          // how days in figures are written; overrules Language
	Compact  bool           // also read 07082019 and 070819, as they stand in file names
}

// Match is one date and where it stands in the text, in bytes.
type Match struct {
	Date       news.Date
	Start, End int
	Yearless   bool // the year was not printed but taken from Options
	Month      bool // only the month was printed
}

// Find gives the dates of text in their order. Work is linear in the text; there is at most one match per byte.
func Find(text string, opt Options) []Match {
	return find(text, opt, -1)
}

// First gives the first date of text.
func First(text string, opt Options) (Match, bool) {
	if m := find(text, opt, 1); len(m) > 0 {
		return m[0], true
	}
	return Match{}, false
}

// Parse reads a field that ought to be a date: an attribute, a feed's or a JSON value. Seconds and milliseconds
// since 1970 count as dates too.
func Parse(text string, opt Options) (news.Date, bool) {
	text = strings.TrimSpace(text)
	if t, ok := unix(text); ok {
		return news.Date{Time: t.In(opt.zone()), Clock: true}, true
	}
	m, ok := First(text, opt)
	return m.Date, ok
}

// unix reads 10 digits as seconds and 13 as milliseconds since 1970, between 1990 and 2100.
func unix(text string) (time.Time, bool) {
	if len(text) != 10 && len(text) != 13 {
		return time.Time{}, false
	}
	var n int64
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
		n = n*10 + int64(c-'0')
	}
	t := time.Unix(n, 0)
	if len(text) == 13 {
		t = time.UnixMilli(n)
	}
	return t, t.Year() >= 1990 && t.Year() < 2100
}

// find is Find that stops after limit matches; -1 is no limit.
func find(text string, opt Options, limit int) []Match {
	if !promising(text) {
		return nil
	}
	p := parser{text: text, opt: opt, order: opt.Order}
	if p.order == ByLanguage {
		p.order = orderOf(opt.Language)
	}
	var out []Match
	var before, before2 token
	for pos := 0; ; {
		t := p.lex(pos)
		if t.kind == nothing {
			return out
		}
		m, ok := p.match(t, before, before2)
		if !ok {
			before, before2, pos = t, before, t.end
			continue
		}
		if out = append(out, m); len(out) == limit {
			return out
		}
		before, before2, pos = token{kind: number, start: m.Start, end: m.End}, token{}, m.End
	}
}

// promising reports whether text can hold a date at all: a digit, full-width ones and those of other scripts included,
// or 年 or 月.
func promising(text string) bool {
	others := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			return true
		case c == 0xd9 || c == 0xdb || c == 0xe0 || c == 0xe1: // where the figures of other scripts begin
			others = true
		}
	}
	return others && strings.ContainsFunc(text, func(r rune) bool { return figure(r) >= 0 }) ||
		strings.ContainsAny(text, "０１２３４５６７８９年月")
}

// zone gives the zone of dates that name none.
func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// valid reports whether the day exists and its year is one a town's site speaks of.
func valid(year, month, day int) bool {
	if year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
