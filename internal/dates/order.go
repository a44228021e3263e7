package dates

import "strings"

// Order is how a date in figures is written when its year is not written out in front.
type Order uint8

// The orders. YearFirst concerns two-digit years; a four-digit year in front is always one.
const (
	ByLanguage Order = iota
	DayFirst
	MonthFirst
	YearFirst
)

// orderOf follows Unicode CLDR's short date formats.
func orderOf(language string) Order {
	language = strings.ToLower(strings.ReplaceAll(language, "_", "-"))
	main, region, _ := strings.Cut(language, "-")
	switch main {
	case "", "en":
		switch region {
		case "gb", "ie", "au", "nz", "in", "za", "uk", "sg", "hk":
			return DayFirst
		}
		return MonthFirst
	case "fil", "tl":
		return MonthFirst
	case "zh", "ja", "ko", "hu", "lt", "mn", "eu":
		return YearFirst
	}
	return DayFirst
}

// OrderIn lets a text testify: dates such as 25/7/2023 and 7/25/2023 can be read in one order only. It gives
// ByLanguage when there are none or they contradict each other.
func OrderIn(text string) Order {
	p := parser{text: text}
	day, month := 0, 0
	for pos := 0; ; {
		t := p.lex(pos)
		if t.kind == nothing {
			break
		}
		pos = t.end
		if second, end, ok := p.threeFigures(t); ok {
			pos = end
			switch {
			case t.value > 12 && t.value <= 31 && second <= 12:
				day++
			case second > 12 && second <= 31 && t.value <= 12:
				month++
			}
		}
	}
	switch {
	case day > 3*month:
		return DayFirst
	case month > 3*day:
		return MonthFirst
	}
	return ByLanguage
}

// threeFigures reports a date in figures with the year last that begins at t, and gives its second figure.
func (p *parser) threeFigures(t token) (second, end int, ok bool) {
	if !t.short() {
		return 0, 0, false
	}
	sep := p.lex(t.end)
	if !sep.parts() || sep.spaced {
		return 0, 0, false
	}
	b := p.lex(sep.end)
	sep2 := p.lex(b.end)
	year := p.lex(sep2.end)
	if !b.short() || !sep2.is(sep.r) || !year.year() && (year.digits != 2 || t.value > 12) {
		return 0, 0, false
	}
	return b.value, year.end, true
}
