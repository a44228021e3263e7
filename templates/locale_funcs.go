package templates

import (
	htmltemplate "html/template"
	"strconv"
	"strings"
	"time"
)

// funcs are the functions templates may call, bound to the language.
//
//	t "key" args…      a message              n "key" count args…  its plural form
//	date T             22 November 2026       fulldate T           Sunday, 22 November 2026
//	short T            22 Nov                 clock T              07:30
//	number N           1,204                  lang                 the language's tag
//	tongue LANG [OUTER]                       attributes of words in LANG, "" when it is the page's, within OUTER
//	own OUTER          attributes of words in the page's language within those of OUTER
//	turned LANG        whether LANG is written the other way
//	dict k v …         arguments for a partial template
//	wrap FIRST REST S  S in lines of at most 76 columns, the first led by FIRST, the others by REST
//	pad, outlook_open, outlook_close   see there
//	copies WORDS       WORDS in brackets, if there are any
//	contact_url, contact_label C       C as a link and as words
//	town NAME          what the language calls the town
//	rule S             S repeated to the width of a line
func (l *Locale) funcs() map[string]any {
	return map[string]any{
		"t": l.T, "n": l.N, "date": l.Date, "fulldate": l.FullDate, "short": l.ShortDate, "clock": l.Clock,
		"number": l.Number, "town": l.Town, "lang": func() string { return l.Tag },
		"tongue": l.tongue, "own": l.own, "turned": l.turned,
		"dict": dict, "pad": pad, "copies": copies, "contact_url": contactURL, "contact_label": contactLabel,
		"outlook_open":  func() htmltemplate.HTML { return outlookOpen },
		"outlook_close": func() htmltemplate.HTML { return outlookClose },
		"wrap":          func(first, rest, s string) string { return Wrap(s, TextWidth, first, rest) },
		"rule":          func(s string) string { return strings.Repeat(s, TextWidth/max(1, Width(s))) },
	}
}

// Outlook on Windows lays mails out with Word's engine, which knows no max-width: it gets a table of fixed width around
// the sheet, in a comment that only it reads.
const (
	outlookOpen  = `<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->`
	outlookClose = `<!--[if mso]></td></tr></table><![endif]-->`
)

// pad follows the hidden preheader, so that message lists do not show the mail's first words after it.
func pad() htmltemplate.HTML {
	return htmltemplate.HTML(strings.Repeat("&#8199;&#847; ", 40))
}

// copies puts a count of copies into brackets, or nothing when there are none.
func copies(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

// contactURL makes a link of a mail address; an https URL stays as it is.
func contactURL(contact string) string {
	if strings.Contains(contact, "@") && !strings.Contains(contact, ":") {
		return "mailto:" + contact
	}
	return contact
}

// contactLabel is what a contact is called in words.
func contactLabel(contact string) string {
	return strings.TrimPrefix(strings.TrimPrefix(contact, "mailto:"), "https://")
}

// dict makes a map of pairs, for a partial template that takes several values. Odd or unnamed pairs are dropped.
func dict(pairs ...any) map[string]any {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if key, ok := pairs[i].(string); ok {
			m[key] = pairs[i+1]
		}
	}
	return m
}

// Date gives the day as the language writes it: "22 November 2026", "2026年11月22日".
func (l *Locale) Date(at time.Time) string { return l.layout("date", at) }

// FullDate is Date with the day of the week.
func (l *Locale) FullDate(at time.Time) string { return l.layout("date_full", at) }

// ShortDate gives day and month: "22 Nov", "11月22日".
func (l *Locale) ShortDate(at time.Time) string { return l.layout("date_short", at) }

// Clock gives the time of day, 24 hours everywhere.
func (l *Locale) Clock(at time.Time) string { return at.Format("15:04") }

// Topic names a topic in the language, as it is written where there is no word for it.
func (l *Locale) Topic(name string) string {
	if key := "topic_" + strings.ToLower(name); l.Has(key) {
		return l.T(key)
	}
	return name
}

// Weekday names a day of the week.
func (l *Locale) Weekday(day time.Weekday) string { return nth(l.T("weekdays"), int(day)) }

// layout fills a date message: {weekday}, {d}, {m}, {month}, {mon}, {yyyy}.
func (l *Locale) layout(key string, at time.Time) string {
	return strings.NewReplacer(
		"{weekday}", l.Weekday(at.Weekday()),
		"{d}", strconv.Itoa(at.Day()),
		"{m}", strconv.Itoa(int(at.Month())),
		"{month}", nth(l.T("months"), int(at.Month())-1),
		"{mon}", nth(l.T("months_short"), int(at.Month())-1),
		"{yyyy}", strconv.Itoa(at.Year()),
	).Replace(l.T(key))
}

// nth gives the i-th of names parted by "|", "" when there are fewer.
func nth(names string, i int) string {
	parts := strings.Split(names, "|")
	if i < 0 || i >= len(parts) {
		return ""
	}
	return parts[i]
}

// Number groups thousands as the language does.
func (l *Locale) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(l.T("number_group"))
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Join sets names side by side as the language does: "a, b and c", "a、b和c".
func (l *Locale) Join(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], l.T("join_comma")) + l.T("join_and") + names[last]
}
