package dates

// skip gives t or, when t is a mark or a word that may part a date's fields, the token after it; two at most.
func (p *parser) skip(t token) token {
	for range 3 {
		if t.kind == mark && (t.r == '.' || t.r == ',' || t.r == '-' || t.r == '/' || t.r == '\'' || t.r == '’') ||
			linking(t) {
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
	if day.digits > 2 || day.value > 31 || day.value == 0 {
		return fields{}, false
	}
	f := fields{0, month, day.value, day.end}
	next := p.lex(day.end)
	if next.kind == mark && next.r == ':' {
		return fields{}, false
	}
	if ordinal(next) {
		f.end = next.end
		next = p.lex(next.end)
	}
	if next.kind == mark && next.r == '-' { // June 29-30: a range; the first day counts
		if last := p.lex(next.end); last.kind == number && last.digits <= 2 && last.value > f.day && last.value <= 31 {
			next = p.lex(last.end)
			if ordinal(next) {
				next = p.lex(next.end)
			}
		}
	}
	f.year, f.end = p.yearBehind(next, f.end)
	return f, true
}

// dayLed reads "18 juillet 2025", "18. Juli 2025", "18-Jul-25", "8–9 July 2019", "19 tháng 8, 2024", "7th of July".
func (p *parser) dayLed(t, next token) (fields, bool) {
	if t.value == 0 || t.value > 31 {
		return fields{}, false
	}
	if ordinal(next) {
		next = p.lex(next.end)
	}
	if next.kind == mark && next.r == '-' { // a range: the first day counts
		if second := p.lex(next.end); second.kind == number && second.digits <= 2 {
			next = p.lex(second.end)
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
		case t.kind == number && t.digits == 4 && t.value >= 1900 && t.value <= 2100:
			return t.value, t.end
		case t.kind == number:
			return p.shortYearBehind(t, end)
		case t.kind == word && !linking(t):
			if words++; words > 1 || monthOf(t) != 0 {
				return 0, end
			}
		case t.kind == mark && t.r == '-':
			if next := p.lex(t.end); next.kind == number && next.digits <= 2 {
				after := p.lex(next.end)
				if ordinal(after) {
					after = p.lex(after.end)
				}
				if after.kind == mark && after.r == ',' || after.kind == number {
					if year, at := p.yearBehind(after, end); year != 0 {
						return year, at
					}
				}
				return p.shortYearBehind(next, end)
			} else if next.kind == number && next.digits == 4 {
				return p.yearBehind(next, end)
			}
			return 0, end
		case t.kind == mark && t.r != ',' && t.r != '.' && t.r != '\'' && t.r != '’' && t.r != '/' && t.r != '(':
			return 0, end
		case t.kind == 0:
			return 0, end
		}
		t = p.lex(t.end)
	}
	return 0, end
}

// shortYearBehind reads the 25 of 18-Jul-25 and the 19 of Jul '19: two figures tied to a dash or an apostrophe.
func (p *parser) shortYearBehind(t token, end int) (int, int) {
	if t.digits != 2 || t.spaced || t.start == 0 || t.value > 50 {
		return 0, end
	}
	if c := p.text[t.start-1]; c != '-' && c != '\'' && c != '/' && c != 0x99 { // 0x99 ends U+2019
		return 0, end
	}
	if next := p.lex(t.end); next.kind == mark && next.r == ':' && !next.spaced {
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
	if day.kind != number || day.digits > 2 {
		return fields{}, false
	}
	name := p.lex(day.end)
	if name.name != "thang" {
		return fields{}, false
	}
	month := p.lex(name.end)
	if month.kind != number || month.digits > 2 {
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
