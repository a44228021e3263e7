package field

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

const (
	eventText   = 700                 // bytes of the text in which the event's date is looked for
	eventWindow = 90 * 24 * time.Hour // how far from publication the event of a news article lies
)

// bareDay is a day of the month without its month: 3日上午.
var bareDay = wording.Guard(`(?:^|[^\d月年.])(\d{1,2})日(?:上午|下午|晚|凌晨|清晨|中午|，|,|从|在|举行|召开|电)`, "日")

// notEventBytes is how much before a date is asked for notEvent: more than its longest word.
const notEventBytes = 60

// notEvent stands before dates that are not those of the event told.
var notEvent = wording.Pattern(`(?i)(截至|截止|自|从|以来|until|since|by|deadline|as of|bis|seit|depuis|jusqu.au)\s*$`)

// findEvent fills Event: the first day the text names that lies near the day of publication.
func (p *Page) findEvent() {
	text := strings.ToValidUTF8(p.a.Text[:min(len(p.a.Text), eventText)], "")
	opt := p.dateOptions()
	published := p.a.Published
	if published.Known() {
		opt.Now = published.Time
	}
	at := len(text)
	var event news.Date
	for _, m := range dates.Find(text, opt) {
		if m.Month || m.Yearless && !published.Known() || !p.nearPublication(m.Date) ||
			notEvent().MatchString(text[max(0, m.Start-notEventBytes):m.Start]) {
			continue
		}
		event, at = m.Date, m.Start
		break
	}
	if published.Known() && bareDay.May(text) {
		if m := bareDay.Re().FindStringSubmatchIndex(text); m != nil && m[2] < at {
			if d := dayBefore(published, text[m[2]:m[3]]); d.Known() {
				event = d
			}
		}
	}
	if !event.Known() {
		event = sameDayAs(published, text)
	}
	if event.Known() {
		p.a.Event = event
		p.Say("event", "text", event.String())
		p.choose("event", "text")
	}
}

// relativeDay is a day the first sentence names by the day of publication. 同日 is among them: in what is published by
// the day, it is the day of the line above, which is that of the page.
var relativeDay = wording.Guard(`^[^。！？\n]{0,60}?(同日|今日|今天|今早|今晨|本日|昨日|昨天|昨晚)`, "同日", "今", "本日", "昨")

// sameDayAs gives the day the first sentence of text names by the day of publication.
func sameDayAs(published news.Date, text string) news.Date {
	m := relativeDay.Find(text)
	if m == nil || !published.Known() {
		return news.Date{}
	}
	y, month, day := published.Time.Date()
	if strings.HasPrefix(m[1], "昨") {
		day--
	}
	return news.Day(y, month, day, published.Time.Location())
}

// nearPublication reports whether d may be the day of the event told by an article published when this one was.
func (p *Page) nearPublication(d news.Date) bool {
	if !p.a.Published.Known() {
		return plausible(d)
	}
	gap := p.a.Published.Time.Sub(d.Time)
	return gap > -eventWindow && gap < eventWindow
}

// dayBefore gives the latest day with this number not after the day of publication.
func dayBefore(published news.Date, day string) news.Date {
	n, err := strconv.Atoi(day)
	if err != nil || n < 1 || n > 31 {
		return news.Date{}
	}
	y, m, d := published.Time.Date()
	if n > d {
		m--
	}
	t := time.Date(y, m, n, 0, 0, 0, 0, published.Time.Location())
	if t.Day() != n {
		return news.Date{}
	}
	return news.Date{Time: t}
}
