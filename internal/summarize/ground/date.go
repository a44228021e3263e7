package ground

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is a date as far as it is given: zero parts are not.
type date struct {
	year, month, day int
	weekday          int // 1 = Monday … 7
	text             string
}

const monthNames = `jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)|may|june?\.?|july?\.?|aug(?:ust|\.)|` +
	`sept?(?:ember|\.)?|oct(?:ober|\.)|nov(?:ember|\.)|dec(?:ember|\.)`

// dateShapes are tried in this order; the names of the groups say what they hold.
var dateShapes = []*regexp.Regexp{
	regexp.MustCompile(`(?P<y>\d{4}) ?年 ?(?:(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?)?`),
	regexp.MustCompile(`(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]`),
	regexp.MustCompile(`\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b`),
	regexp.MustCompile(`(?i)\b(?P<M>` + monthNames + `) (?P<d>\d{1,2})(?:st|nd|rd|th)?(?: ?(?:-|–|to|through|` +
		`and) ?(?P<e>\d{1,2})(?:st|nd|rd|th)?)?\b` +
		`(?:,? (?P<y>\d{4})\b)?`),
	regexp.MustCompile(`(?i)\b(?:(?P<e>\d{1,2})(?:st|nd|rd|th)? ?(?:-|–|to|and) ?)?(?P<d>\d{1,2})(?:st|nd|rd|` +
		`th)? (?:of )?(?P<M>` + monthNames +
		`)\b(?:,? (?P<y>\d{4})\b)?`),
	regexp.MustCompile(`\b(?P<M>(?i:` + monthNames + `)),? (?P<y>\d{4})\b`),
	regexp.MustCompile(`(?P<m>\d{1,2}) ?月份?`),
	regexp.MustCompile(`(?P<d>\d{1,2}) ?[日号]`),
	regexp.MustCompile(`\b(?P<M>January|February|March|April|June|July|August|September|October|November|December)\b`),
	regexp.MustCompile(`\b(?i:in|by|before|until|since|of|from|through|to) (?P<M>May)\b`),
	regexp.MustCompile(`\b(?P<w>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`),
	regexp.MustCompile(`(?:星期|周|礼拜)(?P<W>[一二三四五六日天])`),
}

var hanDate = regexp.MustCompile(`([〇零一二三四五六七八九十]{1,4})([年月日号])`)

// readDates gives the dates of a text, and the text with them blanked out.
func readDates(text string) ([]date, string) {
	text = hanDate.ReplaceAllStringFunc(text, digitsOfHanDate)
	var out []date
	for _, shape := range dateShapes {
		for {
			m := shape.FindStringSubmatchIndex(text)
			if m == nil {
				break
			}
			for _, d := range dateOf(shape, text, m) {
				if d.sound() {
					out = append(out, d)
				}
			}
			text = text[:m[0]] + " ; " + text[m[1]:]
		}
	}
	return out, text
}

// digitsOfHanDate turns 八月 into 8月 and 二〇二六年 into 2026年. 三年 stays: it is a time span.
func digitsOfHanDate(s string) string {
	r := []rune(s)
	numeral, unit := string(r[:len(r)-1]), string(r[len(r)-1:])
	v, ok := hanWhole(numeral)
	if !ok || unit == "年" && len(r) != 5 || unit != "年" && v > 31 {
		return s
	}
	return strconv.Itoa(int(v)) + unit
}

// dateOf makes the dates of a match: two for a span of days.
func dateOf(shape *regexp.Regexp, text string, m []int) []date {
	d := date{text: strings.TrimSpace(text[m[0]:m[1]])}
	end := 0
	for i, group := range shape.SubexpNames() {
		if i == 0 || m[2*i] < 0 {
			continue
		}
		s := text[m[2*i]:m[2*i+1]]
		n, _ := strconv.Atoi(s) // 0 for the groups that hold words
		switch group {
		case "y":
			d.year = n
		case "m":
			d.month = n
		case "d":
			d.day = n
		case "e":
			end = n
		case "M":
			d.month = monthOf(s)
		case "w":
			d.weekday = 1 + strings.Index("MonTueWedThuFriSatSun", s[:3])/3
		case "W":
			d.weekday = 1 + strings.Index("一二三四五六日", strings.ReplaceAll(s, "天", "日"))/3
		}
	}
	if end == 0 {
		return []date{d}
	}
	other := d
	other.day = end
	return []date{d, other}
}

func monthOf(s string) int {
	return 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))/3
}

func (d date) sound() bool { return d.month <= 12 && d.day <= 31 }

// dated reports whether the date stands in p, or follows from it and the day its article was published.
func (c *Checker) dated(d date, p place) bool {
	for _, o := range p.dates {
		if d.weekday != 0 && (o.weekday == d.weekday || o.falls() == d.weekday) {
			return true
		}
		if d.weekday == 0 && d.fits(o, c.published()) {
			return true
		}
	}
	if d.weekday == 0 && d.month == 0 && d.day == 0 { // a bare year
		for _, n := range p.numbers {
			if n.value == strconv.Itoa(d.year) {
				return true
			}
		}
	}
	return c.told(d, p)
}

// falls gives the weekday of a whole date, 0 of any other.
func (d date) falls() int {
	if d.year == 0 || d.month == 0 || d.day == 0 {
		return 0
	}
	return weekday(time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC))
}

func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// fits reports whether everything d says is said by o, or by the days of publication where o is silent.
func (d date) fits(o date, published []time.Time) bool {
	if d.day != o.day && d.day != 0 || o.weekday != 0 {
		return false
	}
	month := d.month == 0 || d.month == o.month
	year := d.year == 0 || d.year == o.year
	for _, t := range published {
		month = month || o.month == 0 && int(t.Month()) == d.month
		year = year || o.year == 0 && t.Year() == d.year
	}
	return month && year
}

// told reports whether the place tells the day by a word ("yesterday", 今日) that the day of publication makes d.
func (c *Checker) told(d date, p place) bool {
	for word, days := range relative {
		if !strings.Contains(p.text, word) {
			continue
		}
		for _, t := range c.published() {
			t = t.AddDate(0, 0, days)
			if d.weekday != 0 && weekday(t) == d.weekday {
				return true
			}
			if d.weekday == 0 && d.fits(date{year: t.Year(), month: int(t.Month()), day: t.Day()}, nil) {
				return true
			}
		}
	}
	return false
}

var relative = map[string]int{"今日": 0, "今天": 0, "昨日": -1, "昨天": -1, "明日": 1, "明天": 1, "today": 0, "yesterday": -1,
	"tomorrow": 1}

// published gives when the articles came out, those that say so.
func (c *Checker) published() []time.Time {
	var out []time.Time
	for _, d := range c.docs {
		if d.Published.Known() {
			out = append(out, d.Published.Time)
		}
	}
	return out
}
