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
		if t.kind == end {
			break
		}
		pos = t.end
		if t.kind != number || t.digits > 2 {
			continue
		}
		sep := p.lex(t.end)
		if sep.kind != mark || sep.r != '/' && sep.r != '-' && sep.r != '.' || sep.spaced {
			continue
		}
		second := p.lex(sep.end)
		sep2 := p.lex(second.end)
		year := p.lex(sep2.end)
		if second.kind != number || second.digits > 2 || sep2.r != sep.r || year.digits != 4 && year.digits != 2 {
			continue
		}
		pos = year.end
		switch {
		case t.value > 12 && t.value <= 31 && second.value <= 12 && year.digits == 4:
			day++
		case second.value > 12 && second.value <= 31 && t.value <= 12:
			month++
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
