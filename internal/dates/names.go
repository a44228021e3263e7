package dates

// skip gives t or, when t is a mark or a word that may part a date's fields, the token after it; two at most.
func (p *parser) skip(t token) token {
	for range 3 {
		if t.among(".,-/'’") || linking(t) {
			t = p.lex(t.end)
			continue
		}
		break
	}
	return t
}

// monthLed reads "July 8, 2019", "Jul 8th 2019", "July 8-9, 2019", "July 2019" and, year-less, "July 8".
func (p *parser) monthLed(t token, month int) (fields, bool) {
	day := p.skip(p.lex(t.end))
	if day.kind != number {
		return fields{}, false
	}
	if year, at := p.apostrophe(day); year != 0 {
		return fields{year, month, 0, at}, true
	}
	if day.digits == 4 {
		return fields{day.value, month, 0, day.end}, true
	}
	f := fields{0, month, day.value, day.end}
	next := p.lex(day.end)
	if !day.short() || day.value > 31 || day.value == 0 || next.is(':') {
		return fields{}, false
	}
	if ordinal(next) {
		f.end = next.end
	}
	next = p.pastDay(next)
	if f.year, f.end = p.yearBehind(p.skipRange(next, f.day), f.end); f.year == 0 {
		f = p.untilMonth(f, next)
	}
	return f, true
}

// pastDay steps over what may stand behind the figures of a day: its ordinal ending and its weekday in brackets, as
// in "16 th (F), 2022".
func (p *parser) pastDay(t token) token {
	if ordinal(t) {
		t = p.lex(t.end)
	}
	if !t.is('(') {
		return t
	}
	name := p.lex(t.end)
	_, known := weekdays[name.name]
	if shut := p.lex(name.end); name.kind == word && shut.is(')') && (known || len(name.name) <= 2) {
		return p.lex(shut.end)
	}
	return t
}

// skipRange steps over the last day of "June 29-30" and "May 1st & 2nd": the first day of a range counts.
func (p *parser) skipRange(t token, first int) token {
	if !ranging(t) {
		return t
	}
	last := p.lex(t.end)
	if !last.short() || last.value <= first || last.value > 31 {
		return t
	}
	return p.pastDay(p.lex(last.end))
}

// untilMonth gives the first day of "Sept 30 – Oct 1, 2022" the year of the last.
func (p *parser) untilMonth(f fields, t token) (whole fields) {
	if !ranging(t) {
		return f
	}
	name := p.lex(t.end)
	if _, ok := weekdays[name.name]; ok {
		name = p.skip(p.lex(name.end))
	}
	month := monthOf(name)
	day := p.skip(p.lex(name.end))
	if month == 0 || !day.short() {
		return f
	}
	year, end := p.yearBehind(p.pastDay(p.lex(day.end)), 0)
	switch {
	case year == 0:
		return f
	case month < f.month: // over New Year
		year--
	}
	return fields{year, f.month, f.day, end}
}

// dayLed reads "18 juillet 2025", "18. Juli 2025", "18-Jul-25", "8–9 July 2019", "19 tháng 8, 2024", "7th of July".
func (p *parser) dayLed(t, next token) (fields, bool) {
	if t.value == 0 || t.value > 31 {
		return fields{}, false
	}
	next = p.pastDay(next)
	if to := p.lex(next.end); next.is('.') && to.kind == word && ranging(to) { // 4. bis 6. März
		next = to
	}
	if ranging(next) { // the first day counts
		if last := p.lex(next.end); last.short() {
			next = p.pastDay(p.lex(last.end))
		}
	}
	name := p.skip(next)
	month := monthOf(name)
	if month == 0 {
		return fields{}, false
	}
	f := fields{0, month, t.value, name.end}
	f.year, f.end = p.yearBehind(p.lex(name.end), f.end)
	if f.year == 0 {
		if full, ok := p.monthLed(name, month); ok && full.day != 0 && full.year != 0 {
			return fields{}, false // the 16 of "Bulletin 16 Jan 4, 2026" is no day
		}
	}
	return f, true
}

// yearBehind looks for the year at or shortly behind t: ", 2019", "de 2025", "'19", "-25", "–9, 2019", ", Monday
// 2019". It gives 0 and the old end when there is none.
func (p *parser) yearBehind(t token, end int) (int, int) {
	words := 0
	for range 6 {
		switch {
		case t.year():
			return t.value, t.end
		case t.kind == number:
			return p.shortYearBehind(t, end)
		case t.kind == word && !linking(t):
			if words++; words > 1 || monthOf(t) != 0 {
				return 0, end
			}
		case t.is('-'):
			return p.yearBehindDash(t, end)
		case t.kind == nothing || t.kind == mark && !t.among(",.'’/("):
			return 0, end
		}
		t = p.lex(t.end)
	}
	return 0, end
}

// yearBehindDash reads the "-9, 2019" of a range of days, "-2025" and "-25".
func (p *parser) yearBehindDash(dash token, end int) (int, int) {
	next := p.lex(dash.end)
	switch {
	case next.year():
		return next.value, next.end
	case !next.short():
		return 0, end
	}
	after := p.lex(next.end)
	if ordinal(after) {
		after = p.lex(after.end)
	}
	if after.is(',') {
		after = p.lex(after.end)
	}
	if after.year() {
		return after.value, after.end
	}
	return p.shortYearBehind(next, end)
}

// shortYearBehind reads the 25 of 18-Jul-25 and the 19 of Jul '19: two figures tied to a dash or an apostrophe.
func (p *parser) shortYearBehind(t token, end int) (int, int) {
	if t.digits != 2 || t.spaced || t.start == 0 || t.value > 50 {
		return 0, end
	}
	if c := p.text[t.start-1]; c != '-' && c != '\'' && c != '/' && c != 0x99 { // 0x99 ends U+2019
		return 0, end
	}
	if next := p.lex(t.end); next.is(':') && !next.spaced {
		return 0, end
	}
	return 2000 + t.value, t.end
}

// apostrophe reads the 25 of "Dec '25".
func (p *parser) apostrophe(t token) (int, int) {
	if t.digits != 2 || t.start == 0 || t.spaced {
		return 0, 0
	}
	if c := p.text[t.start-1]; c != '\'' && c != 0x99 {
		return 0, 0
	}
	return 2000 + t.value, t.end
}

// vietnamese reads "ngày 19 tháng 8 năm 2024" and "ngày 19/8/2024".
func (p *parser) vietnamese(t token) (fields, bool) {
	day := p.lex(t.end)
	name := p.lex(day.end)
	month := p.lex(name.end)
	if !day.short() || name.name != "thang" || !month.short() {
		return fields{}, false
	}
	f := fields{0, month.value, day.value, month.end}
	next := p.skip(p.lex(month.end))
	if next.name == "nam" {
		next = p.lex(next.end)
	}
	if next.kind == number && next.digits == 4 {
		f.year, f.end = next.value, next.end
	}
	return f, true
}
