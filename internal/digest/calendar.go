package digest

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar gives the iCalendar file (RFC 5545) of what can be acted on in the stories; stories without an Act are left
// out. Host makes the identifiers unique and at stamps the file. A date without a time of day is a whole day.
func Calendar(stories []Story, host string, at time.Time) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fold75(&b, fmt.Sprintf(format, args...)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//tidings//digest//EN")
	for _, s := range cleanStories(stories) {
		if !s.Act.At.Known() {
			continue
		}
		line("BEGIN:VEVENT")
		line("UID:story-%d@%s", s.ID, host)
		line("DTSTAMP:%s", at.UTC().Format("20060102T150405Z"))
		if s.Act.At.Clock {
			line("DTSTART:%s", s.Act.At.Time.UTC().Format("20060102T150405Z"))
		} else {
			line("DTSTART;VALUE=DATE:%s", s.Act.At.Time.Format("20060102"))
			line("TRANSP:TRANSPARENT")
		}
		line("SUMMARY:%s", icsText(s.Headline))
		line("DESCRIPTION:%s", icsText(join(s.Sentences)))
		if s.Place != "" {
			line("LOCATION:%s", icsText(s.Place))
		}
		if len(s.Sources) > 0 {
			line("URL:%s", secure(s.Sources[0].URL, s.Page)) // a URI is not escaped
		}
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

// icsText escapes a text value as RFC 5545 section 3.3.11 asks.
func icsText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`, "\r", "").Replace(s)
}

// fold75 writes a content line in pieces of at most 75 octets, never inside a character (RFC 5545 section 3.1).
func fold75(b *strings.Builder, line string) {
	room := 75
	for len(line) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], 74
	}
	b.WriteString(line + "\r\n")
}
