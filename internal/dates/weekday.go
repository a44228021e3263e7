package dates

import (
	"strings"
	"time"
)

// yearOf gives the year of a day printed without one: Options.Year; else, when its weekday is printed beside it, the
// latest year that fits, up to ten months ahead of Now; else the latest year in which it is not after Now plus two
// days, so that 12-31 read on 2 January is of last year. 0 when nothing is known.
func (o Options) yearOf(month, day int, weekday time.Weekday) int {
	if o.Year != 0 && fits(o.Year, month, day, weekday) {
		return o.Year
	}
	if o.Now.IsZero() {
		return o.Year
	}
	latest := o.Now.In(o.zone()).AddDate(0, 0, 2)
	if weekday >= 0 {
		latest = latest.AddDate(0, 10, 0)
	}
	for year := latest.Year(); year > latest.Year()-12; year-- { // 29 February falls on each weekday in 28 years
		if !fits(year, month, day, weekday) {
			continue
		}
		if !time.Date(year, time.Month(month), day, 0, 0, 0, 0, o.zone()).After(latest) {
			return year
		}
	}
	if weekday >= 0 {
		return o.yearOf(month, day, noWeekday)
	}
	return 0
}

// noWeekday stands for a weekday that is not printed.
const noWeekday time.Weekday = -1

// fits reports whether a day exists and falls on the weekday, if one is given.
func fits(year, month, day int, weekday time.Weekday) bool {
	if !valid(year, month, day) {
		return false
	}
	return weekday < 0 || time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Weekday() == weekday
}

// weekdayTable holds the weekdays from Sunday on as Unicode CLDR names them, folded as [fold] folds.
const weekdayTable = `
sunday sun|monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat
sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag sonnabend
dimanche dim|lundi lun|mardi|mercredi mer|jeudi jeu|vendredi ven|samedi sam
domingo dom|lunes|martes|miercoles|jueves|viernes|sabado
||||||
domenica|lunedi|martedi|mercoledi|giovedi|venerdi|sabato
zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag
niedziela|poniedzialek|wtorek|sroda|czwartek|piatek|sobota
воскресенье|понедельник|вторник|среда|четверг|пятница|суббота
sondag|mandag|tirsdag|onsdag|torsdag|fredag|lordag
`

// weekdays maps a folded name to its weekday.
var weekdays = func() map[string]time.Weekday {
	m := map[string]time.Weekday{}
	for line := range strings.Lines(strings.TrimSpace(weekdayTable)) {
		for i, names := range strings.Split(strings.TrimSpace(line), "|") {
			for _, name := range strings.Fields(names) {
				m[name] = time.Weekday(i)
			}
		}
	}
	return m
}()

// weekdayBeside gives the weekday printed right before or behind a date.
func (p *parser) weekdayBeside(end int, before, before2 token) time.Weekday {
	if before.among(",.") {
		before = before2
	}
	next := p.lex(end)
	if next.among(",(") {
		next = p.lex(next.end)
	}
	for _, t := range []token{before, next} {
		if t.kind != word {
			continue
		}
		if w, ok := weekdays[t.name]; ok {
			return w
		}
	}
	return noWeekday
}
